"""What SAM makes of the template: the machines name published versions, which stay, and are published where they have to be."""

import copy
import re

import pytest
from samtranslator.yaml_helper import yaml_parse
from test_template import translated

from local.stack.deploy import TEMPLATE

WHOLE = yaml_parse(TEMPLATE.read_text())
# What gives the functions the revision of Settings is not in Settings itself.
ITSELF = "Settings.StateMachineRevisionId"
# The page's URL stays while the page's function does, and the function depends on Settings: notify gets another one with ApprovalPage.
URL = "ApprovalPageUrl.FunctionUrl"


@pytest.fixture
def made(monkeypatch):
    """The resources that SAM makes."""
    # SAM asks for a Region only to know the partition.
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return translated()


def of_type(resources, kind):
    """The resources of a type, by their logical ids."""
    return {name: one for name, one in resources.items() if one["Type"] == kind}


def references(value, conditions):
    """What a value of a template refers to: parameters by name, resources by name or as NAME.ATTRIBUTE, those of its
    conditions included."""
    if isinstance(value, list):
        return {name for item in value for name in references(item, conditions)}
    if not isinstance(value, dict):
        return set()
    found = set()
    for key, inner in value.items():
        match key, inner:
            case "Ref" | "Condition", str():
                found |= {inner} if key == "Ref" else references(conditions[inner], conditions)
            case "Fn::GetAtt", _:
                found.add(".".join(inner) if isinstance(inner, list) else inner)
            case "Fn::Sub", _:
                text, own = (inner, {}) if isinstance(inner, str) else inner
                found |= set(re.findall(r"\$\{([^!}]+)\}", text)) - set(own) | references(own, conditions)
            case "Fn::If", [condition, *branches]:
                found |= references(conditions[condition], conditions) | references(branches, conditions)
            case _:
                found |= references(inner, conditions)
    return {name for name in found if not name.startswith("AWS::")}


def left_out(template):
    """What reaches a function's configuration and is not in Settings."""
    conditions = template["Conditions"]
    functions = [one["Properties"] for one in of_type(template["Resources"], "AWS::Serverless::Function").values()]
    reaching = references([template["Globals"]["Function"], *functions], conditions)
    assert len(reaching) > 15, reaching
    return reaching - references(template["Resources"]["Settings"]["Properties"]["Definition"], conditions) - {ITSELF, URL}


def test_all_that_reaches_a_function_is_in_settings():
    assert left_out(WHOLE) == set()


@pytest.mark.parametrize(
    ("value", "missing"),
    [
        ({"Ref": "LogRetentionDays"}, {"LogRetentionDays"}),
        ({"Fn::Sub": "a-${NotificationEmail}-${AWS::Region}"}, {"NotificationEmail"}),
        ({"Fn::If": ["HasPresetKey", "a", {"Fn::GetAtt": ["Topic", "TopicName"]}]}, {"PresetKmsKeyArn", "Topic.TopicName"}),
    ],
)
def test_what_settings_lacks_is_found(value, missing):
    template = copy.deepcopy(WHOLE)
    template["Globals"]["Function"]["Environment"]["Variables"]["ONE_MORE"] = value
    assert left_out(template) == missing


def test_each_function_has_a_version_that_stays_and_that_settings_replaces(made):
    versions = of_type(made, "AWS::Lambda::Version")
    functions = of_type(made, "AWS::Lambda::Function")
    assert sorted(one["Properties"]["FunctionName"]["Ref"] for one in versions.values()) == sorted(functions)
    revision = {"Fn::GetAtt": ITSELF.split(".")}
    for name, version in versions.items():
        assert (version["DeletionPolicy"], version["UpdateReplacePolicy"]) == ("Retain", "Retain"), name
        assert version["Properties"]["Description"] == revision, name
    for name, function in functions.items():
        assert "DeletionPolicy" not in function, name
        assert function["Properties"]["Environment"]["Variables"]["SETTINGS_REVISION"] == revision, name


def test_a_function_that_changes_in_anything_gets_another_version(made, monkeypatch):
    template = copy.deepcopy(WHOLE)
    template["Globals"]["Function"]["Timeout"] = 29
    monkeypatch.setattr("test_template.yaml_parse", lambda _: copy.deepcopy(template))
    changed = of_type(translated(), "AWS::Lambda::Version")
    assert len(changed) == 7
    assert not set(changed) & set(of_type(made, "AWS::Lambda::Version"))


def test_the_machines_name_versions_alone(made):
    """What a trigger or a person starts is the machine as it is now; what a machine calls and starts is of its own release."""
    named, started = set(), set()
    for machine in of_type(made, "AWS::StepFunctions::StateMachine").values():
        for key, value in machine["Properties"].get("DefinitionSubstitutions", {}).items():
            if key.endswith("FunctionArn"):
                named.add(made[value["Ref"]]["Type"])
            if key.endswith("StateMachineVersionArn"):
                started.add((key, made[value["Ref"]]["Type"]))
    assert named == {"AWS::Lambda::Version"}
    kind = "AWS::StepFunctions::StateMachineVersion"
    assert started == {("ByolStateMachineVersionArn", kind), ("StepStateMachineVersionArn", kind)}
    for name, version in of_type(made, kind).items():
        machine = version["Properties"]["StateMachineArn"]["Ref"]
        assert version["Properties"]["StateMachineRevisionId"] == {"Fn::GetAtt": [machine, "StateMachineRevisionId"]}
        assert (version["DeletionPolicy"], version["UpdateReplacePolicy"]) == ("Retain", "Retain"), name
