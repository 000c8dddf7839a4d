"""Packs the functions for the local stack, in .local/lambda/: `python -m local.stack.pack`.

It packs what the tests build: that runs where it was built, and never where the template looks for what is deployed. The package
for AWS is infra/tools/'s.
"""

import sys

from infra.tools import archive
from infra.tools.project import FUNCTIONS
from local.stack.built import built
from local.stack.processes import ROOT, relative

LOCAL_ZIPS = ROOT / ".local" / "lambda"


def main():
    """Packs what changed."""
    for name in FUNCTIONS:
        binary, target = built(name), LOCAL_ZIPS / f"{name}.zip"
        try:
            if not archive.holds(target, binary):
                # A build that is not stripped is large: speed counts here, not size.
                archive.write(binary, target, level=1)
        except FileNotFoundError as error:
            print(f"pack: {relative(error.filename)} is not built", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
