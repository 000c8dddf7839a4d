"""One local stack for all tests; every case is started at once, and each test then waits for its own."""

import cases
import pytest
from runs import Runs

from local.stack.stack import Stack

# An import of 90 minutes takes 2.7 s.
TIME_SCALE = 2000
# What changes no run.
BESIDE = {"ChatNotifications": "true", "Tracing": "true"}


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
