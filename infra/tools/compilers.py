"""What the two compilers link into every function beside the crates, with its licences."""

from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from infra.tools.project import command_output


class Part(NamedTuple):
    """A library that a compiler brings."""

    name: str
    version: str
    # An SPDX expression.
    licence: str
    # The files of its licences and notices.
    texts: tuple[Path, ...]


def sysroot():
    """The folder of the Rust toolchain."""
    return Path(command_output("rustc", "--print", "sysroot").strip())


def texts():
    """The licences' own texts by SPDX identifier, as the toolchain has them."""
    return {path.stem: path for path in sysroot().glob("share/doc/rust/licenses/*.txt")}


def library_notices():
    """What Rust says itself of the standard library and the crates in it, a page."""
    return sysroot() / "share/doc/rust/COPYRIGHT-library.html"


def parts():
    """Rust's standard library, and what zig's linker adds: the unwinder, and the functions that a processor lacks."""
    rust = command_output("rustc", "--version").split()[1]
    zig, package = version("ziglang"), Path(str(files("ziglang")))
    known = texts()
    return (
        Part(
            "rust-std",
            rust,
            "MIT OR Apache-2.0",
            (known["MIT"], known["Apache-2.0"]),
        ),
        Part("zig-compiler-rt", zig, "MIT", (package / "LICENSE",)),
        Part("llvm-libunwind", zig, "Apache-2.0 WITH LLVM-exception", (package / "lib/libunwind/LICENSE.TXT",)),
    )
