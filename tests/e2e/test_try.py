"""`make try`: a stack that stays, for the command in another terminal."""

import os
import signal
import subprocess
import sys

from local.stack.built import built
from local.stack.processes import ROOT


def test_a_stack_stays_until_it_is_stopped_and_says_how_to_use_it():
    process = subprocess.Popen([sys.executable, "-m", "local.stack.stay", "deliver"], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        said = []
        while "Ctrl-C ends the stack." not in (line := process.stdout.readline()):
            assert line, said
            said.append(line)
        exports = dict(line.removeprefix("export ").strip().split("=", 1) for line in said if line.startswith("export AWS_"))
        plan = next(line.split()[1:] for line in said if line.startswith("deskport plan "))
        environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"} | {name: value.strip("'") for name, value in exports.items()}
        done = subprocess.run([built("deskport"), *plan], env=environment, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0 and "UpdateFleet finance-fleet" in done.stdout, done
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
