"""The command on a terminal: what its screen shows, whatever its size, and keys that a person presses."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

import pyte
from command import PATIENCE, environment

from local.stack.built import built

# The alternate screen, on which a live view is drawn.
ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
CTRL_C = b"\x03"


class Terminal:
    """`deskport ARGUMENTS...` on a terminal of that size. Use it as a context: the command ends with it."""

    def __init__(self, stack, *arguments, columns, lines, **variables):
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.controller, terminal = pty.openpty()
        self.set_size(columns, lines)
        self.process = subprocess.Popen(
            [str(built("deskport")), *map(str, arguments)],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            cwd=stack.dir / "tmp",
            env=environment(stack, **{"TERM": "xterm-256color"} | variables),
            start_new_session=True,
            # Its controlling terminal, so that Ctrl-C is a signal.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(terminal)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.controller)

    def set_size(self, columns, lines):
        """Reports the terminal's size to whoever asks."""
        fcntl.ioctl(self.controller, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def resize(self, columns, lines):
        """A person makes the window larger or smaller."""
        self.screen.resize(lines, columns)
        self.set_size(columns, lines)

    def press(self, keys):
        """A person presses keys."""
        os.write(self.controller, keys)

    def read(self):
        """Reads what has come; whether anything more can."""
        ready, _, _ = select.select([self.controller], [], [], PATIENCE)
        assert ready, f"nothing came; the screen: {self.shown()}"
        try:
            part = os.read(self.controller, 65536)
        except OSError:
            # Linux's way to say that no process has the terminal any more.
            return False
        self.raw += part
        self.stream.feed(part)
        return bool(part)

    def shown(self):
        """The lines of the screen that are not empty."""
        return [line.rstrip() for line in self.screen.display if line.strip()]

    def until(self, *texts):
        """Waits until a line of the screen has all these texts; returns all lines."""
        deadline = time.monotonic() + PATIENCE
        while not any(all(text in line for text in texts) for line in self.shown()):
            assert time.monotonic() < deadline, f"{texts} did not come: {self.shown()}"
            assert self.read(), f"it ended, and {texts} did not come: {self.shown()}\n{plain(self.raw)}"
        return self.shown()

    def end(self):
        """Waits for its end; returns its exit code, and what stands on the terminal after it, without colours."""
        while self.read():
            pass
        code = self.process.wait(PATIENCE)
        before, _, drawn = self.raw.partition(ENTER)
        return code, plain(before + drawn.rpartition(LEAVE)[2])


def plain(raw):
    """The text without what a terminal acts on."""
    screen = pyte.Screen(400, 500)
    pyte.ByteStream(screen).feed(raw)
    return "\n".join(line.rstrip() for line in screen.display).strip("\n")
