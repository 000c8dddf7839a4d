"""Builds the package once more, from another folder and with cargo's home elsewhere, and compares it with target/lambda/ file by file.

`python -m infra.tools.reproducible --arch x86_64|arm64`, after `python -m infra.tools.package` with the same architecture.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from infra.tools.package import SUMS
from infra.tools.project import PACKAGE, ROOT

ELSEWHERE = ROOT / ".local" / "reproducible"
# Set up or built, not written.
IGNORED = shutil.ignore_patterns("target", "node_modules", ".local", ".git", "__pycache__")


def copy():
    """The repository as it stands, under a path of another length; returns its folder."""
    shutil.rmtree(ELSEWHERE, ignore_errors=True)
    folder = ELSEWHERE / "somewhere" / "else"
    shutil.copytree(ROOT, folder, ignore=IGNORED)
    return folder


def home():
    """Another home of cargo with the same content, so that the crates have other paths too."""
    there = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
    folder = ELSEWHERE / "cargo-home"
    folder.mkdir(parents=True)
    for entry in there.iterdir():
        (folder / entry.name).symlink_to(entry)
    return folder


def sums(folder):
    """The digests of a package's files."""
    lines = (folder / SUMS).read_text().splitlines()
    return {name: digest for digest, name in (line.split("  ") for line in lines)}


def main(arguments):
    """Says of each file whether it is the same; what was built elsewhere is kept where one is not."""
    folder = copy()
    environment = {name: value for name, value in os.environ.items() if name != "CARGO_TARGET_DIR"}
    environment["CARGO_HOME"] = str(home())
    command = [sys.executable, "-m", "infra.tools.package", *arguments]
    if subprocess.run(command, cwd=folder, env=environment).returncode:
        return 1
    here, there = sums(PACKAGE), sums(folder / PACKAGE.relative_to(ROOT))
    different = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    for name in sorted(here):
        print(f"  {'DIFFERENT' if name in different else 'same     '}  {name}")
    if different:
        print(f"reproducible: {', '.join(different)} differ; the other build is in {folder}", file=sys.stderr)
        return 1
    shutil.rmtree(ELSEWHERE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
