"""The alarms: every one is heard by somebody, counts what exists, and says where to read on; and what the metric filters count."""

import json
import re

import pytest
from pattern import matches
from runs import subscribed, until
from samtranslator.yaml_helper import yaml_parse
from test_template import MACHINES

from local.stack.deploy import TEMPLATE
from local.stack.processes import ROOT
from local.stack.stack import NAME

RESOURCES = yaml_parse(TEMPLATE.read_text())["Resources"]
KEY_POLICY = json.loads((ROOT / "docs" / "policies" / "key-policy.json").read_text())
PAGE = (ROOT / "docs" / "operations.md").read_text()


def of_type(kind):
    """The resources of a type, by logical id."""
    return {name: one["Properties"] for name, one in RESOURCES.items() if one["Type"] == kind}


ALARMS = of_type("AWS::CloudWatch::Alarm")
FILTERS = of_type("AWS::Logs::MetricFilter")
# AWS's metrics that an alarm may count, each with its dimension and AWS's page: a name that CloudWatch does not know is an alarm that
# never fires. A metric of the last three is sent only where it is not zero.
STATES = "AWS Step Functions Developer Guide, Monitoring Step Functions metrics using Amazon CloudWatch"
EVENTS = "Amazon EventBridge User Guide, Monitoring Amazon EventBridge"
METRICS = {
    ("AWS/States", "ExecutionsFailed"): ("StateMachineArn", STATES),
    ("AWS/States", "ExecutionsTimedOut"): ("StateMachineArn", STATES),
    ("AWS/States", "ExecutionsAborted"): ("StateMachineArn", STATES),
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): (
        "QueueName",
        "Amazon SQS Developer Guide, Available CloudWatch metrics for Amazon SQS",
    ),
    ("AWS/Lambda", "Throttles"): ("FunctionName", "AWS Lambda Developer Guide, Types of metrics for Lambda functions"),
    ("AWS/SNS", "NumberOfNotificationsFailed"): (
        "TopicName",
        "Amazon SNS Developer Guide, Monitoring Amazon SNS topics using CloudWatch",
    ),
    ("AWS/SNS", "NumberOfNotificationsFailedToRedriveToDlq"): (
        "TopicName",
        "Amazon SNS Developer Guide, Monitoring Amazon SNS topics using CloudWatch",
    ),
    ("AWS/Events", "FailedInvocations"): ("RuleName", EVENTS),
    ("AWS/Events", "InvocationsFailedToBeSentToDlq"): ("RuleName", EVENTS),
    ("AWS/Events", "Invocations"): ("RuleName", EVENTS),
}
# What gives a dimension its value: the type of the resource, and what of it.
VALUES = {
    "StateMachineArn": ("AWS::StepFunctions::StateMachine", "Ref"),
    "FunctionName": ("AWS::Serverless::Function", "Ref"),
    # On the default event bus a rule's Ref is its name.
    "RuleName": ("AWS::Events::Rule", "Ref"),
    "QueueName": ("AWS::SQS::Queue", "QueueName"),
    "TopicName": ("AWS::SNS::Topic", "TopicName"),
}


def referred(value):
    """The logical id that a value refers to, and what of it."""
    if "Ref" in value:
        return value["Ref"], "Ref"
    name = value["Fn::GetAtt"]
    name, attribute = name if isinstance(name, list) else name.split(".")
    return name, attribute


def counted(metric):
    """The logical ids whose metric of that name an alarm counts."""
    alarms = [alarm for alarm in ALARMS.values() if alarm["MetricName"] == metric]
    return {referred(alarm["Dimensions"][0]["Value"])[0] for alarm in alarms}


def text(value):
    """A value of the template as text: !Sub without its parameters filled in."""
    return value["Fn::Sub"] if isinstance(value, dict) else value


