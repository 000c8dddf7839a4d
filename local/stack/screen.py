"""How the demo shows progress: a display that is redrawn on a terminal, a line for each change otherwise."""

import os
import shutil
import sys

COLOURS = {"SUCCEEDED": 32, "FAILED": 31, "TIMED_OUT": 31, "RUNNING": 36, "SKIPPED": 33, "WAITING": 2, "TITLE": 1}
WORDS = {"WAITING": "waits", "RUNNING": "runs", "SUCCEEDED": "ready", "TIMED_OUT": "out of time"}
SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Screen:
    """Where the demo writes."""

    def __init__(self, stream=sys.stdout):
        self.stream = stream
        self.live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self.colour = self.live and not os.environ.get("NO_COLOR")
        self.drawn, self.turn, self.showing = 0, 0, False
        self.reported = {}

    def paint(self, text, what):
        """The text in the colour of a status."""
        return f"\x1b[{COLOURS[what]}m{text}\x1b[0m" if self.colour and what in COLOURS else text

    def say(self, text=""):
        """Writes lines that stay."""
        self.drawn = 0
        print(text, file=self.stream, flush=True)

    def title(self, text):
        """Writes a heading."""
        self.say(f"\n{self.paint(text, 'TITLE')}\n")

    def mail(self, mail):
        """Writes an e-mail."""
        self.say(f"To: {mail['To']}\nSubject: {mail['Subject']}\n\n{mail['Text'].rstrip()}")

    def begin(self):
        """From now on another run is shown."""
        self.drawn, self.showing, self.reported = 0, False, {}

    def show(self, imports, minutes):
        """Shows how far the imports are, `minutes` after the run's start."""
        rows = [(index, number, step) for index, one in enumerate(imports) for number, step in enumerate(one.steps)]
        if rows and not self.showing:
            self.showing = True
            self.say()
        if self.live and len(rows) + 2 < shutil.get_terminal_size().lines:
            self.redraw(rows, minutes)
        else:
            self.tell_changes(rows, minutes)

    def redraw(self, rows, minutes):
        """Draws all rows over those drawn before."""
        self.turn += 1
        width = shutil.get_terminal_size().columns
        lines = [self.paint(clip(f"  {clock(minutes)} since the run started", width), "WAITING")]
        for index, number, step in rows:
            mark = {"SUCCEEDED": "✓", "FAILED": "✗", "TIMED_OUT": "✗", "SKIPPED": "-", "WAITING": "·"}.get(
                step.status, SPINNER[self.turn % len(SPINNER)]
            )
            lines.append(self.paint(clip(f"  {mark} {row(index, number, step)}", width), step.status))
        up = f"\x1b[{self.drawn}A" if self.drawn else ""
        self.stream.write(up + "".join(f"\x1b[2K{line}\n" for line in lines))
        self.stream.flush()
        self.drawn = len(lines)

    def tell_changes(self, rows, minutes):
        """Writes a line for each step that changed."""
        for index, number, step in rows:
            # Progress in quarters: a line for each per cent would bury the rest.
            now = (step.status, step.error, step.state, (step.percent or 0) // 25)
            if step.status != "WAITING" and self.reported.get((index, number)) != now:
                self.reported[index, number] = now
                self.say(f"  {clock(minutes)}  {row(index, number, step)}")


def row(index, number, step):
    """One step in one line, what matters most first: a narrow terminal cuts off the end."""
    place = f"import {index + 1}" if number == 0 else f"  then {number}"
    word = WORDS.get(step.status, step.status if step.status == "FAILED" else step.status.lower())
    return f"{place:<9} {word:<11} {step.operation:<30} {said(step):<33} {step.name}"


def said(step):
    """A step's details besides its status."""
    if step.status in ("FAILED", "TIMED_OUT"):
        return step.error
    if step.status == "RUNNING":
        percent = "" if step.percent is None else f" {step.percent} %"
        return f"{step.state or 'started'}{percent}"
    adopted = ", adopted" if step.adopted else ""
    # An ARN holds no more than the image's name.
    return "" if step.image.startswith("arn:") else f"{step.image}{adopted}"


def clock(minutes):
    """Minutes as hours and minutes."""
    return f"{int(minutes) // 60}:{int(minutes) % 60:02d} h"


def clip(text, width):
    """The text, shortened where it is too wide for the terminal."""
    return text if len(text) < width else text[: max(width - 2, 1)] + "…"
