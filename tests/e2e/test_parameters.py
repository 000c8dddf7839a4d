"""infra/template.yaml as it stands, deployed with several sets of parameters: each is a stack of its own, on one engine."""

import json
import re

import pytest
from runs import until
from samtranslator.yaml_helper import yaml_parse
from test_template import listed, translated

from local.stack.deploy import TEMPLATE, deploy
from local.stack.stack import ACCOUNT, NAME, REGION, Stack

DECLARED = yaml_parse(TEMPLATE.read_text())
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
# A parameter that a set does not name has its default.
SETS = {
    "minimal": {},
    # Every parameter has another value than its default: a new one is added here.
    "everything-on": {
        "NotificationEmail": "windows-team@example.com",
        "AlarmEmail": "cloud-team@example.com",
        "ApproverEmail": "desktop-team@example.com",
        "ApprovalPage": "true",
        "ChatNotifications": "true",
        "Tracing": "true",
        "ApprovalPageConcurrency": "0",
        "Namespace": "deskport-everything",
        "TriggersEnabled": "false",
        "RolePath": "/desktops/deskport/",
        "KmsKeyArn": KEY,
        "SubnetIds": "subnet-0a1b2c3d,subnet-0f9e8d7c",
        "SecurityGroupIds": "sg-0a1b2c3d",
        "AppStreamRoleArns": f"arn:aws:iam::{ACCOUNT}:role/import",
        "CreateAppStreamRole": "true",
        "InfrastructureConfigurationArns": f"arn:aws:imagebuilder:{REGION}:{ACCOUNT}:infrastructure-configuration/byol",
        "CaptureTaggedOnly": "true",
        "ImageTags": "CostCenter=4711,Owner=desktop team",
        "LogRetentionDays": "731",
        "RetainData": "false",
        "Architecture": "arm64",
        "PresetKmsKeyArn": KEY,
        "PermissionsBoundaryArn": BOUNDARY,
        "CaBundle": "/etc/pki/tls/certs/ca-bundle.crt",
        "AllowEnableByol": "true",
        "RequireApproval": "true",
        "ReservedCidrRanges": "10.0.0.0/8, 192.168.0.0/16",
        "DeliveryBundles": "*",
        "DeliveryFleets": "*",
        "DeliveryAccounts": "*",
        "DeliveryRegions": "*",
    },
    # What a security team asks for: least of all, and by name.
    "locked-down": {
        "LogRetentionDays": "3653",
        "RolePath": "/desktops/deskport/",
        "KmsKeyArn": KEY,
        "SubnetIds": "subnet-0a1b2c3d",
        "SecurityGroupIds": "sg-0a1b2c3d",
        "ApproverEmail": "desktop-team@example.com",
        "CaptureTaggedOnly": "true",
        "PresetKmsKeyArn": KEY,
        "PermissionsBoundaryArn": BOUNDARY,
        "RequireApproval": "true",
        "ReservedCidrRanges": "10.0.0.0/8",
        "DeliveryBundles": "wsb-0a1b2c3d4",
        "DeliveryRegions": "eu-central-1",
    },
}


@pytest.fixture(scope="module")
def engine():
    """An engine of its own: the rules of these stacks would see the AMIs of other tests."""
    with Stack() as stack:
        delete(stack, NAME)
        yield stack


def delete(engine, name):
    """Deletes a stack and waits until it is gone: two stacks can't have one namespace."""
    cloudformation = engine.client("cloudformation")
    cloudformation.delete_stack(StackName=name)
    until(lambda: all(one["StackName"] != name for one in cloudformation.describe_stacks()["Stacks"]), f"the end of {name}")


def values(name):
    """All parameters of a set, defaults included."""
    return {key: str(said["Default"]) for key, said in DECLARED["Parameters"].items()} | SETS[name]


def text(value, parameters):
    """What stands in a comparison: a text, a parameter, or the entries of a list joined."""
    if not isinstance(value, dict):
        return str(value)
    if "Fn::Join" in value:
        between, entries = value["Fn::Join"]
        return between.join(text(entries, parameters).split(","))
    return parameters[value["Ref"]]


def holds(condition, parameters):
    """Whether a condition of the template holds; of the parts that an expression may have, those that ours have."""
    if isinstance(condition, str):
        return holds(DECLARED["Conditions"][condition], parameters)
    [(function, given)] = condition.items()
    match function:
        case "Condition":
            return holds(given, parameters)
        case "Fn::Not":
            return not holds(given[0], parameters)
        case "Fn::And":
            return all(holds(part, parameters) for part in given)
        case "Fn::Or":
            return any(holds(part, parameters) for part in given)
        case "Fn::Equals":
            one, other = (text(side, parameters) for side in given)
            return one == other
    raise AssertionError(f"this test does not know {function}")


def unversioned(name):
    """A logical id without the digest of the code that SAM puts into that of a function's version."""
    return re.sub(r"(?<=FunctionVersion)[0-9a-f]{10}$", "", name)


def actions(statements, parameters):
    """The actions that statements allow, those of a condition only where it holds."""
    for said in statements:
        if "Fn::If" in said:
            condition, then, otherwise = said["Fn::If"]
            said = then if holds(condition, parameters) else otherwise
        if "Ref" not in said:
            yield from listed(said["Action"])


def test_every_parameter_is_in_a_set_and_no_other():
    # UseFips is refused in this Region, which has no such endpoints: test_rules.py.
    assert SETS["everything-on"].keys() | {"UseFips"} == DECLARED["Parameters"].keys()
    for name, parameters in SETS.items():
        assert parameters.keys() <= DECLARED["Parameters"].keys(), name
    unchanged = [key for key, value in SETS["everything-on"].items() if value == str(DECLARED["Parameters"][key]["Default"])]
    assert unchanged == []


@pytest.mark.parametrize("name", SETS)
def test_the_same_template_deploys(engine, name, monkeypatch):
    # SAM asks for a Region only to know the partition.
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    expected, parameters = translated(), values(name)
    cloudformation = engine.client("cloudformation")
    outputs = deploy(engine.client("s3"), cloudformation, name, SETS[name])
    assert outputs.keys() == {
        key for key, said in DECLARED["Outputs"].items() if "Condition" not in said or holds(said["Condition"], parameters)
    }
    made = {one["LogicalResourceId"]: one for one in cloudformation.describe_stack_resources(StackName=name)["StackResources"]}
    assert {unversioned(key) for key in made} == {
        unversioned(key) for key, said in expected.items() if "Condition" not in said or holds(said["Condition"], parameters)
    }

    # The engine drops a role's permissions boundary: test_template.py holds the template to it.
    iam = engine.client("iam")
    for key, said in expected.items():
        if said["Type"] != "AWS::IAM::Role" or key not in made:
            continue
        role = made[key]["PhysicalResourceId"]
        for policy in said["Properties"].get("Policies", []):
            document = iam.get_role_policy(RoleName=role, PolicyName=policy["PolicyName"])["PolicyDocument"]
            document = json.loads(document) if isinstance(document, str) else document
            allowed = {action for one in document["Statement"] for action in listed(one["Action"])}
            assert allowed == set(actions(policy["PolicyDocument"]["Statement"], parameters)), key

    of_type = [key for key, said in expected.items() if said["Type"] == "AWS::Lambda::Function" and key in made]
    functions = [made[key]["PhysicalResourceId"] for key in of_type]
    assert functions
    for function in functions:
        described = engine.client("lambda").get_function_configuration(FunctionName=function)
        assert described["Architectures"] == [parameters["Architecture"]]
    delete(engine, name)
