"""What a stack says of itself in the Parameter Store: where its parts are and what it may deliver to, for the command."""

import json
import re

from infra.tools.project import ROOT

OUTPUTS = {
    "Import": "ImportStateMachineArn",
    "Trigger": "TriggerStateMachineArn",
    "Byol": "ByolStateMachineArn",
    "Step": "StepStateMachineArn",
    "Aftermath": "AftermathStateMachineArn",
    "Topic": "TopicArn",
    "ApprovalTopic": "ApprovalTopicArn",
    "AlarmTopic": "AlarmTopicArn",
    "UndeliveredEvents": "UndeliveredEventsUrl",
    "Dashboard": "DashboardName",
}


def value(stack, name):
    """A parameter of the namespace."""
    return stack.client("ssm").get_parameter(Name=f"/deskport/{name}")["Parameter"]["Value"]


def test_a_stack_names_its_parts_as_its_outputs_do(stack):
    said = json.loads(value(stack, "stack"))
    assert {key: said[key] for key in OUTPUTS} == {key: stack.outputs[output] for key, output in OUTPUTS.items()}
    assert said["StackName"] == "deskport"


def test_a_stack_names_the_release_that_the_workspace_has(stack):
    [version] = re.findall(r'^version = "(.+)"$', (ROOT / "Cargo.toml").read_text(), re.MULTILINE)
    assert json.loads(value(stack, "stack"))["Release"] == version


def test_a_stack_names_every_list_that_its_functions_get(stack):
    lines = dict(line.split("=", 1) for line in value(stack, "delivery").splitlines())
    read = (ROOT / "shared" / "src" / "delivery.rs").read_text()
    assert set(lines) == {*re.findall(r'Self::\w+ => "([A-Z][a-z]\w+)"', read), "ImageTags"}
    given = {name: text for name, text in stack.given().items() if name in lines}
    assert given and {name: lines[name] for name in given} == given
