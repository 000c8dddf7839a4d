"""Where cargo leaves what it builds: `python -m local.stack.built PROGRAM` prints the path of a program of the local stack.

The stack runs what the tests build, since a release build of the SDK takes minutes more; what is packed for AWS, and
what is measured, is the release build.

The folder is the caller's to choose, by CARGO_TARGET_DIR or by a configuration file of cargo: so this asks cargo.
"""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

from local.stack.processes import ROOT


@functools.cache
def target_dir():
    """The folder that cargo builds this workspace in."""
    command = [os.environ.get("CARGO", "cargo"), "metadata", "--format-version", "1", "--no-deps"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return Path(json.loads(done.stdout)["target_directory"])


def built(program, profile="debug"):
    """The path of a program of this workspace; the caller checks that it is built."""
    return target_dir() / profile / program


if __name__ == "__main__":
    print(built(*sys.argv[1:]))
