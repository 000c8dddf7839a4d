"""A function as AWS Lambda takes it: a zip with the binary as `bootstrap`."""

import struct
import zipfile
import zlib

# The same bytes give the same zip: the time is the earliest that a zip can hold.
TIME = (1980, 1, 1, 0, 0, 0)
# A regular file that everybody may read and run.
MODE = 0o100755
# Made on Unix, wherever that was: elsewhere the mode would not count.
UNIX = 3
# e_machine of the ELF header (gABI, 4: ELF header), by the template's name of the architecture.
MACHINES = {0x3E: "x86_64", 0xB7: "arm64"}


def write(binary, target, level=9):
    """Packs one function."""
    target.parent.mkdir(parents=True, exist_ok=True)
    entry = zipfile.ZipInfo("bootstrap", TIME)
    entry.create_system = UNIX
    entry.external_attr = MODE << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w") as archive:
        archive.writestr(entry, binary.read_bytes(), compresslevel=level)
    part.replace(target)


def holds(target, binary):
    """Whether the zip holds the binary; times do not show it, as cargo may have built the zip's binary elsewhere."""
    if not target.exists():
        return False
    with zipfile.ZipFile(target) as archive:
        return archive.getinfo("bootstrap").CRC == zlib.crc32(binary.read_bytes())


def architecture(target):
    """The architecture that a packed function was built for; None where it is no ELF file of one of Lambda's."""
    try:
        with zipfile.ZipFile(target) as archive, archive.open("bootstrap") as binary:
            header = binary.read(20)
    except (zipfile.BadZipFile, KeyError):
        return None
    if len(header) < 20 or not header.startswith(b"\x7fELF"):
        return None
    return MACHINES.get(struct.unpack_from("<H", header, 18)[0])
