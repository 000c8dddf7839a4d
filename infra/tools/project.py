"""Where things are, and what a package is made for."""

import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
# Where infra/template.yaml looks for the functions, wherever cargo builds.
PACKAGE = ROOT / "target" / "lambda"
FUNCTIONS = tuple(sorted(path.parent.name for path in ROOT.glob("functions/*/Cargo.toml")))
# The version in Amazon Linux 2023, the system of provided.al2023.
GLIBC = (2, 34)


class Target(NamedTuple):
    """An architecture of AWS Lambda, as Rust and as an ELF header call it."""

    triple: str
    machine: str


# By the values of the template's parameter Architecture.
TARGETS = {
    "x86_64": Target("x86_64-unknown-linux-gnu", "EM_X86_64"),
    "arm64": Target("aarch64-unknown-linux-gnu", "EM_AARCH64"),
}


class Refused(Exception):
    """What a person has to do first, in one line."""


def command_output(*command, **options):
    """What a command prints; a command that fails says itself why."""
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def cargo():
    """The cargo to run: where cargo itself started this, that one."""
    return os.environ.get("CARGO", "cargo")


def metadata(*options):
    """What `cargo metadata` says of this workspace."""
    return json.loads(command_output(cargo(), "metadata", "--format-version", "1", "--locked", *options))


def shown(path):
    """A path as a person at the repository's root would write it."""
    path = Path(path)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
