"""What `make test` and `make check` run: nothing that tests or can be built is left out."""

import os
import subprocess
import tomllib
from pathlib import Path

from infra.tools.project import FUNCTIONS
from local.stack.processes import ROOT

# Set up or built, not written.
IGNORED = {"target", "node_modules", ".local", ".git"}
MEMBER = '[package]\nname = "{name}"\nversion = "0.0.0"\nedition = "2024"\n[lib]\npath = "lib.rs"\n'


def commands(goal):
    """The commands that make would run for a goal."""
    return subprocess.run(["make", "-n", goal], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def written(pattern):
    """The files of this name that belong to the repository, relative to its folder."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in IGNORED]
        yield from (Path(folder, name).relative_to(ROOT) for name in files if Path(name).match(pattern))


def test_make_test_runs_every_folder_of_python_tests():
    run = commands("test")
    folders = {str(path.parent) for path in written("test_*.py")}
    assert {"tests/e2e", "local/simulator/tests/boto3"} <= folders
    assert [folder for folder in sorted(folders) if f" {folder}" not in run] == []


def test_the_functions_of_the_makefile_are_those_that_are_packed():
    (line,) = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("FUNCTIONS := ")]
    assert sorted(line.split()[2:]) == list(FUNCTIONS)


def test_make_check_reads_the_lock_file_of_every_workspace():
    run = commands("check")
    manifests = [path for path in written("Cargo.toml") if "workspace" in tomllib.loads((ROOT / path).read_text())]
    others = [str(path) for path in manifests if str(path) != "Cargo.toml"]
    assert others == ["tests/fuzz/Cargo.toml"]
    lines = run.splitlines()
    for manifest in others:
        assert any({"--locked", manifest, "check"} <= set(line.split()) for line in lines)


def test_make_check_refuses_a_dependency_that_no_code_uses(tmp_path):
    (command,) = [line.split() for line in commands("check").splitlines() if "cargo-shear" in line]
    for name, code in (("used", ""), ("unused", ""), ("user", "pub use used as _;")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "Cargo.toml").write_text(MEMBER.format(name=name))
        (folder / "lib.rs").write_text(code)
    manifest = tmp_path / "user" / "Cargo.toml"
    workspace = '[workspace]\n[dependencies]\nused = { path = "../used" }\n'
    for unused, code in (("", 0), ('unused = { path = "../unused" }\n', 1)):
        manifest.write_text(MEMBER.format(name="user") + workspace + unused)
        subprocess.run(["cargo", "generate-lockfile", "--offline"], cwd=manifest.parent, check=True)
        done = subprocess.run([*command, manifest.parent], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        assert ("unused dependency `unused`" in done.stdout) == bool(unused)
