"""Packs the built functions as AWS Lambda takes them: NAME.zip with the binary as `bootstrap`.

`python -m local.stack.pack` packs the release build for AWS, in target/lambda/, and refuses a binary that needs a newer
glibc than Amazon Linux 2023's. With `--local` it packs what the tests build for the local stack, in .local/lambda/: it runs
where it was built, and never where the template looks for what is deployed.
"""

import sys
import zipfile
import zlib

from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection

from local.stack.built import built
from local.stack.processes import ROOT, relative

# Where infra/template.yaml looks for them, wherever cargo builds.
ZIPS = ROOT / "target" / "lambda"
LOCAL_ZIPS = ROOT / ".local" / "lambda"
FUNCTIONS = ("plan-import", "enable-byol", "start-import", "deliver", "check-status", "notify", "approval-page")
# The version in Amazon Linux 2023, the system of provided.al2023.
GLIBC = (2, 34)
# The same bytes give the same zip: the time is the earliest that a zip can hold.
TIME = (1980, 1, 1, 0, 0, 0)


def glibc_needed(binary):
    """The newest glibc that a binary needs, as (major, minor); (0, 0) where it needs none."""
    newest = (0, 0)
    with binary.open("rb") as file:
        for section in ELFFile(file).iter_sections():
            if isinstance(section, GNUVerNeedSection):
                for _, versions in section.iter_versions():
                    for version in versions:
                        # The marker of packed relocations, which the loader knows from 2.36 on.
                        if version.name == "GLIBC_ABI_DT_RELR":
                            newest = max(newest, (2, 36))
                        elif version.name.startswith("GLIBC_2."):
                            newest = max(newest, tuple(int(part) for part in version.name[6:].split(".")[:2]))
    return newest


def pack(binary, target, level=9):
    """Packs one function; returns the binary's size, the zip's, and the glibc that it needs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    entry = zipfile.ZipInfo("bootstrap", TIME)
    entry.external_attr = 0o100755 << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w") as archive:
        archive.writestr(entry, binary.read_bytes(), compresslevel=level)
    part.replace(target)
    return binary.stat().st_size, target.stat().st_size, glibc_needed(binary)


def fresh(binary, target):
    """Whether the zip holds the binary; times do not show it, as cargo may have built the zip's binary elsewhere."""
    if not target.exists():
        return False
    with zipfile.ZipFile(target) as archive:
        return archive.getinfo("bootstrap").CRC == zlib.crc32(binary.read_bytes())


def for_the_stack():
    """Packs what changed for the local stack."""
    for name in FUNCTIONS:
        binary, target = built(name), LOCAL_ZIPS / f"{name}.zip"
        if not fresh(binary, target):
            # A build that is not stripped is large: speed counts here, not size.
            pack(binary, target, level=1)


def for_aws():
    """Packs all for AWS; returns whether each would start there."""
    all_start = True
    for name in FUNCTIONS:
        size, packed, glibc = pack(built(name, "release"), ZIPS / f"{name}.zip")
        print(
            f"  packed {name:<13} {size / 1e6:4.1f} MB, zipped {packed / 1e6:4.1f} MB, glibc {glibc[0]}.{glibc[1]}",
            flush=True,
        )
        if glibc > GLIBC:
            all_start = False
            print(
                f"error: {name} needs glibc {glibc[0]}.{glibc[1]}, but Amazon Linux 2023 has {GLIBC[0]}.{GLIBC[1]}: it "
                f"would not start on AWS Lambda. Build it on a system with glibc {GLIBC[0]}.{GLIBC[1]} or older, or "
                "with cargo-zigbuild.",
                file=sys.stderr,
            )
    return all_start


def main(arguments):
    """Packs for AWS, or with `--local` for the local stack."""
    try:
        if "--local" in arguments:
            for_the_stack()
            return 0
        return 0 if for_aws() else 1
    except FileNotFoundError as error:
        print(f"pack: {relative(error.filename)} is not built", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
