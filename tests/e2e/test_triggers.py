"""What starts a run, what does not, and that one AMI starts one run however often it is seen."""

import json
from datetime import datetime, timedelta, timezone

import cases
import pytest
from runs import until

from local import scenario

PRESET = {
    "Imports": [
        {"CreateWorkspaceImage": {"Name": "seen-{ami-id}", "Description": "Captured", "WorkspaceId": "ws-0e2e00005"}}
    ]
}


def has_ended_well(runs, ami, preset):
    """The one run of an AMI has ended, and every trigger that saw it as well."""
    outcome = runs.outcome(f"{ami}-{preset}")
    assert outcome["Status"] == "SUCCEEDED", outcome
    triggers = runs.triggers(ami)
    assert [one["status"] for one in triggers] == ["SUCCEEDED"] * len(triggers), triggers
    assert len(runs.runs_named(ami)) == 1
    assert len(runs.notifications(f"{ami}-{preset}")) == 1
    return triggers


def test_an_ami_without_the_tag_is_ignored_quietly(runs):
    ami = "ami-0e2e1000000000001"
    runs.stack.register(cases.image(ami, "windows-11"))
    scenario.send_available(runs.stack, ami)
    (trigger,) = until_one(runs, ami)
    assert trigger["status"] == "SUCCEEDED", trigger
    assert runs.runs_named(ami) == []


def until_one(runs, ami):
    """The triggers that saw an AMI, once there is one and all have ended."""
    return until(lambda: runs.triggers(ami), f"a trigger for {ami}")


def test_an_ami_that_is_seen_twice_starts_one_run(runs):
    ami = "ami-0e2e1000000000002"
    scenario.put_preset(runs.stack, "seen-twice", json.dumps(PRESET))
    runs.stack.register(cases.image(ami, "windows-11", "seen-twice"))
    scenario.send_available(runs.stack, ami)
    scenario.send_available(runs.stack, ami)
    assert len(has_ended_well(runs, ami, "seen-twice")) == 2
    # Seen once more, after all has ended.
    scenario.send_tagged(runs.stack, ami, "seen-twice")
    assert len(has_ended_well(runs, ami, "seen-twice")) == 3
    assert len(runs.images(ami)) == 1


def test_an_ami_that_is_tagged_after_it_was_available_starts_a_run(runs):
    ami = "ami-0e2e1000000000003"
    scenario.put_preset(runs.stack, "tagged", json.dumps(without_capture()))
    runs.stack.register(cases.image(ami, "windows-11", "tagged"))
    scenario.send_tagged(runs.stack, ami, "tagged")
    has_ended_well(runs, ami, "tagged")


def without_capture():
    """A preset that captures no WorkSpace, so that runs side by side don't meet at one."""
    body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "tagged-{ami-id}", "ImageDescription": "d"}
    return {"Imports": [{"ImportWorkspaceImage": body, "OsVersion": "Windows_11"}]}


def test_the_sweep_finds_an_ami_whose_event_never_came(runs):
    ami, old = "ami-0e2e1000000000004", "ami-0e2e1000000000005"
    scenario.put_preset(runs.stack, "swept", json.dumps(without_capture()))
    now = datetime.now(timezone.utc)
    for image_id, days in ((ami, 1), (old, 30)):
        made = (now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        runs.stack.register(cases.image(image_id, "windows-11", "swept") | {"CreationDate": made})
    machine = runs.stack.outputs["TriggerStateMachineArn"]
    runs.sfn.start_execution(stateMachineArn=machine, name="sweep", input='{"Sweep": true}')
    assert runs.ended("sweep", machine)["status"] == "SUCCEEDED"
    assert runs.outcome(f"{ami}-swept")["Status"] == "SUCCEEDED"
    assert runs.runs_named(old) == []


def test_a_preset_that_does_not_exist_ends_failed_with_one_notification(runs):
    ami = "ami-0e2e1000000000006"
    runs.stack.register(cases.image(ami, "windows-11", "nowhere"))
    scenario.send_available(runs.stack, ami)
    outcome = runs.outcome(f"{ami}-nowhere")
    assert outcome["Status"] == "FAILED"
    (envelope,) = runs.notifications(f"{ami}-nowhere")
    (mail,) = runs.mails(envelope["Subject"], ami)
    assert "nowhere" in mail["Text"]
    assert runs.images(ami) == []


@pytest.mark.parametrize("event", [{}, {"detail": {}}, {"detail": {"State": "available"}}, [], "text"], ids=json.dumps)
def test_an_event_without_the_expected_members_starts_nothing_but_is_told(runs, event):
    machine = runs.stack.outputs["TriggerStateMachineArn"]
    name = f"bad-{abs(hash(json.dumps(event)))}"
    runs.sfn.start_execution(stateMachineArn=machine, name=name, input=json.dumps(event))
    trigger = runs.ended(name, machine)
    assert (trigger["status"], trigger["error"]) == ("FAILED", "InvalidRequest")
    outcome = runs.outcome(f"event-{name}")
    assert (outcome["Status"], outcome["Imports"]) == ("FAILED", [])
    assert outcome["Violations"]
    assert len(runs.notifications(f"event-{name}")) == 1


def test_faults_are_logged_once(runs):
    case = next(case for case in cases.ALL if case.name == "faults")
    runs.outcome(case.run)
    slugs = ("plan-import", "notify", "start-import", "check-status", "enable-byol")
    path = "/Imports/1/CreateWorkspaceImage/Nmae"
    lines = [line for slug in slugs for line in runs.log(f"/aws/lambda/deskport-{slug}", path)]
    assert len(lines) == 1, lines
    assert isinstance(json.loads(lines[0]), dict)
