"""The package for AWS: what is refused, what is the same each time, and what is written about it."""

import hashlib
import json
import os
import shutil
import struct
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra.tools import archive, build, crates, elf, notices, sbom
from infra.tools.compilers import Part
from infra.tools.project import FUNCTIONS, ROOT, TARGETS, Refused
from local.stack.built import built

HOST = {"aarch64": "arm64"}.get(os.uname().machine, os.uname().machine)
OTHER = next(name for name in TARGETS if name != HOST)


def compiler_part(folder):
    """What stands for a library of a compiler, whose files only `make package` sets up."""
    text = folder / "LICENSE"
    text.write_text("The unwinder's licence.")
    return Part("llvm-libunwind", "1.0.0", "Apache-2.0 WITH LLVM-exception", (text,))


def texts(folder):
    """Texts of licences by name, for crates that come without."""
    names = ("MIT", "Apache-2.0")
    for name in names:
        (folder / f"{name}.txt").write_text(f"{name} in full")
    return {name: folder / f"{name}.txt" for name in names}


@pytest.mark.parametrize("architecture", TARGETS)
def test_one_line_says_how_to_get_a_missing_standard_library(architecture, tmp_path):
    rustc = tmp_path / "rustc"
    # The real one, as it answers where no target is installed.
    rustc.write_text(f'#!/bin/sh\nexec {shutil.which("rustc")} --sysroot {tmp_path} "$@"\n')
    rustc.chmod(0o755)
    command = ["make", "--no-print-directory", "package", f"ARCH={architecture}", f"RUSTC={rustc}"]
    # As from a shell: make hands on what it was started with itself.
    shell = {name: value for name, value in os.environ.items() if name not in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")}
    done = subprocess.run(command, cwd=ROOT, env=shell, capture_output=True, text=True)
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make: ***")]
    target = TARGETS[architecture].triple
    assert (done.returncode, done.stdout) == (2, "")
    assert lines == [f"make: Rust's standard library for {architecture} is missing: rustup target add {target}"]


def test_an_architecture_that_lambda_does_not_know_is_refused():
    command = ["make", "--no-print-directory", "package", "ARCH=riscv64"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "make: ARCH=riscv64 is no architecture of AWS Lambda: x86_64 or arm64"


def test_a_zip_holds_the_binary_and_is_the_same_each_time(tmp_path):
    binary, file = built("plan-import"), tmp_path / "plan-import.zip"
    archive.write(binary, file, level=1)
    first = file.read_bytes()
    archive.write(binary, file, level=1)
    assert file.read_bytes() == first
    with zipfile.ZipFile(file) as opened:
        (entry,) = opened.infolist()
        assert (entry.filename, entry.external_attr >> 16, entry.create_system) == ("bootstrap", 0o100755, 3)
        assert opened.read(entry) == binary.read_bytes()
    assert archive.architecture(file) == HOST


def test_a_zip_of_a_binary_built_elsewhere_is_packed_anew(tmp_path):
    binary, file = Path(shutil.copy(built("plan-import"), tmp_path)), tmp_path / "plan-import.zip"
    assert not archive.holds(file, binary)
    archive.write(binary, file, level=1)
    assert archive.holds(file, binary)
    with binary.open("ab") as opened:
        opened.write(b"another build")
    os.utime(binary, (0, 0))
    assert not archive.holds(file, binary)


def test_a_function_for_another_machine_is_refused():
    binary = built("plan-import")
    assert elf.check(binary, TARGETS[HOST]) >= (2, 17)
    with pytest.raises(Refused, match=f"plan-import was built for {TARGETS[HOST].machine}, but {TARGETS[OTHER].machine} is"):
        elf.check(binary, TARGETS[OTHER])


def test_a_function_that_needs_a_newer_glibc_is_refused(monkeypatch):
    binary = built("plan-import")
    needed = elf.check(binary, TARGETS[HOST])
    monkeypatch.setattr(elf, "GLIBC", (2, needed[1] - 1))
    with pytest.raises(Refused, match=f"needs glibc 2.{needed[1]}, but Amazon Linux 2023 has 2.{needed[1] - 1}"):
        elf.check(binary, TARGETS[HOST])


def test_what_is_no_program_of_linux_is_refused(tmp_path):
    binary = tmp_path / "plan-import"
    # As macOS's begin.
    binary.write_bytes(struct.pack("<I", 0xFEEDFACF) + bytes(60))
    with pytest.raises(Refused, match="plan-import is no ELF file"):
        elf.check(binary, TARGETS[HOST])


def test_no_folder_of_this_machine_gets_into_a_build():
    described = build.metadata()
    remapped = build.remapped(described)
    folders = {Path(package["manifest_path"]).parent for package in described["packages"]}
    assert len(folders) > 200
    for folder in folders:
        assert any(folder.is_relative_to(prefix) for prefix in remapped), folder
    assert remapped[ROOT] == "/deskport"
    # Where two fit, rustc takes the last: the folder that cargo builds in is often below the repository's.
    assert list(remapped)[1] == Path(described["target_directory"])


def test_a_package_is_built_as_cargo_toml_says(monkeypatch):
    described = build.metadata()
    for name in ("RUSTFLAGS", "CARGO_PROFILE_RELEASE_LTO", "CARGO_INCREMENTAL"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setattr(build, "files", lambda _: Path("/zig"))
    environment = build.environment(described)
    assert not {"RUSTFLAGS", "CARGO_PROFILE_RELEASE_LTO", "CARGO_INCREMENTAL"} & environment.keys()
    flags = environment["CARGO_ENCODED_RUSTFLAGS"].split("\x1f")
    assert f"--remap-path-prefix={ROOT}=/deskport" in flags


@pytest.mark.parametrize("architecture", TARGETS)
def test_what_is_linked_into_the_functions_is_known(architecture):
    linked, uses = crates.linked(architecture)
    assert uses.keys() == {crate.key for crate in linked}
    names = {crate.name for crate in linked}
    # What runs in the functions, and what a build script takes into them.
    assert set(FUNCTIONS) | {"deskport-shared", "aws-sdk-workspaces", "ring", "tokio", "webpki-root-certs"} <= names
    # Macros, build scripts' tools, tests' and other programs' crates.
    assert not names & {"serde_derive", "syn", "cc", "proptest", "clap", "deskport-simulator", "jsonata-core"}
    assert all(crate.licence for crate in linked)


def test_the_bill_of_materials_is_valid_and_holds_all_of_it(tmp_path):
    (linked, uses), part = crates.linked(HOST), compiler_part(tmp_path)
    digests = {name: hashlib.sha256(name.encode()).hexdigest() for name in FUNCTIONS}
    bill = sbom.compose("1.2.3", linked, uses, [part], digests)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    components = {component["bom-ref"]: component for component in json.loads(bill)["components"]}
    assert components.keys() == uses.keys() | {"llvm-libunwind"}
    assert {one["name"]: one["hashes"][0]["content"] for one in components.values() if one["type"] == "application"} == digests


def test_the_bill_is_the_same_for_the_same_package_alone(tmp_path):
    linked, uses = crates.linked(HOST)
    few = [crate for crate in linked if crate.name in ("notify", "serde", "serde_core")]
    within = {crate.key: uses[crate.key] & {one.key for one in few} for crate in few}
    one, again, other = (
        sbom.compose("1.2.3", few, within, [compiler_part(tmp_path)], {"notify": digest * 64}) for digest in "001"
    )
    assert one == again != other


def test_the_bill_holds_what_the_lock_file_pins():
    linked, _ = crates.linked(HOST)
    locked = {(one["name"], one["version"]): one.get("checksum") for one in tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]}
    assert len(linked) > 100
    for crate in linked:
        assert crate.checksum == locked[crate.name, crate.version]


def test_the_notices_hold_a_text_for_every_crate(tmp_path):
    linked, _ = crates.linked(HOST)
    text = notices.compose(linked, [compiler_part(tmp_path)], texts(tmp_path))
    listing, *sections = text.split(f"{notices.RULE}\n")
    headed = {name for heading in sections[::2] for name in heading.strip().split(", ")}
    foreign = {f"{crate.name} {crate.version}" for crate in linked if crate.checksum}
    assert headed == foreign | {"llvm-libunwind 1.0.0"}
    assert all(f"\n{name}: " in listing for name in headed)
    # ring comes with the licences of its own sources.
    (ring,) = [crate for crate in linked if crate.name == "ring"]
    assert (ring.folder / "LICENSE-BoringSSL").read_text().strip() in text
    assert "The unwinder's licence." in text


def test_a_crate_without_a_text_and_of_an_unknown_licence_is_refused(tmp_path):
    crate = crates.Crate("odd", "1.0.0", "Beerware", None, (), tmp_path, "0" * 64)
    with pytest.raises(Refused, match="odd@1.0.0 comes without the text of its licence"):
        notices.compose([crate], [], texts(tmp_path))
