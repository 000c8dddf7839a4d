"""What starts a run and what does not, on both engines. In what order it comes is for test_orders.py."""

import json
from datetime import datetime, timedelta, timezone

import cases
import pytest
import runner
import same
from runs import until

from local import scenario

BODY = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "swept-{ami-id}", "ImageDescription": "d"}
PRESET = {"Imports": [{"ImportWorkspaceImage": BODY, "OsVersion": "Windows_11"}]}
SWEEP = {"Sweep": True}


def on_the_runner(start, images, execution, runs, presets=None):
    """What the test runner tells of one event; these runs come of it."""
    document = {"Start": start, "State": cases.STATE, "Images": images, "Presets": presets or {}}
    return runner.answer(document | {"Executions": [execution], "Runs": runs})


def test_an_ami_without_the_tag_is_ignored_quietly(runs):
    ami = "ami-0e2e1000000000001"
    image = cases.image(ami, "windows-11")
    runs.stack.register(image)
    scenario.send_available(runs.stack, ami)
    (trigger,) = until_one(runs, ami)
    assert trigger["status"] == "SUCCEEDED", trigger
    assert runs.runs_named(ami) == []
    event = runner.by_event("untagged", scenario.available(ami))
    (other,) = on_the_runner("2026-11-19T08:00:00.000Z", [image], event, [])["Executions"]
    assert (other["Status"], other["Output"]) == ("SUCCEEDED", json.loads(trigger["output"]))


def until_one(runs, ami):
    """The triggers that saw an AMI, once there is one and all have ended."""
    return until(lambda: runs.triggers(ami), f"a trigger for {ami}")


def test_the_sweep_finds_an_ami_whose_event_never_came(runs):
    ami, old = "ami-0e2e1000000000004", "ami-0e2e1000000000005"
    scenario.put_preset(runs.stack, "swept", json.dumps(PRESET))
    now = datetime.now(timezone.utc)
    images = []
    for image_id, days in ((ami, 1), (old, 30)):
        made = (now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        images.append(cases.image(image_id, "windows-11", "swept") | {"CreationDate": made})
        runs.stack.register(images[-1])
    machine = runs.stack.outputs["TriggerStateMachineArn"]
    runs.sfn.start_execution(stateMachineArn=machine, name="sweep", input=json.dumps(SWEEP))
    assert runs.ended("sweep", machine)["status"] == "SUCCEEDED"
    outcome = runs.outcome(f"{ami}-swept")
    assert outcome["Status"] == "SUCCEEDED"
    assert runs.runs_named(old) == []
    sweep = {"Machine": "trigger", "Name": "sweep", "Input": SWEEP}
    presets = {"swept": json.dumps(PRESET)}
    answer = on_the_runner(outcome["StartedAt"], images, sweep, [f"{ami}-swept"], presets)
    same.check(runs, f"{ami}-swept", answer)


def test_a_preset_that_does_not_exist_ends_failed_with_one_notification(runs):
    ami = "ami-0e2e1000000000006"
    image = cases.image(ami, "windows-11", "nowhere")
    runs.stack.register(image)
    scenario.send_available(runs.stack, ami)
    outcome = runs.outcome(f"{ami}-nowhere")
    assert outcome["Status"] == "FAILED"
    (envelope,) = runs.notifications(f"{ami}-nowhere")
    (mail,) = runs.mails(envelope["Subject"], ami)
    assert "nowhere" in mail["Text"]
    assert runs.images(ami) == []
    event = runner.by_event("nowhere", scenario.available(ami))
    answer = on_the_runner(outcome["StartedAt"], [image], event, [f"{ami}-nowhere"])
    same.check(runs, f"{ami}-nowhere", answer, ami)


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
    execution = {"Machine": "trigger", "Name": name, "Input": event}
    answer = on_the_runner(outcome["StartedAt"], [], execution, [f"event-{name}"])
    other = answer["Executions"][0]
    assert all(other[key.capitalize()] == trigger[key] for key in ("status", "error", "cause"))
    same.check(runs, f"event-{name}", answer)


def test_faults_are_logged_once(runs):
    case = next(case for case in cases.ALL if case.name == "faults")
    runs.outcome(case.run)
    slugs = ("plan-import", "notify", "start-import", "check-status", "enable-byol")
    path = "/Imports/1/CreateWorkspaceImage/Nmae"
    lines = [line for slug in slugs for line in runs.log(f"/aws/lambda/deskport-{slug}", path)]
    assert len(lines) == 1, lines
    assert isinstance(json.loads(lines[0]), dict)


def test_a_tag_that_can_not_name_a_preset_is_told_by_a_run_of_its_own(runs):
    ami = "ami-0e2e1000000000007"
    image = cases.image(ami, "windows-11", "no such/é")
    runs.stack.register(image)
    scenario.send_available(runs.stack, ami)
    name = f"wrong-{ami}-no-such--"
    outcome = runs.outcome(name)
    assert outcome["Status"] == "FAILED"
    assert len(runs.notifications(name)) == 1
    event = runner.by_event("wrong", scenario.available(ami))
    same.check(runs, name, on_the_runner(outcome["StartedAt"], [image], event, [name]), ami)
