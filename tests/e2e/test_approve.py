"""Entries that ask people before what stands below them is done."""

import cases
import people
import pytest
import runner
import same
from runs import Runs

from local.stack.stack import Stack

AMI = "ami-0e2e2000000000003"
BUNDLE = "wsb-0e2e00001"
BEFORE = "wsi-0e2e00001"
MESSAGE = "Pilot desktops run {ami-id}.\nShall everybody get it?"
PATH = "/Imports/0/Then/0"
# The 24 hours to answer take 14 s.
TIME_SCALE = 6000


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A stack that delivers, for runs that ask."""
    state = cases.state(tmp_path_factory.mktemp("simulator"))
    with Stack(TIME_SCALE, state=state, parameters=cases.PARAMETERS) as stack:
        stack.register(cases.image(AMI, "windows-11"))
        yield Runs(stack)


def request(name):
    """An import, and below an approval a bundle that gets the image. The time that is allowed is shorter than that to answer."""
    body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "d"}
    then = [{"UpdateWorkspaceBundle": {"BundleId": BUNDLE}}]
    entry = {"Approve": {"Message": MESSAGE, "Hours": 24}, "Then": then}
    return {"Ec2ImageId": AMI, "TimeoutMinutes": 300, "Imports": [{"ImportWorkspaceImage": body, "OsVersion": "Windows_11", "Then": [entry]}]}


def steps(asked, name):
    """How each step of a run ended, with the code of its error."""
    [one] = asked.outcome(name)["Imports"]
    return [(step["Status"], step.get("Error", {}).get("Code")) for step in one["Steps"]]


def image(asked):
    """The bundle's image."""
    [found] = [one for one in asked.stack.simulator("state")["Bundles"] if one["BundleId"] == BUNDLE]
    return found["ImageId"]


def check_same(asked, name, said):
    """The run has ended the same on the test runner."""
    answer = runner.answer(
        {
            "Start": asked.outcome(name)["StartedAt"],
            "State": cases.STATE,
            "Parameters": cases.PARAMETERS,
            "Images": [cases.image(AMI, "windows-11")],
            "Executions": [runner.by_hand(name, request(name))],
            "Answers": {PATH: said},
            "Runs": [name],
        }
    )
    same.check(asked, name, answer)


def question(asked, name):
    """The e-mail that asks, of this run."""
    return people.question(asked, "Deskport: approve the next steps?", f"The run {name} waits")


def test_a_refusal_changes_nothing_below_it(asked):
    asked.start_by_hand("step-refused", request("step-refused"))
    people.say(asked, question(asked, "step-refused"), "send-task-failure")
    assert steps(asked, "step-refused") == [("SUCCEEDED", None), ("FAILED", "ApprovalRefused"), ("SKIPPED", None)]
    assert asked.outcome("step-refused")["Imports"][0]["Steps"][1]["Error"]["Message"] == "why not"
    assert image(asked) == BEFORE
    check_same(asked, "step-refused", "REFUSED")


def test_without_an_answer_nothing_below_it_is_changed(asked):
    asked.start_by_hand("step-unanswered", request("step-unanswered"))
    question(asked, "step-unanswered")
    assert steps(asked, "step-unanswered") == [("SUCCEEDED", None), ("TIMED_OUT", "NoApproval"), ("SKIPPED", None)]
    assert image(asked) == BEFORE
    check_same(asked, "step-unanswered", "NOTHING")


def test_after_an_approval_the_rest_is_done(asked):
    asked.start_by_hand("step-approved", request("step-approved"))
    text = question(asked, "step-approved")
    assert f"> Pilot desktops run {AMI}.\n> Shall everybody get it?\n" in text
    assert f"1.1.1. WorkSpaces bundle {BUNDLE} (UpdateWorkspaceBundle)" in text
    assert image(asked) == BEFORE
    people.say(asked, text, "send-task-success")
    assert steps(asked, "step-approved") == [("SUCCEEDED", None)] * 3
    assert image(asked) != BEFORE
    check_same(asked, "step-approved", "APPROVED")
