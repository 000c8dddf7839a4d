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
        input=stdin,
        capture_output=True,
        cwd=cwd or stack.dir / "tmp",
        encoding="utf-8",
        env=environment(stack, **variables),
        timeout=PATIENCE,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def good(stack, *arguments, code=0, **more):
    """The same, where it ends with that code."""
    done = run(stack, *arguments, **more)
    assert done.code == code, (arguments, done)
    return done


def on_terminal(stack, *arguments, typed=(), cwd=None, **variables):
    """Runs it on a terminal, as a person does. `typed` are pairs: the text that is waited for, and what is then typed.

    A terminal shows standard output and standard error together: both are in `stdout`, what is typed included.
    """
    controller, terminal = pty.openpty()
    command = [str(built("deskport")), *map(str, arguments)]
    process = subprocess.Popen(
        command,
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=cwd or stack.dir / "tmp",
        env=environment(stack, TERM="xterm", NO_COLOR="1", **variables),
        start_new_session=True,
    )
    os.close(terminal)
    try:
        shown = b""
        for wanted, text in typed:
            shown = read(controller, shown, wanted.encode())
            os.write(controller, text.encode())
        shown = read(controller, shown, None)
        code = process.wait(PATIENCE)
    finally:
        process.kill()
        process.wait()
        os.close(controller)
    return Done(code, shown.decode().replace("\r\n", "\n"), "")


def read(controller, shown, wanted):
    """Reads on until a text has come since the last one that was answered, or to the end."""
    start = len(shown)
    while wanted is None or wanted not in shown[start:]:
        ready, _, _ = select.select([controller], [], [], PATIENCE)
        assert ready, f"nothing came; so far: {shown!r}"
        try:
            part = os.read(controller, 65536)
        except OSError:
            # Linux's way to say that no process has the terminal any more.
            part = b""
        if not part:
            assert wanted is None, f"{wanted!r} did not come: {shown!r}"
            return shown
        shown += part
    return shown
