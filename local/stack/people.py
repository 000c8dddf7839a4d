"""The people of a demo: they read what they are asked, and answer it by the command."""

import time

from local.stack import command

QUESTION = "Deskport: approve "
REASON = "the pilot's desktops lack the VPN client"
# Seconds that they take to read a question.
READING = 2


class People:
    """They answer each question of a run once."""

    def __init__(self, stack, scenario, run):
        self.stack, self.scenario, self.run = stack, scenario, run
        self.seen = {}
        # Each question that was answered, the command that answered it, and what that printed.
        self.answered = []

    def answer(self):
        """Answers what was asked a while ago."""
        asked = [mail for mail in self.stack.mails() if is_question(mail) and f"The run {self.run} " in mail["Text"]]
        for mail in asked[len(self.answered) :]:
            seen = self.seen.setdefault(mail["Text"], time.monotonic())
            if time.monotonic() - seen >= READING:
                self.answered.append((mail, *self.say()))

    def say(self):
        """Answers one question."""
        arguments = ["approve", self.run, "--yes"]
        if self.scenario.answer == "REFUSED":
            arguments = ["refuse", self.run, "--yes", "--reason", REASON]
        text, notes, code = command.said(self.stack, *arguments)
        if code != 0:
            raise AssertionError(f"deskport {' '.join(arguments)} ended with {code}: {notes}")
        return arguments, text


def is_question(mail):
    """Whether an e-mail asks something: approvers alone get it."""
    return mail["Subject"].startswith(QUESTION)
