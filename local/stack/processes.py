"""Starting and stopping what the local stack runs, by process id."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class NotStarted(Exception):
    """Something did not start; the message says what, and where its log is."""


class Process:
    """One program in a process group of its own, writing to a log, ended with its children."""

    def __init__(self, name, command, log, environment):
        self.name, self.log = name, log
        with log.open("wb") as output:
            # Its standard input closes when we end, however we end: so it learns of it.
            self.popen = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if name == "simulator" else output,
                stderr=output,
                start_new_session=True,
            )

    def running(self):
        """Whether it has not ended."""
        return self.popen.poll() is None

    def failure(self, what):
        """The error that says what is wrong with this program."""
        tail = "".join(f"\n    {line}" for line in self.log.read_text(errors="replace").splitlines()[-5:])
        return NotStarted(f"{self.name} {what}. Its log is {relative(self.log)}{', ending:' + tail if tail else ''}")

    def stop(self):
        """Ends it and its children, at once: they have nothing to clean up."""
        try:
            os.killpg(self.popen.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.popen.wait()
        reap(self.popen.pid)
        for pipe in (self.popen.stdin, self.popen.stdout):
            if pipe:
                pipe.close()


def adopt_orphans():
    """Makes this process the parent of the children that its children leave, so that it can reap them."""
    if sys.platform == "linux":
        set_child_subreaper = 36
        ctypes.CDLL(None).prctl(set_child_subreaper, 1, 0, 0, 0)


def reap(group):
    """Waits for what is left of a process group that was killed."""
    try:
        while True:
            os.waitpid(-group, 0)
    except ChildProcessError:
        pass


def relative(path):
    """A path as a person in the repository's folder would type it."""
    return os.path.relpath(path, ROOT) if Path(path).is_relative_to(ROOT) else str(path)


def free_port():
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(condition, seconds, process=None):
    """Waits until the condition holds; false where it did not in that time, or where the process has ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        if process and not process.running():
            return None
        time.sleep(0.05)
    return None


# The access key id of the account's root: the engine takes the one that it is started with, the simulator this one.
ADMINISTRATOR = "administrator"
# Whatever proxy the caller has set, 127.0.0.1 is reached without it.
LOCAL_HTTP = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def answers(url):
    """Whether an HTTP GET returns 200."""
    try:
        with LOCAL_HTTP.open(url, timeout=2) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def base_environment(run_dir):
    """What a child inherits: nothing of the caller's AWS settings, so that no call can reach a real account."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return kept | {
        "HOME": str(run_dir),
        "TMPDIR": str(run_dir / "tmp"),
        "PYTHONPYCACHEPREFIX": str(ROOT / ".local" / "pycache"),
        "PYTHONUNBUFFERED": "1",
        "AWS_ACCESS_KEY_ID": ADMINISTRATOR,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