def anchor(heading):
    """What GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def sections():
    """The page's sections by anchor: each from its heading to the next."""
    parts = re.split(r"^#{2,3} (.+)$", PAGE, flags=re.MULTILINE)
    return {anchor(heading): body for heading, body in zip(parts[1::2], parts[2::2], strict=True)}


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_is_heard(name):
    """From the alarm to its topic, the topic's policy and its key."""
    actions = ALARMS[name]["AlarmActions"]
    assert len(actions) == 1
    topic, _ = referred(actions[0])
    assert ALARMS[name].get("OKActions", actions) == actions
    # alias/aws/sns lets no service of AWS publish: without a key of one's own there is none, and with one its policy lets CloudWatch
    # use it, if it is the one of the page (Amazon SNS Developer Guide, "Key management": event sources).
    key = RESOURCES[topic]["Properties"]["KmsMasterKeyId"]
    assert key == {"Fn::If": ["HasKey", {"Ref": "KmsKeyArn"}, {"Ref": "AWS::NoValue"}]}
    (lets,) = [one for one in KEY_POLICY["Statement"] if "cloudwatch.amazonaws.com" in one["Principal"].get("Service", [])]
    assert (lets["Effect"], lets["Action"]) == ("Allow", ["kms:Decrypt", "kms:GenerateDataKey*"])
    assert lets["Condition"] == {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    policies = [one for one in of_type("AWS::SNS::TopicPolicy").values() if {"Ref": topic} in one["Topics"]]
    assert len(policies) == 1
    statements = policies[0]["PolicyDocument"]["Statement"]
    allowed, denied = (
        [one for one in statements if one["Effect"] == "Allow"],
        [one for one in statements if one["Effect"] == "Deny"],
    )
    assert allowed == [
        {
            "Sid": "Alarms",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": {"Ref": topic},
            "Condition": {
                "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
                "ArnLike": {
                    "aws:SourceArn": {
                        "Fn::Sub": "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*"
                    }
                },
            },
        }
    ]
    assert [one["Condition"] for one in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]
    assert any(referred(one["TopicArn"]) == (topic, "Ref") for one in of_type("AWS::SNS::Subscription").values())


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_counts_what_exists(name):
    alarm = ALARMS[name]
    metric = (text(alarm["Namespace"]), alarm["MetricName"])
    if metric in METRICS:
        dimension, _page = METRICS[metric]
        [given] = alarm["Dimensions"]
        resource, attribute = referred(given["Value"])
        kind, of_it = VALUES[dimension]
        assert (given["Name"], attribute) == (dimension, of_it)
        assert RESOURCES[resource]["Type"] == kind
    else:
        assert "Dimensions" not in alarm
        made = [one for filter_ in FILTERS.values() for one in filter_["MetricTransformations"]]
        assert metric in [(text(one["MetricNamespace"]), one["MetricName"]) for one in made]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_fires_on_what_happened_and_not_on_nothing(name):
    """Only work that has to happen is missed where there is no value."""
    alarm = ALARMS[name]
    missing = alarm["MetricName"] == "Invocations"
    assert alarm["TreatMissingData"] == ("breaching" if missing else "notBreaching")
    assert alarm["ComparisonOperator"] == ("LessThanThreshold" if missing else "GreaterThanOrEqualToThreshold")
    assert alarm["Threshold"] == 1
    # PutMetricAlarm: periods below an hour together at most a day, others a week.
    assert alarm["Period"] * alarm["EvaluationPeriods"] <= (86400 if alarm["Period"] < 3600 else 604800)


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_says_where_to_read_on(name):
    said = ALARMS[name]["AlarmDescription"]
    # CloudWatch takes 1,024 characters.
    assert len(said) <= 1024
    [link] = re.findall(r" See docs/operations\.md#([\w-]+)$", said)
    assert f"`{name}`" in sections()[link]


def test_every_section_names_alarms_that_exist_and_links_of_the_page_lead_somewhere():
    named = {name for body in sections().values() for name in re.findall(r"`(\w+Alarm)`", body)}
    assert named == set(ALARMS)
    assert set(re.findall(r"\]\(#([\w-]+)\)", PAGE)) <= set(sections())
    for body in (sections()[link] for link in {one["AlarmDescription"].split("#")[1] for one in ALARMS.values()}):
        for part in ("**Symptom.**", "**Cause.**", "**Action.**"):
            assert part in body


def test_everything_that_can_break_has_its_alarm():
    machines = set(MACHINES)
    # Of import ExecutionsFailed is each failed import: those have their notification.
    assert counted("ExecutionsFailed") == machines - {"ImportStateMachine"}
    assert counted("ExecutionsTimedOut") == machines
    assert counted("ExecutionsAborted") == {"ImportStateMachine"}
    rules = of_type("AWS::Events::Rule")
    assert counted("FailedInvocations") == counted("InvocationsFailedToBeSentToDlq") == set(rules)
    assert counted("Invocations") == {name for name, rule in rules.items() if "ScheduleExpression" in rule}
    functions = set(of_type("AWS::Serverless::Function"))
    assert counted("Throttles") == functions
    targets = [target for rule in rules.values() for target in rule["Targets"]]
    queues = {referred(target["DeadLetterConfig"]["Arn"])[0] for target in targets}
    assert counted("ApproximateNumberOfMessagesVisible") == queues
    logs = {one["LoggingConfig"]["LogGroup"]["Ref"] for one in of_type("AWS::Serverless::Function").values()}
    assert {one["LogGroupName"]["Ref"] for one in FILTERS.values()} == logs | {"ImportLogs"}
    assert len(FILTERS) == len(functions) + 1


def test_the_machines_whose_failure_is_an_alarm_fail_only_where_they_are_broken():
    """byol and step end with an outcome, however an import ended; aftermath and trigger fail by these errors."""
    failing = {}
    for name in ("trigger", "aftermath", "byol", "step"):
        states = json.loads((ROOT / "statemachine" / f"{name}.asl.json").read_text())["States"]
        failing[name] = {state["Error"] for state in states.values() if state["Type"] == "Fail"}
    assert failing == {
        "trigger": {"NotTakenUp", "InvalidRequest"},
        "aftermath": {"NotNotified"},
        "byol": set(),
        "step": set(),
    }


def vended(kind, name):
    """A line of a machine's log without execution data: of a state it then holds the name alone, as in published output of
    `aws logs tail`; whether it then holds an error is on no page."""
    execution = "arn:aws:states:eu-west-1:111122223333:execution:import:run-1"
    line = {"details": {"name": name}, "redrive_count": "0", "id": "2", "type": kind, "previous_event_id": "0"}
    return json.dumps(line | {"event_timestamp": "1785902417192", "execution_arn": execution})


def test_a_run_that_could_not_be_reported_is_counted_and_no_other():
    properties = FILTERS["NotNotifiedFilter"]
    definition = json.loads((ROOT / "statemachine" / "import.asl.json").read_text())["States"]
    # The log's level ERROR includes FailStateEntered (Step Functions Developer Guide, Log levels for execution events).
    assert RESOURCES["ImportStateMachine"]["Properties"]["LoggingConfiguration"]["Level"] == "ERROR"
    fails = [name for name, state in definition.items() if state["Type"] == "Fail"]
    assert sorted(fails) == ["Failed", "NotNotified"]
    found = [name for name in fails if matches(properties["FilterPattern"], vended("FailStateEntered", name))]
    assert found == ["NotNotified"]
    assert not matches(properties["FilterPattern"], vended("TaskStateAborted", "NotNotified"))


def broken(line):
    """Whether the filters of the functions' logs count a line; they are all the same."""
    patterns = {one["FilterPattern"] for name, one in FILTERS.items() if name != "NotNotifiedFilter"}
    [pattern] = patterns
    return matches(pattern, line)


def platform(status, error=None):
    """Lambda's own line at the end of an invocation, in JSON (Lambda Telemetry API schema reference, platform.report)."""
    record = {"requestId": "6f747f00", "metrics": {"durationMs": 30000.0, "maxMemoryUsedMB": 40}, "status": status}
    record |= {"errorType": error} if error else {}
    return json.dumps({"time": "2026-11-21T13:05:00.000Z", "type": "platform.report", "record": record})


def test_a_process_that_was_killed_or_ran_out_of_time_is_counted_and_an_error_on_purpose_is_not():
    assert broken(platform("timeout"))
    assert broken(platform("error", "Runtime.ExitError"))
    assert broken(platform("error", "Runtime.InvalidEntrypoint"))
    assert not broken(platform("success"))
    # Lambda's name for every error that a function returns itself (fatalerror.go in aws-lambda-runtime-interface-emulator).
    assert not broken(platform("error", "Runtime.Unknown"))
    assert not broken("REPORT RequestId: 6f747f00 Duration: 2 ms Status: timeout")


def invoke(stack, function, payload):
    """The class of the error that a function returns."""
    answer = stack.client("lambda").invoke(FunctionName=function, Payload=json.dumps(payload))
    assert "FunctionError" in answer
    return json.loads(answer["Payload"].read())["errorType"]


def test_a_defect_is_counted_and_what_a_person_can_correct_is_not(stack, runs):
    """What the real functions write."""
    resources = stack.client("cloudformation").describe_stack_resources(StackName=NAME)["StackResources"]
    names = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in resources}
    function = names["CheckStatusFunction"]
    # Of a job that nothing could have started, and of no job at all.
    job = {"Operation": "Approve", "Name": "x", "Adopted": False, "Status": "IN_PROGRESS"}
    job |= {"ElapsedSeconds": 0, "SecondsToNextLook": 60, "Polls": 0}
    place = {"Path": "/Imports/0", "ElapsedSeconds": 0}
    assert invoke(stack, function, place | {"Run": "defect-1", "Handle": job}) == "Defect"
    assert invoke(stack, function, place | {"Run": "wrong-1", "Handle": 1}) == "InvalidRequest"
    of_defect = until(lambda: runs.log("/aws/lambda/deskport-check-status", "defect-1"), "the defect's line")
    assert [line for line in of_defect if broken(line)]
    of_wrong = until(lambda: runs.log("/aws/lambda/deskport-check-status", "wrong-1"), "the refusal's line")
    assert not [line for line in of_wrong if broken(line)]


def test_an_alarm_reaches_a_subscriber_and_leads_to_its_section(stack):
    """MiniStack evaluates alarms on the values that it is given, whatever their dimensions, and publishes."""
    sqs, cloudwatch = stack.client("sqs"), stack.client("cloudwatch")
    queue = subscribed(stack, stack.outputs["AlarmTopicArn"], "alarms")
    machine = stack.outputs["StepStateMachineArn"]
    value = {"MetricName": "ExecutionsFailed", "Dimensions": [{"Name": "StateMachineArn", "Value": machine}], "Value": 1}
    cloudwatch.put_metric_data(Namespace="AWS/States", MetricData=[value])
    seen = []

    def heard():
        for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            seen.append(json.loads(json.loads(message["Body"])["Message"]))
        return [one for one in seen if "StepFailedAlarm" in one["AlarmName"]]

    alarm = until(heard, "the alarm")[0]
    assert alarm["NewStateValue"] == "ALARM"
    assert alarm["AlarmDescription"].endswith("docs/operations.md#a-machine-broke")
