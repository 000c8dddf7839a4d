"""The people of a demo: they read what they are asked, and answer it."""

import re

QUESTION = "Deskport: approve "
REASON = "the pilot's desktops lack the VPN client"


class People:
    """They answer each question once."""

    def __init__(self, stack, scenario, screen):
        self.stack, self.scenario, self.screen = stack, scenario, screen
        self.answered = 0

    def answer(self):
        """Answers what was asked since."""
        asked = [mail for mail in self.stack.mails() if is_question(mail)]
        for mail in asked[self.answered :]:
            self.screen.title("The question")
            self.screen.mail(mail)
            self.screen.say(f"\n  Somebody answers: {self.scenario.answer}\n")
            self.say(re.search(r"--task-token '([^']+)'", mail["Text"])[1])
        self.answered = len(asked)

    def say(self, token):
        """Answers one question, as the commands in the e-mail do."""
        sfn = self.stack.client("stepfunctions")
        if self.scenario.answer == "REFUSED":
            sfn.send_task_failure(taskToken=token, error="ApprovalRefused", cause=REASON)
        else:
            sfn.send_task_success(taskToken=token, output="{}")


def is_question(mail):
    """Whether an e-mail asks something: approvers alone get it."""
    return mail["Subject"].startswith(QUESTION)
