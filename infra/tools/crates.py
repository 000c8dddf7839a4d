"""Which crates are linked into the functions, and what is known of each."""

import re
import tomllib
from pathlib import Path
from typing import NamedTuple

from infra.tools.project import FUNCTIONS, ROOT, TARGETS, cargo, command_output, metadata

LINE = re.compile(r"(?P<depth>\d+)(?P<name>[-\w]+) v(?P<version>\S+)")


class Crate(NamedTuple):
    """A crate as its Cargo.toml and Cargo.lock describe it."""

    name: str
    version: str
    # An SPDX expression.
    licence: str | None
    repository: str | None
    authors: tuple[str, ...]
    folder: Path
    # The SHA-256 of what crates.io has; None for a crate of this repository.
    checksum: str | None

    @property
    def key(self):
        """Its name and version, which no other crate has."""
        return f"{self.name}@{self.version}"


def described(packages):
    """All crates of what `cargo metadata` says, by their ids there."""
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    checksums = {(one["name"], one["version"]): one.get("checksum") for one in locked}
    return {
        one["id"]: Crate(
            name=one["name"],
            version=one["version"],
            # Cargo once took a slash for OR.
            licence=re.sub(r"\s*/\s*", " OR ", one["license"]) if one["license"] else None,
            repository=one["repository"],
            authors=tuple(one["authors"]),
            folder=Path(one["manifest_path"]).parent,
            checksum=checksums[one["name"], one["version"]],
        )
        for one in packages
    }


def edges(tree):
    """Which crate uses which others, from what `cargo tree --prefix depth` prints."""
    uses, path = {}, []
    for line in tree.splitlines():
        if not (match := LINE.match(line)):
            continue
        key, depth = f"{match['name']}@{match['version']}", int(match["depth"])
        del path[depth:]
        # Where a crate comes again, its own are not listed again.
        uses.setdefault(key, set())
        if path:
            uses[path[-1]].add(key)
        path.append(key)
    return uses


def generated_from(resolved, known):
    """What a crate of this repository takes code or data from while it is built, which is in the functions then; by key."""
    own = [node for node in resolved["nodes"] if known[node["id"]].checksum is None]
    return {
        known[node["id"]].key: {
            known[used["pkg"]].key for used in node["deps"] if any(kind["kind"] == "build" for kind in used["dep_kinds"])
        }
        for node in own
    }


def linked(architecture):
    """The crates that are in the functions, sorted by key, and which of them each uses.

    Not what only runs while they are built, macros and the build scripts of others, and not what tests need.
    """
    command = [cargo(), "tree", "--locked", "--target", TARGETS[architecture].triple, "--prefix", "depth", "--format", "{p}"]
    command += ["--edges", "normal,no-proc-macro", *(argument for name in FUNCTIONS for argument in ("-p", name))]
    uses, workspace = edges(command_output(*command)), metadata()
    known = described(workspace["packages"])
    for key, sources in generated_from(workspace["resolve"], known).items():
        if key in uses:
            uses[key] |= sources
            uses |= {source: uses.get(source, set()) for source in sources}
    by_key = {crate.key: crate for crate in known.values()}
    return [by_key[key] for key in sorted(uses)], uses
