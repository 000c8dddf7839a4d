"""Builds and packs the functions for AWS: `python -m infra.tools.package --arch x86_64|arm64`.

target/lambda/ then holds NAME.zip for each function, bill-of-materials.cdx.json (CycloneDX), THIRD-PARTY-NOTICES.txt with
RUST-LIBRARY-NOTICES.html, and SHA256SUMS, all of one build.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tomllib

from infra.tools import archive, compilers, crates, elf, notices, sbom
from infra.tools.build import build
from infra.tools.project import PACKAGE, ROOT, TARGETS, Refused, shown

BILL, NOTICES, SUMS = "bill-of-materials.cdx.json", "THIRD-PARTY-NOTICES.txt", "SHA256SUMS"
LIBRARY_NOTICES = "RUST-LIBRARY-NOTICES.html"


def sha256(path):
    """A file's digest."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pack(binaries, architecture):
    """Packs each function, once all are known to start on AWS Lambda; returns the zips' digests by name."""
    needed = {name: elf.check(binary, TARGETS[architecture]) for name, binary in binaries.items()}
    digests = {}
    for name, binary in binaries.items():
        target = PACKAGE / f"{name}.zip"
        archive.write(binary, target)
        digests[name] = sha256(target)
        sizes = f"{binary.stat().st_size / 1e6:4.1f} MB, zipped {target.stat().st_size / 1e6:4.1f} MB"
        print(f"  packed {name:<13} {architecture}, {sizes}, glibc {'.'.join(map(str, needed[name]))}", flush=True)
    return digests


def describe(architecture, digests):
    """Writes what the package is made of."""
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]
    (linked, uses), parts = crates.linked(architecture), compilers.parts()
    (PACKAGE / BILL).write_text(sbom.compose(version, linked, uses, parts, digests))
    (PACKAGE / NOTICES).write_text(notices.compose(linked, parts, compilers.texts()))
    shutil.copyfile(compilers.library_notices(), PACKAGE / LIBRARY_NOTICES)
    files = sorted(path for path in PACKAGE.iterdir() if path.name != SUMS)
    (PACKAGE / SUMS).write_text("".join(f"{sha256(path)}  {path.name}\n" for path in files))
    print(f"  {len(linked)} crates in {shown(PACKAGE / BILL)}, their licences in {shown(PACKAGE / NOTICES)}", flush=True)


def main(arguments):
    """Makes the package; what was there before is gone, whatever happens."""
    parser = argparse.ArgumentParser(prog="python -m infra.tools.package")
    parser.add_argument("--arch", choices=sorted(TARGETS), required=True)
    architecture = parser.parse_args(arguments).arch
    shutil.rmtree(PACKAGE, ignore_errors=True)
    try:
        binaries = build(architecture)
        if binaries is None:
            return 1
        describe(architecture, pack(binaries, architecture))
    except Refused as refused:
        print(f"package: {refused}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as failed:
        print(f"package: {failed.cmd[0]} failed", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
