"""The template's roles against what the state machines and functions do: no action missing, none unused."""

import json
import re

import pytest
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

from local.stack.deploy import TEMPLATE
from local.stack.processes import ROOT

RESOURCES = yaml_parse(TEMPLATE.read_text())["Resources"]
# The state machines that run.
MACHINES = {name: one["Properties"] for name, one in RESOURCES.items() if "DefinitionS3Location" in one["Properties"]}
# What an integration of Step Functions calls.
ACTIONS = {
    "lambda:invoke": {"lambda:InvokeFunction"},
    "sns:publish": {"sns:Publish"},
    "events:putEvents": {"events:PutEvents"},
    "lambda:invoke.waitForTaskToken": {"lambda:InvokeFunction"},
    "states:startExecution": {"states:StartExecution"},
    "states:startExecution.sync:2": {
        "states:StartExecution",
        "states:DescribeExecution",
        "states:StopExecution",
        "events:PutTargets",
        "events:PutRule",
        "events:DescribeRule",
    },
    "aws-sdk:ec2:describeImages": {"ec2:DescribeImages"},
    "aws-sdk:sfn:describeExecution": {"states:DescribeExecution"},
    "aws-sdk:sfn:getExecutionHistory": {"states:GetExecutionHistory"},
    "aws-sdk:ec2:createTags": {"ec2:CreateTags"},
    "aws-sdk:ssm:getParameter": {"ssm:GetParameter"},
}
# What AWS sends traces with, by the role of a function or machine, where the parameter Tracing says so (AWS X-Ray Developer Guide,
# "Lambda"; Step Functions Developer Guide, "X-Ray").
TRACES = {"xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"}
# What AWS calls in our name, or needs beside the action called.
INDIRECT = {
    "ec2:DescribeImages",
    "ec2:ModifyImageAttribute",
    "ec2:DescribeImportImageTasks",
    "imagebuilder:GetImage",
    "imagebuilder:GetInfrastructureConfiguration",
    "iam:PassRole",
    "workspaces:CreateTags",
    "appstream:TagResource",
}


def translated():
    """The resources that SAM makes of the template."""
    template = yaml_parse(TEMPLATE.read_text())
    for resource in template["Resources"].values():
        # Only where the code is kept is not known here.
        for member in ("CodeUri", "DefinitionS3Location"):
            if member in resource["Properties"]:
                resource["Properties"][member] = {"Bucket": "bucket", "Key": "key"}
    # Of these SAM reads the managed policies that are named; none is.
    return Translator({}, Parser()).translate(template, {})["Resources"]


def listed(value):
    """One or more, as a list."""
    return value if isinstance(value, list) else [value]


def allowed(statements):
    """The actions of some statements, those of a condition included, except for writing one's own log."""
    statements = [s["Fn::If"][1] if "Fn::If" in s else s for s in statements]
    actions = {action for statement in statements for action in listed(statement["Action"])}
    return actions - {"logs:CreateLogStream", "logs:PutLogEvents"}


def machine(name):
    """A state machine's resource and its definition."""
    text = (ROOT / "statemachine" / f"{name}.asl.json").read_text()
    return RESOURCES[f"{name.capitalize()}StateMachine"]["Properties"], text


@pytest.mark.parametrize("name", ["trigger", "import", "byol", "step", "aftermath"])
def test_a_machine_may_do_what_it_does(name):
    properties, text = machine(name)
    resources = set(re.findall(r'"Resource"\s*:\s*"arn:\$\{Partition\}:states:::([^"]+)"', text))
    needed = set().union(*(ACTIONS[resource] for resource in resources))
    assert properties["RoleArn"] == {"Fn::GetAtt": [f"{name.capitalize()}StateMachineRole", "Arn"]}
    own = RESOURCES[f"{name.capitalize()}StateMachineRole"]["Properties"]
    assert own["ManagedPolicyArns"] == [{"Ref": "StateMachinePolicy"}]
    statements = [s for policy in own["Policies"] for s in policy["PolicyDocument"]["Statement"]]
    attached = [r["Properties"] for r in RESOURCES.values() if r["Type"] == "AWS::IAM::Policy"]
    role = {"Ref": f"{name.capitalize()}StateMachineRole"}
    statements += [s for policy in attached if role in policy["Roles"] for s in policy["PolicyDocument"]["Statement"]]
    # Systems Manager decrypts a SecureString in the caller's name, where its key is not AWS's own.
    in_its_name = {"kms:Decrypt"} if "aws-sdk:ssm:getParameter" in resources and "WithDecryption" in text else set()
    # So does SNS for a topic under a key of one's own.
    in_its_name |= {"kms:Decrypt", "kms:GenerateDataKey"} if "sns:publish" in resources else set()
    assert allowed(statements) == needed | in_its_name | TRACES


