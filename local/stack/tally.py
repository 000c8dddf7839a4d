"""Runs test runners one after the other and closes with their sum: `N passed, N failed` alone on a line.

`python -m local.stack.tally -- COMMAND... -- COMMAND...`: every command is run, even after one that failed. It fails where
a command failed, where one ran no test, or where a test failed.
"""

import re
import subprocess
import sys

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


def run(command):
    """Runs one command with its output as it comes; returns its exit code and counts."""
    print(f"\n$ {' '.join(command)}", flush=True)
    total = (0, 0, 0)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            if counts := counted(line):
                total = tuple(map(sum, zip(total, counts)))
    return process.returncode, total


def main(arguments):
    """Runs all commands; returns the exit code."""
    commands, ok, total = [], True, (0, 0, 0)
    for argument in arguments:
        if argument == "--":
            commands.append([])
        else:
            commands[-1].append(argument)
    for command in commands:
        code, counts = run(command)
        total = tuple(map(sum, zip(total, counts)))
        if code or counts[1]:
            ok = False
            print(f"tally: failed (exit {code}): {' '.join(command)}", file=sys.stderr)
        elif not counts[0]:
            ok = False
            print(f"tally: ran no test: {' '.join(command)}", file=sys.stderr)
    skipped = f", {total[2]} skipped" if total[2] else ""
    sys.stderr.flush()
    print(f"\n{total[0]} passed, {total[1]} failed{skipped}", flush=True)
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
