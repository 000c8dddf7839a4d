"""Each case ends the same on the local stack and on the test runner."""

import cases
import pytest
import runner
import same


@pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.name)
def test_both_engines_report_the_same(runs, case):
    answer = runner.answer(runner.of_case(case, runs.outcome(case.run)["StartedAt"]))
    same.check(runs, case.run, answer, case.ami if case.by_event else None)
