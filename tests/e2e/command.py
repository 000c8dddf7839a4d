"""Running the command `deskport` on a stack: its arguments, what it was given on standard input, and what came of it."""

import json
import os
import pty
import select
import subprocess
from dataclasses import dataclass

from local.stack.built import built
from local.stack.processes import ADMINISTRATOR
from local.stack.stack import REGION

# Seconds after which a command that has not ended counts as hung; verbs that watch a run take as long as the run.
PATIENCE = 180


@dataclass
class Done:
    """A command that has ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self):
        """Standard output, read as JSON."""
        return json.loads(self.stdout)


def environment(stack, **more):
    """The environment of somebody who uses the stack: the account's root, and none of the caller's settings.

    As the functions have it: WorkSpaces and AppStream are the simulator's, everything else the engine's. None leaves a variable out.
    """
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(stack.dir / "tmp"),
        "AWS_ACCESS_KEY_ID": ADMINISTRATOR,
        "AWS_SECRET_ACCESS_KEY": "local",
        "AWS_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL": stack.engine_url,
        "AWS_ENDPOINT_URL_WORKSPACES": stack.simulator_url,
        "AWS_ENDPOINT_URL_APPSTREAM": stack.simulator_url,
    }
    return {name: value for name, value in (variables | more).items() if value is not None}


def run(stack, *arguments, stdin="", cwd=None, **variables):
    """Runs `deskport ARGUMENTS...` to its end, as a job does: no terminal anywhere.

    `variables` are added to the environment; None takes one away.
    """
    command = [str(built("deskport")), *map(str, arguments)]
    done = subprocess.run(
        command,
        input=stdin.encode(),
        capture_output=True,
        cwd=cwd or stack.dir / "tmp",
        env=environment(stack, **variables),
        timeout=PATIENCE,
        check=False,
    )
    # Decoded here: Python would change line ends.
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def good(stack, *arguments, code=0, **more):
    """The same, where it ends with that code."""
    done = run(stack, *arguments, **more)
    assert done.code == code, (arguments, done)
    return done


def on_terminal(stack, *arguments, typed=(), cwd=None, **variables):
    """Runs it on a terminal, as a person does. `typed` are pairs: the text that is waited for, and what is then typed."""
    with Terminal(stack, *arguments, cwd=cwd, **variables) as terminal:
        for wanted, text in typed:
            terminal.wait_for(wanted)
            terminal.type(text)
        return terminal.end()


class Terminal:
    """A command on a terminal. It ends with the context, however that is left.

    A terminal shows standard output and standard error together: both are in `stdout`, what is typed included.
    """

    def __init__(self, stack, *arguments, cwd=None, **variables):
        self.controller, terminal = pty.openpty()
        self.shown, self.answered = b"", 0
        self.process = subprocess.Popen(
            [str(built("deskport")), *map(str, arguments)],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            cwd=cwd or stack.dir / "tmp",
            env=environment(stack, TERM="xterm", NO_COLOR="1", **variables),
            start_new_session=True,
        )
        os.close(terminal)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.controller)

    def type(self, text):
        """Types a text."""
        self.answered = len(self.shown)
        os.write(self.controller, text.encode())

    def wait_for(self, text):
        """Waits for a text to come after what was typed last."""
        while text.encode() not in self.shown[self.answered :]:
            assert self.read(), f"{text!r} did not come: {self.shown!r}"

    def end(self):
        """Waits for the command to end."""
        while self.read():
            pass
        code = self.process.wait(PATIENCE)
        return Done(code, self.shown.decode().replace("\r\n", "\n"), "")

    def read(self):
        """Reads what has come; False at the end."""
        ready, _, _ = select.select([self.controller], [], [], PATIENCE)
        assert ready, f"nothing came; so far: {self.shown!r}"
        try:
            part = os.read(self.controller, 65536)
        except OSError:
            # Linux's way to say that no process has the terminal any more.
            part = b""
        self.shown += part
        return bool(part)