@pytest.mark.parametrize("name", ["trigger", "import", "byol", "step", "aftermath"])
def test_a_machine_gets_every_name_that_it_uses(name):
    properties, text = machine(name)
    assert set(re.findall(r"\$\{(\w+)\}", text)) == set(properties["DefinitionSubstitutions"])
    assert properties["LoggingConfiguration"] | {"Destinations": []} == {
        "Level": "ERROR",
        "IncludeExecutionData": False,
        "Destinations": [],
    }


def test_whatever_is_traced_may_send_its_traces():
    traced = RESOURCES["TracePolicy"]
    functions = [name for name, one in RESOURCES.items() if one["Type"] == "AWS::Serverless::Function"]
    roles = [f"{name.removesuffix('Function')}Role" for name in functions] + [one["RoleArn"]["Fn::GetAtt"][0] for one in MACHINES.values()]
    of_page = RESOURCES["ApprovalPageTracePolicy"]
    assert len(roles) == 12
    attached = [*traced["Properties"]["Roles"], *of_page["Properties"]["Roles"]]
    assert sorted(role["Ref"] for role in attached) == sorted(roles)
    assert (traced["Condition"], of_page["Condition"]) == ("Traced", "PageTraced")
    assert traced["Properties"]["PolicyDocument"] == of_page["Properties"]["PolicyDocument"]
    assert all(one["TracingConfiguration"] == {"Enabled": {"Fn::If": ["Traced", True, False]}} for one in MACHINES.values())


