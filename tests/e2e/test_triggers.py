"""What starts a run and what does not, on both engines. test_orders.py covers the order of events."""

import json
from datetime import datetime, timedelta, timezone

import cases
import pytest
import runner
import same
from runs import until

from local.stack import scenario

BODY = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "swept-{ami-id}", "ImageDescription": "d"}
PRESET = {"Imports": [{"ImportWorkspaceImage": BODY, "OsVersion": "Windows_11"}]}
SWEEP = {"Sweep": True}


def on_the_runner(start, images, execution, runs, presets=None):
    """The test runner's result for one event; these runs follow."""
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
    for image_id, days in ((ami, 0.9), (old, 30)):
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
    # Once a day all tagged AMIs are looked at.
    runs.sfn.start_execution(stateMachineArn=machine, name="sweep-all", input=json.dumps(SWEEP | {"All": True}))
    assert runs.ended("sweep-all", machine)["status"] == "SUCCEEDED"
    assert runs.outcome(f"{old}-swept")["Status"] == "SUCCEEDED"


def test_one_sweep_takes_up_every_page(runs):
    scenario.put_preset(runs.stack, "paged", json.dumps({"Imports": []}))
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    amis = [f"ami-0e2e2{number:012x}" for number in range(23)]
    for ami in amis:
        runs.stack.register(cases.image(ami, "windows-11", "paged") | {"CreationDate": now})
    machine = runs.stack.outputs["TriggerStateMachineArn"]
    runs.sfn.start_execution(stateMachineArn=machine, name="paged", input=json.dumps(SWEEP))
    assert runs.ended("paged", machine)["status"] == "SUCCEEDED"
    for ami in amis:
        assert runs.outcome(f"{ami}-paged")["Status"] == "FAILED"


def test_a_preset_that_does_not_exist_ends_failed_with_one_notification(runs):
    ami = "ami-0e2e1000000000006"
    run = f"missing-{ami}-nowhere"
    image = cases.image(ami, "windows-11", "nowhere")
    runs.stack.register(image)
    scenario.send_available(runs.stack, ami)
    outcome = runs.outcome(run)
    assert outcome["Status"] == "FAILED"
    (envelope,) = runs.notifications(run)
    (mail,) = runs.mails(envelope["Subject"], ami)
    assert "nowhere" in mail["Text"]
    assert runs.images(ami) == []
    event = runner.by_event("nowhere", scenario.available(ami))
    answer = on_the_runner(outcome["StartedAt"], [image], event, [run])
    same.check(runs, run, answer, ami)


def test_an_ami_is_taken_up_once_its_preset_is_stored(runs):
    ami = "ami-0e2e1000000000008"
    runs.stack.register(cases.image(ami, "windows-11", "stored-later"))
    scenario.send_available(runs.stack, ami)
    assert runs.outcome(f"missing-{ami}-stored-later")["Status"] == "FAILED"
    scenario.put_preset(runs.stack, "stored-later", json.dumps(PRESET))
    scenario.send_available(runs.stack, ami)
    assert runs.outcome(f"{ami}-stored-later")["Status"] == "SUCCEEDED"


def test_the_input_of_a_run_holds_no_document_and_a_preset_is_read_as_it_is_now(runs):
    ami, preset = "ami-0e2e1000000000009", "changed-later"
    runs.stack.register(cases.image(ami, "windows-11", preset))
    scenario.put_preset(runs.stack, preset, '{ "Imports": [')
    scenario.send_available(runs.stack, ami)
    assert runs.outcome(f"{ami}-{preset}")["Status"] == "FAILED"
    (first,) = runs.runs_named(f"{ami}-{preset}")
    text = runs.sfn.describe_execution(executionArn=first["executionArn"])["input"]
    assert json.loads(text) == {"Preset": {"Ec2ImageId": ami, "Name": preset}}
    scenario.put_preset(runs.stack, preset, json.dumps(PRESET))
    # What New execution in the console does.
    machine = runs.stack.outputs["ImportStateMachineArn"]
    runs.sfn.start_execution(stateMachineArn=machine, name=f"again-{ami}", input=text)
    assert runs.outcome(f"again-{ami}")["Status"] == "SUCCEEDED"


@pytest.mark.parametrize("event", [{}, {"detail": {}}, {"detail": {"State": "available"}}, [], "text"], ids=json.dumps)
def test_an_event_without_the_expected_members_starts_nothing_but_is_reported(runs, event):
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


def test_violations_are_logged_once(runs):
    case = next(case for case in cases.ALL if case.name == "faults")
    runs.outcome(case.run)
    slugs = ("plan-import", "notify", "start-import", "deliver", "check-status", "enable-byol")
    path = "/Imports/1/CreateWorkspaceImage/Nmae"
    lines = [line for slug in slugs for line in runs.log(f"/aws/lambda/deskport-{slug}", path)]
    assert len(lines) == 1, lines
    assert isinstance(json.loads(lines[0]), dict)


def test_a_tag_that_can_not_name_a_preset_is_reported_by_a_run_of_its_own(runs):
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
