"""Two stacks in one account and Region: each takes up the AMIs that carry its own tag, with its own presets."""

import json

import cases
from runs import until

from local.stack import scenario
from local.stack.deploy import deploy

NAMESPACE = "deskport-second"


def second(stack):
    """A second stack beside the first; returns its outputs."""
    parameters = {"Namespace": NAMESPACE, "Architecture": stack.architecture, "ImageTags": "Owner=desktop team,CostCenter=4711"}
    return deploy(stack.client("s3"), stack.client("cloudformation"), "second", parameters)


def started(stack, outputs, ami):
    """The names of a stack's runs of an AMI."""
    machine = outputs["ImportStateMachineArn"]
    executions = stack.client("stepfunctions").list_executions(stateMachineArn=machine)["executions"]
    return [one["name"] for one in executions if ami in one["name"]]


def preset(name):
    """A preset whose image says which it is."""
    body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "d"}
    return json.dumps({"Imports": [{"ImportWorkspaceImage": body, "OsVersion": "Windows_11"}]})


def test_an_ami_is_taken_up_by_the_stack_whose_tag_it_has_and_by_no_other(runs):
    stack = runs.stack
    outputs = second(stack)
    ami, both = "ami-0e2e6000000000001", "ami-0e2e6000000000002"
    scenario.put_preset(stack, "apart", preset("first-{ami-id}"))
    scenario.put_preset(stack, "apart", preset("second-{ami-id}"), NAMESPACE)
    image = cases.image(ami, "windows-11")
    stack.register(image | {"Tags": [{"Key": f"{NAMESPACE}:preset", "Value": "apart"}]})
    tags = [{"Key": f"{namespace}:preset", "Value": "apart"} for namespace in ("deskport", NAMESPACE)]
    stack.register(cases.image(both, "windows-11") | {"Tags": tags})
    for each in (ami, both):
        scenario.send_available(stack, each)

    machine = outputs["ImportStateMachineArn"]
    for each in (ami, both):
        described = runs.ended(f"{each}-apart", machine)
        assert described["status"] == "SUCCEEDED", described
        (image,) = json.loads(described["output"])["Imports"]
        assert image["Steps"][0]["Name"] == f"second-{each}"
    assert runs.outcome(f"{both}-apart")["Imports"][0]["Steps"][0]["Name"] == f"first-{both}"
    # The second stack tags what it makes (ImageTags); the first one does not.
    made = {one["Name"]: {tag["Key"]: tag["Value"] for tag in one["Tags"]} for one in runs.images(both)}
    assert made[f"second-{both}"].items() >= {("Owner", "desktop team"), ("CostCenter", "4711")}
    assert all(key.startswith("deskport:") for key in made[f"first-{both}"])
    until(lambda: runs.triggers(ami), "the first stack's trigger")
    assert started(stack, stack.outputs, ami) == []
    # Each marks an AMI with a tag of its own as taken up.
    written = json.loads((stack.dir / "amis" / f"{both}.json").read_text())["Tags"]
    marks = {tag["Key"]: tag["Value"] for tag in written if tag["Key"].endswith(":run")}
    assert marks == {"deskport:run": f"{both}-apart", f"{NAMESPACE}:run": f"{both}-apart"}


def test_a_stack_without_triggers_starts_nothing_by_itself(runs):
    cloudformation, events = runs.stack.client("cloudformation"), runs.stack.client("events")
    parameters = {"TriggersEnabled": "false", "Architecture": runs.stack.architecture}
    deploy(runs.stack.client("s3"), cloudformation, "paused", parameters | {"Namespace": "deskport-paused"})
    resources = cloudformation.describe_stack_resources(StackName="paused")["StackResources"]
    rules = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in resources if one["ResourceType"] == "AWS::Events::Rule"}
    states = {logical: events.describe_rule(Name=name.rsplit("/", 1)[-1])["State"] for logical, name in rules.items()}
    paused = {"AmiAvailableRule", "AmiTaggedRule", "SweepRule", "DailySweepRule"}
    assert states == {name: "DISABLED" if name in paused else "ENABLED" for name in rules} and paused < set(rules)
    # What does not run on purpose is no alarm.
    alarms = runs.stack.client("cloudwatch").describe_alarms(AlarmNamePrefix="paused-")["MetricAlarms"]
    silent = {alarm["AlarmName"].split("-")[1] for alarm in alarms if not alarm["ActionsEnabled"]}
    assert silent == {"SweepMissingAlarm", "DailySweepMissingAlarm"} and len(alarms) > len(silent)