def function_actions(name):
    """The actions of a function's role."""
    statements = RESOURCES[f"{name}Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    return allowed(statements)


def test_the_functions_may_do_what_they_do(runs):
    """The simulator's journal of all cases holds every action of the roles, and no others."""
    from cases import ALL

    for case in ALL:
        runs.ended(case.run)
    called = {f"{call['Service']}:{call['Operation']}" for call in runs.calls("")}
    roles = {name: function_actions(name) for name in ("PlanImport", "EnableByol", "StartImport", "Deliver", "CheckStatus")}
    assert roles["PlanImport"] == set()
    assert called <= set().union(*roles.values())
    # Enabling BYOL has a stack and a test of its own.
    unused = roles["StartImport"] | roles["Deliver"] | roles["CheckStatus"]
    assert unused - called <= INDIRECT


def test_no_action_is_a_wildcard_and_every_log_is_kept_for_a_time():
    text = json.dumps(RESOURCES)
    assert not re.search(r'"Action": "[^"]*\*', text)
    groups = [one["Properties"] for one in RESOURCES.values() if one["Type"] == "AWS::Logs::LogGroup"]
    functions = [one for one in RESOURCES.values() if one["Type"] == "AWS::Serverless::Function"]
    assert len(groups) == len(functions) + len(MACHINES) == 12
    assert all("RetentionInDays" in group for group in groups)


def test_every_target_of_a_rule_has_a_dead_letter_queue():
    rules = [one["Properties"] for one in RESOURCES.values() if one["Type"] == "AWS::Events::Rule"]
    assert len(rules) == 5
    assert all("DeadLetterConfig" in target for rule in rules for target in rule["Targets"])
    assert RESOURCES["UndeliveredEvents"]["Properties"]["SqsManagedSseEnabled"]["Fn::If"][2] is True
    assert all(RESOURCES[topic]["Properties"]["KmsMasterKeyId"] for topic in ("Topic", "ApprovalTopic"))


def test_only_notify_asks_and_only_the_page_answers():
    """No machine publishes to the topic for approvals, and no other role takes an answer for people."""
    text = json.dumps(RESOURCES)
    of_topic = [name for name, one in RESOURCES.items() if "ApprovalTopic" in json.dumps(one) and name != "ApprovalTopic"]
    assert of_topic == ["ApprovalTopicPolicy", "ApproverSubscription", "Settings", "NotifyFunction", "NotifyRole", "StackParameter"]
    assert text.count("states:SendTaskSuccess") == text.count("states:SendTaskFailure") == 1
    assert function_actions("ApprovalPage") == {"states:SendTaskFailure", "states:SendTaskSuccess"}
    reads = RESOURCES["ApprovalPageReads"]["Properties"]["PolicyDocument"]["Statement"]
    assert allowed(reads) == {"states:GetExecutionHistory", "kms:Decrypt"}


def test_the_page_is_there_only_where_it_is_wanted():
    page = {name: one for name, one in RESOURCES.items() if name.startswith("ApprovalPage") and "Alarm" not in name and "Trace" not in name}
    assert len(page) == 8 and all(one["Condition"] == "HasApprovalPage" for one in page.values())
    assert page["ApprovalPageUrl"]["Properties"] == {"TargetFunctionArn": {"Ref": "ApprovalPageFunction"}, "AuthType": "NONE"}
    permissions = [one["Properties"] for one in page.values() if one["Type"] == "AWS::Lambda::Permission"]
    anybody = {"FunctionName": {"Ref": "ApprovalPageFunction"}, "Principal": "*"}
    assert permissions == [
        anybody | {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "NONE"},
        anybody | {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True},
    ]


def test_the_account_can_be_changed_only_where_the_stack_allows_it():
    text = json.dumps(RESOURCES)
    assert text.count("workspaces:ModifyAccount") == 1
    statements = RESOURCES["EnableByolRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    [conditional] = [s["Fn::If"] for s in statements if "Fn::If" in s]
    assert conditional[0] == "MayEnableByol"
    assert conditional[1]["Action"] == "workspaces:ModifyAccount"
    assert conditional[2] == {"Ref": "AWS::NoValue"}


def test_every_role_of_the_stack_takes_the_permissions_boundary_and_the_path(monkeypatch):
    """Accounts exist in which a role may be made only with one; what SAM makes of the template is what counts."""
    # SAM asks for a Region only to know the partition.
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    made = translated()
    roles = {name: role for name, role in made.items() if role["Type"] == "AWS::IAM::Role"}
    assert len(roles) == 15
    for name, role in roles.items():
        boundary = role["Properties"]["PermissionsBoundary"]
        assert boundary == {"Fn::If": ["HasBoundary", {"Ref": "PermissionsBoundaryArn"}, {"Ref": "AWS::NoValue"}]}, name
        assert role["Properties"]["Path"] == {"Ref": "RolePath"}, name


def test_step_functions_and_eventbridge_take_a_role_for_this_account_alone():
    """As AWS has it of these two; of Lambda and AppStream it does not say that a role gets the keys."""
    resources = {"states.amazonaws.com": "states", "events.amazonaws.com": "events"}
    kinds = {"states": "stateMachine:*", "events": "rule/*"}
    found = []
    for name, one in RESOURCES.items():
        if one["Type"] != "AWS::IAM::Role":
            continue
        [statement] = one["Properties"]["AssumeRolePolicyDocument"]["Statement"]
        if service := resources.get(statement["Principal"]["Service"]):
            arn = f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{kinds[service]}"
            assert statement["Condition"] == {
                "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
                "ArnLike": {"aws:SourceArn": {"Fn::Sub": arn}},
            }, name
            found.append(service)
    assert sorted(found) == ["events"] + ["states"] * 6


def test_a_key_of_ones_own_encrypts_every_log_topic_and_queue(monkeypatch):
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    encrypted = {"AWS::Logs::LogGroup": "KmsKeyId", "AWS::SNS::Topic": "KmsMasterKeyId", "AWS::SQS::Queue": "KmsMasterKeyId"}
    found = set()
    for name, resource in translated().items():
        if member := encrypted.get(resource["Type"]):
            condition, key, _ = resource["Properties"][member]["Fn::If"]
            assert (condition, key) == ("HasKey", {"Ref": "KmsKeyArn"}), name
            found.add(resource["Type"])
    assert found == set(encrypted)


def test_a_key_of_ones_own_encrypts_every_machine_and_who_runs_or_reads_them_may_use_it():
    """Step Functions Developer Guide, Data at rest encryption in Step Functions: permissions of roles and of callers."""
    own, of_aws = {"Type": "CUSTOMER_MANAGED_KMS_KEY", "KmsKeyId": {"Ref": "KmsKeyArn"}}, {"Type": "AWS_OWNED_KEY"}
    for one in [*MACHINES.values(), RESOURCES["Settings"]["Properties"]]:
        assert one["EncryptionConfiguration"] == {"Fn::If": ["HasKey", own, of_aws]}
    here = "${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:"
    key = {"Effect": "Allow", "Resource": {"Ref": "KmsKeyArn"}}
    machine = "kms:EncryptionContext:aws:states:stateMachineArn"
    every = {"StringLike": {machine: {"Fn::Sub": f"arn:{here % 'states'}stateMachine:*"}}}
    logs = {"StringEquals": {"kms:EncryptionContext:SourceArn": {"Fn::Sub": f"arn:{here % 'logs'}*"}}}
    page = {"StringEquals": {machine: [{"Ref": "ByolStateMachine"}, {"Ref": "StepStateMachine"}]}}
    expected = {
        "StateMachinePolicy": [
            key | {"Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Condition": every},
            key | {"Action": "kms:GenerateDataKey", "Condition": logs},
        ],
        "ApprovalPageReads": [key | {"Action": "kms:Decrypt", "Condition": page}],
    }
    for name, statements in expected.items():
        conditional = [s["Fn::If"] for s in RESOURCES[name]["Properties"]["PolicyDocument"]["Statement"] if "Fn::If" in s]
        assert conditional == [["HasKey", statement, {"Ref": "AWS::NoValue"}] for statement in statements]
