"""Builds the functions for AWS, the same bytes on every path.

Always with cargo-zigbuild, also where a plain `cargo build` would do: its linker takes the glibc of Amazon Linux 2023 whatever the
machine has, and compiler and linker are pinned as the crates are. So Linux and macOS, a laptop and CI take one way.
"""

import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

from infra.tools.project import FUNCTIONS, GLIBC, PACKAGE, ROOT, TARGETS, cargo, command_output, metadata

# They would change what is built: a package is built as Cargo.toml says.
IGNORED = ("RUSTFLAGS", "CARGO_BUILD_RUSTFLAGS", "CARGO_INCREMENTAL", "CARGO_PROFILE_RELEASE_")


def remapped(described):
    """The folders of this machine whose names would get into a binary, by what stands there instead."""
    sysroot = Path(command_output("rustc", "--print", "sysroot").strip())
    verbose = command_output("rustc", "-vV")
    commit = next(line.split()[1] for line in verbose.splitlines() if line.startswith("commit-hash: "))
    # All crates stand side by side in one folder of cargo's home, whose name is made from the registry's address.
    crates = {Path(package["manifest_path"]).parents[1] for package in described["packages"] if package["source"]}
    return {
        ROOT: "/deskport",
        Path(described["target_directory"]): "/target",
        **dict.fromkeys(sorted(crates), "/crates"),
        # The standard library is built under this name; where its source is installed, rustc puts that in its place.
        sysroot / "lib/rustlib/src/rust": f"/rustc/{commit}",
    }


def environment(described):
    """What cargo runs with."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(IGNORED)}
    flags = [f"--remap-path-prefix={folder}={name}" for folder, name in remapped(described).items()]
    return kept | {
        # By this variable, not by a file: it counts for this build alone, which has a folder of its own below target/, so that no
        # other build becomes stale.
        "CARGO_ENCODED_RUSTFLAGS": "\x1f".join(flags),
        "CARGO_ZIGBUILD_ZIG_PATH": str(files("ziglang") / "zig"),
        "CARGO_ZIGBUILD_CACHE_DIR": str(ROOT / ".local/zigbuild"),
        "ZIG_GLOBAL_CACHE_DIR": str(ROOT / ".local/zig"),
    }


def build(architecture):
    """Builds all functions; returns their paths by name, or None where cargo said what is wrong."""
    described = metadata()
    triple = TARGETS[architecture].triple
    command = [str(Path(sys.executable).with_name("cargo-zigbuild")), "zigbuild", "--release", "--locked"]
    command += ["--target", f"{triple}.{GLIBC[0]}.{GLIBC[1]}"]
    command += [argument for name in FUNCTIONS for argument in ("-p", name)]
    if subprocess.run(command, cwd=ROOT, env=environment(described)).returncode:
        return None
    folder = Path(described["target_directory"]) / triple / "release"
    return {name: folder / name for name in FUNCTIONS}
