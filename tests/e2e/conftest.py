"""One local stack for all tests; every case is started at once, and each test then waits for its own."""

import re
from pathlib import Path

import cases
import pytest
from runs import Runs
from xdist.scheduler import LoadFileScheduling

from local.stack.stack import Stack

# An import of 90 minutes takes 2.7 s.
TIME_SCALE = 2000
# What changes no run.
BESIDE = {"ChatNotifications": "true", "Tracing": "true"}


class Together(LoadFileScheduling):
    """The tests of a file run in one process, and so do all files with tests of the stack below: each process would have its own."""

    def _split_scope(self, nodeid):
        file = nodeid.split("::")[0]
        return "cases" if shares((Path(__file__).parent / file).read_text()) else file


def shares(text):
    """Whether tests of a file use the fixtures below, and not others of the same names that it has itself."""
    return bool(re.search(r"^def test_\w+\([^)]*\b(runs|stack)\b", text, re.M) and not re.search(r"^def (runs|stack)\(", text, re.M))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """How tests are given to processes, where there are several (`-n N`)."""
    return Together(config, log)


@pytest.fixture(scope="session")
def stack(tmp_path_factory):
    """The stack, with a queue subscribed to its topic."""
    folder = tmp_path_factory.mktemp("simulator")
    files = {"script": cases.script(folder), "state": cases.state(folder)}
    with Stack(TIME_SCALE, parameters=cases.PARAMETERS | BESIDE, **files) as stack:
        yield stack


@pytest.fixture(scope="session")
def runs(stack):
    """All cases, started."""
    runs = Runs(stack)
    for case in cases.ALL:
        runs.start(case)
    return runs
