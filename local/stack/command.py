"""The command `deskport`, as somebody runs it who uses the stack."""

import ctypes
import os
import signal
import subprocess
import sys

from local.stack.built import built
from local.stack.processes import NotStarted, base_environment, relative
from local.stack.stack import REGION

# What a program asks its surroundings about the terminal.
TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "CI")


def environment(stack):
    """As the functions have it: WorkSpaces and AppStream are the simulator's, everything else the engine's."""
    return base_environment(stack.dir) | {name: os.environ[name] for name in TERMINAL if name in os.environ} | {
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": stack.engine_url,
        "AWS_ENDPOINT_URL_WORKSPACES": stack.simulator_url,
        "AWS_ENDPOINT_URL_APPSTREAM": stack.simulator_url,
    }


def started(stack, *arguments, **pipes):
    """Starts `deskport ARGUMENTS...`. Where it has our terminal, Ctrl-C reaches it too."""
    command = [str(built("deskport")), *map(str, arguments)]
    try:
        return subprocess.Popen(command, env=environment(stack), preexec_fn=ends_with_us, text=True, **pipes)
    except FileNotFoundError:
        raise NotStarted(f"deskport did not start: {relative(command[0])} is not built") from None


def ends_with_us():
    """However we end: a command that watches a run would go on asking for a stack that is gone."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL, 0, 0, 0)


def said(stack, *arguments):
    """Runs it to its end; its result, what it noted besides, and its exit code."""
    process = started(stack, *arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    output, errors = process.communicate(timeout=60)
    return output, errors, process.returncode
