"""README's tour of the command: every line of it, in order, on a stack of the scenario `deliver`."""

import re
import shlex

import command
import pytest

from infra.tools.project import ROOT
from local.stack import scenario as scenarios
from local.stack.people import is_question
from local.stack.processes import wait_for
from local.stack.stack import Stack

SCENARIO = scenarios.load("deliver")
# How each verb of the tour ends. doctor has something to find on the local stack, which has no Service Quotas.
CODES = {"doctor": (0, 1)}


def tour():
    """The commands of README's tour."""
    [block] = re.findall(r"<!-- tour -->\n```console\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [shlex.split(line.removeprefix("$ deskport ")) for line in block.splitlines()]


@pytest.fixture
def stack():
    """A stack that may deliver, with an AMI and nothing else."""
    with Stack(2000, state=SCENARIO.state, parameters=SCENARIO.parameters) as stack:
        stack.register(SCENARIO.images[0])
        yield stack


def test_every_line_of_the_tour_does_what_it_says(stack, tmp_path):
    (tmp_path / "win11.json").write_text(SCENARIO.preset)
    verbs = [arguments[0] for arguments in tour()]
    assert verbs == ["preset", "plan", "start", "approve", "watch", "report", "rollback", "list", "doctor"]
    for arguments in tour():
        if arguments[0] == "approve":
            assert wait_for(lambda: [mail for mail in stack.mails() if is_question(mail)], 120), "nobody was asked"
        done = command.run(stack, *arguments, cwd=tmp_path)
        assert done.code in CODES.get(arguments[0], (0,)), (arguments, done)
        assert "Error" not in done.stdout and "panicked" not in done.stderr, (arguments, done)
    assert [path.name for path in tmp_path.glob("*.html")] == [f"deskport-{SCENARIO.ami}-win11.html"]
