"""Stacks that ask before they switch BYOL on, and stacks that never do."""

import cases
import people
import pytest
import runner
import same
from runs import Runs

from local.stack.stack import Stack

AMI = "ami-0e2e2000000000002"
BODY = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "approved-{ami-id}", "ImageDescription": "d"}
REQUEST = {
    "Ec2ImageId": AMI,
    "Imports": [{"ImportWorkspaceImage": BODY, "OsVersion": "Windows_11"}],
    "EnableByol": {"ChooseRange": True},
}
BYOL_OFF = {"Byol": {"Support": "DISABLED"}}
ASKING = {"AllowEnableByol": "true", "RequireApproval": "true", "ReservedCidrRanges": "192.168.0.0/16"}
# The 24 hours to answer take 14 s.
TIME_SCALE = 6000


@pytest.fixture
def stacks(tmp_path):
    """Starts a stack whose account has BYOL off."""
    started = []

    def start(**parameters):
        state = cases.state(tmp_path, **BYOL_OFF)
        stack = Stack(TIME_SCALE, state=state, parameters=parameters).__enter__()
        started.append(stack)
        stack.register(cases.image(AMI, "windows-11"))
        return Runs(stack)

    yield start
    for stack in started:
        stack.__exit__()


def modifications(runs):
    return [call for call in runs.calls("") if call["Operation"] == "ModifyAccount"]


def check_same(runs, name, request=REQUEST, **rest):
    """The run has ended the same on the test runner."""
    answer = runner.answer(
        {
            "Start": runs.outcome(name)["StartedAt"],
            "State": cases.STATE | BYOL_OFF,
            "Images": [cases.image(AMI, "windows-11")],
            "Executions": [runner.by_hand(name, request)],
            "Runs": [name],
        }
        | rest
    )
    same.check(runs, name, answer)


def question(runs):
    """The e-mail that asks."""
    return people.question(runs, "Deskport: approve switching BYOL on?")


def test_an_approval_switches_byol_on(stacks):
    runs = stacks(**ASKING)
    runs.start_by_hand("approved", REQUEST)
    text = question(runs)
    assert "forever" in text and "monthly minimum of dedicated WorkSpaces" in text and "/16" in text and "111122223333" in text and "eu-west-1" in text
    assert modifications(runs) == []
    people.say(runs, text, "send-task-success")
    outcome = runs.outcome("approved")
    assert outcome["Status"] == "SUCCEEDED", outcome
    [modification] = modifications(runs)
    assert modification["Input"]["DedicatedTenancyManagementCidrRange"] in text
    assert outcome["EnableByol"]["Status"] == "ENABLED"
    check_same(runs, "approved", Parameters=ASKING, Approval="APPROVED")


def test_a_refusal_changes_nothing(stacks):
    runs = stacks(**ASKING)
    runs.start_by_hand("refused", REQUEST)
    people.say(runs, question(runs), "send-task-failure")
    outcome = runs.outcome("refused")
    assert [fault["Given"] for fault in outcome["Violations"]] == ["refused: why not"]
    assert modifications(runs) == []
    check_same(runs, "refused", Parameters=ASKING, Approval="REFUSED")


def test_without_an_answer_the_run_ends_and_nothing_is_changed(stacks):
    runs = stacks(**ASKING)
    runs.start_by_hand("unanswered", REQUEST)
    question(runs)
    outcome = runs.outcome("unanswered")
    assert [fault["Given"] for fault in outcome["Violations"]] == ["no answer within 24 hours"]
    assert modifications(runs) == []
    check_same(runs, "unanswered", Parameters=ASKING)


def test_a_stack_without_the_parameter_never_changes_the_account(stacks):
    runs = stacks()
    runs.start_by_hand("not-allowed", REQUEST)
    outcome = runs.outcome("not-allowed")
    assert "AllowEnableByol=true" in outcome["Violations"][0]["Allowed"]
    assert modifications(runs) == []
    check_same(runs, "not-allowed")


def test_images_without_byol_need_no_look_at_the_account(stacks):
    runs = stacks()
    capture = {"Name": "captured", "Description": "d", "WorkspaceId": "ws-0e2e00001"}
    request = {"Imports": [{"CreateWorkspaceImage": capture}]}
    runs.start_by_hand("no-byol", request)
    assert runs.outcome("no-byol")["Status"] == "SUCCEEDED"
    account = {"DescribeAccount", "DescribeAccountModifications", "ListAvailableManagementCidrRanges", "ModifyAccount"}
    assert not account & {call["Operation"] for call in runs.calls("")}
    check_same(runs, "no-byol", request)
