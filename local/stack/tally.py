"""Runs test runners side by side and closes with their sum: `N passed, N failed` alone on a line.

`python -m local.stack.tally -- COMMAND... -- COMMAND...`: every command is started at once and runs to its end, even where another
one failed. What they print is shown command by command: the first one's as it comes, then what the second has printed until then and
as it goes on. It fails where a command failed, where one ran no test, or where a test failed. Interrupted or terminated, it ends the
commands with their children.
"""

import os
import queue
import re
import signal
import subprocess
import sys
import threading

CARGO = re.compile(r"^test result: \w+\. (?P<passed>\d+) passed; (?P<failed>\d+) failed; (?P<skipped>\d+) ignored")
PYTEST = re.compile(r"^=* ?(?P<counts>\d+ \w+(?:, \d+ \w+)*) in [\d.]+s")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# What pytest calls them, as they count here.
FAILED, SKIPPED = ("failed", "error", "errors"), ("skipped", "xfailed", "deselected")


def counted(line):
    """The tests of a runner's closing line, as (passed, failed, skipped)."""
    line = COLOURS.sub("", line).strip()
    if match := CARGO.match(line):
        return tuple(int(match[name]) for name in ("passed", "failed", "skipped"))
    if match := PYTEST.match(line):
        counts = [part.split() for part in match["counts"].split(", ")]
        if any(word in ("passed", *FAILED, *SKIPPED) for _, word in counts):
            return tuple(sum(int(n) for n, word in counts if word in words) for words in (("passed",), FAILED, SKIPPED))
    return None


class Command:
    """A test runner, started in a process group of its own."""

    def __init__(self, words):
        self.words, self.lines = words, queue.SimpleQueue()
        self.process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            process_group=0,
        )
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        """Keeps what it prints until it is shown, so that it never waits for its turn."""
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def show(self):
        """Prints its output until it ends; returns its exit code and counts."""
        print(f"\n$ {' '.join(self.words)}", flush=True)
        total = (0, 0, 0)
        for line in iter(self.lines.get, None):
            print(line, end="", flush=True)
            if counts := counted(line):
                total = tuple(map(sum, zip(total, counts)))
        return self.process.wait(), total

    def stop(self):
        """Ends it and its children."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait()


def parsed(arguments):
    """The commands that the arguments name."""
    commands = []
    for argument in arguments:
        if argument == "--":
            commands.append([])
        else:
            commands[-1].append(argument)
    return commands


def shown(commands):
    """Shows all commands; returns whether all is well, and the tests' sum."""
    ok, total = True, (0, 0, 0)
    for command in commands:
        code, counts = command.show()
        total = tuple(map(sum, zip(total, counts)))
        if code or counts[1]:
            ok = False
            print(f"tally: failed (exit {code}): {' '.join(command.words)}", file=sys.stderr)
        elif not counts[0]:
            ok = False
            print(f"tally: ran no test: {' '.join(command.words)}", file=sys.stderr)
    return ok, total


def main(arguments):
    """Runs all commands; returns the exit code."""
    for ended in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ended, signal.default_int_handler)
    commands = []
    try:
        for words in parsed(arguments):
            commands.append(Command(words))
        ok, total = shown(commands)
    except KeyboardInterrupt:
        return 130
    finally:
        for command in commands:
            command.stop()
    skipped = f", {total[2]} skipped" if total[2] else ""
    sys.stderr.flush()
    print(f"\n{total[0]} passed, {total[1]} failed{skipped}", flush=True)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
