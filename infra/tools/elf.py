"""What a built function needs of the system that it starts on."""

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

from infra.tools.project import GLIBC, Refused


def glibc_needed(elf):
    """The newest glibc that a binary needs, as (major, minor); (0, 0) where it needs none."""
    newest = (0, 0)
    for section in elf.iter_sections():
        if isinstance(section, GNUVerNeedSection):
            for _, versions in section.iter_versions():
                for version in versions:
                    # The marker of packed relocations, which the loader knows from 2.36 on.
                    if version.name == "GLIBC_ABI_DT_RELR":
                        newest = max(newest, (2, 36))
                    elif version.name.startswith("GLIBC_2."):
                        newest = max(newest, tuple(int(part) for part in version.name[6:].split(".")[:2]))
    return newest


def check(binary, target):
    """Refuses a binary that would not start on AWS Lambda; returns the glibc that it needs."""
    with binary.open("rb") as file:
        try:
            elf = ELFFile(file)
        except ELFError:
            raise Refused(f"{binary.name} is no ELF file: it was not built for Linux") from None
        machine = elf["e_machine"]
        if machine != target.machine:
            raise Refused(f"{binary.name} was built for {machine}, but {target.machine} is asked for")
        glibc = glibc_needed(elf)
    if glibc > GLIBC:
        needed, there = (".".join(map(str, version)) for version in (glibc, GLIBC))
        raise Refused(f"{binary.name} needs glibc {needed}, but Amazon Linux 2023 has {there}: it would not start on AWS Lambda")
    return glibc
