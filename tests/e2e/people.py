"""People who are asked: they answer as the e-mail says, by the AWS command line."""

import os
import subprocess
import sys
from pathlib import Path

from runs import until

from local.stack.processes import ADMINISTRATOR


def question(runs, subject, text=""):
    """The text of the e-mail with that subject that has that text."""
    [mail] = until(lambda: runs.mails(subject, text), "the question")
    return mail["Text"]


def say(runs, text, verb):
    """Runs the line of the e-mail that begins with this command, as a person would paste it."""
    [line] = [line for line in text.splitlines() if line.startswith(f"aws stepfunctions {verb} ")]
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "AWS_ENDPOINT_URL": runs.stack.engine_url,
        "AWS_ACCESS_KEY_ID": ADMINISTRATOR,
        "AWS_SECRET_ACCESS_KEY": "local",
    }
    done = subprocess.run(["sh", "-c", line], env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, (line, done.stderr)
