"""A stack is deleted: its logs stay where the parameter RetainData says so, and are in nobody's way."""

import pytest
from runs import until
from samtranslator.yaml_helper import yaml_parse
from test_releases import FAILING

from local.stack.deploy import TEMPLATE, NotDeployed, deploy
from local.stack.stack import Stack

RESOURCES = yaml_parse(TEMPLATE.read_text())["Resources"]
# The engine has a stack of the namespace deskport, and a second one is refused.
OF_OUR_OWN = {"Namespace": "deskport-uninstall"}
GROUPS = {name: one for name, one in RESOURCES.items() if one["Type"] == "AWS::Logs::LogGroup"}


@pytest.fixture(scope="module")
def engine():
    """An engine of its own: the rules of these stacks would see the AMIs of other tests."""
    with Stack() as stack:
        yield stack


def made(engine, stack, **parameters):
    """Deploys a stack."""
    return deploy(engine.client("s3"), engine.client("cloudformation"), stack, OF_OUR_OWN | {"Architecture": engine.architecture} | parameters)


def deleted(engine, stack):
    """Deletes a stack and waits until it is gone."""
    cloudformation = engine.client("cloudformation")
    cloudformation.delete_stack(StackName=stack)
    until(lambda: gone(cloudformation, stack), "the end of the stack")


def gone(cloudformation, stack):
    """Whether no stack has that name."""
    stacks = cloudformation.describe_stacks()["Stacks"]
    return all(one["StackName"] != stack for one in stacks)


def groups(engine, stack):
    """The log groups of all stacks of that name that there were."""
    pages = engine.client("logs").get_paginator("describe_log_groups").paginate()
    names = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    return {name for name in names if name.startswith((f"/aws/lambda/{stack}-", f"/aws/vendedlogs/states/{stack}-"))}


def presets(engine):
    """The names of what is in Parameter Store below the presets' path."""
    found = engine.client("ssm").get_parameters_by_path(Path="/deskport/presets")["Parameters"]
    return [one["Name"] for one in found]


def test_the_logs_stay_and_a_stack_of_the_same_name_has_others(engine):
    engine.client("ssm").put_parameter(Name="/deskport/presets/stays", Value="{}", Type="String")
    made(engine, "kept")
    first = groups(engine, "kept")
    # The approval page has its logs where the stack has the page.
    assert len(first) == len(GROUPS) - 1
    deleted(engine, "kept")
    assert groups(engine, "kept") == first
    made(engine, "kept", RetainData="false")
    second = groups(engine, "kept") - first
    assert len(second) == len(first)
    deleted(engine, "kept")
    assert groups(engine, "kept") == first
    assert presets(engine) == ["/deskport/presets/stays"]


def test_a_first_deployment_that_fails_leaves_no_logs(engine, tmp_path):
    broken = tmp_path / "template.yaml"
    broken.write_text(TEMPLATE.read_text().replace("\nOutputs:\n", FAILING))
    with pytest.raises(NotDeployed, match="ROLLBACK_COMPLETE"):
        deploy(engine.client("s3"), engine.client("cloudformation"), "failed", OF_OUR_OWN | {"Architecture": engine.architecture}, broken)
    assert groups(engine, "failed") == set()


def test_every_log_group_and_nothing_else_follows_the_parameter():
    said = {"Fn::If": ["RetainsData", "RetainExceptOnCreate", "Delete"]}, {"Fn::If": ["RetainsData", "Retain", "Delete"]}
    assert all((one["DeletionPolicy"], one["UpdateReplacePolicy"]) == said for one in GROUPS.values())
    conditional = {name for name, one in RESOURCES.items() if isinstance(one.get("DeletionPolicy"), dict)}
    assert conditional == set(GROUPS)
