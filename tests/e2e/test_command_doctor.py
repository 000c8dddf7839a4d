"""deskport doctor: a healthy stack, and each thing that can be wrong with one."""

import http.server
import json
import threading
import uuid

import cases
import command
import pytest
from conftest import TIME_SCALE
from runs import until

from local.stack.stack import NAME, REGION, Stack

ALL = [f"D{number:02}" for number in range(1, 19)]
# The engine has no Service Quotas: test_a_check_that_cannot_be_made shows what comes of that.
QUOTAS = ["D06", "D07"]
GOOD_PRESET = {"Imports": [{"CreateWorkspaceImage": {"Name": "a-{date}", "Description": "d", "WorkspaceId": "ws-0a1b2c3d4"}}]}
# AppStream's role: of a name that a preset and the stack's parameter may give.
ROLE = "arn:aws:iam::111122223333:role/appstream-import"
BYOL_IMPORT = {"ImportWorkspaceImage": {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "b", "ImageDescription": "d"}}
CUSTOM_IMPORT = {
    "ImportCustomWorkspaceImage": {
        "ImageName": "c",
        "ImageDescription": "d",
        "ComputeType": "BASE",
        "Protocol": "DCV",
        "Platform": "WINDOWS",
        "OsVersion": "Windows_11",
        "ImageSource": {"Ec2ImageId": "ami-0abc1234def567890"},
        "InfrastructureConfigurationArn": f"arn:aws:imagebuilder:{REGION}:111122223333:infrastructure-configuration/a",
    }
}
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "appstream.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """A stack of its own, in an account without BYOL, which is broken in turn; what a test breaks it repairs. A sweep has run, and a
    preset is good."""
    state = cases.state(tmp_path_factory.mktemp("doctor"), Byol={"Support": "DISABLED"})
    parameters = {"AlarmEmail": "oncall@example.com", "AppStreamRoleArns": ROLE, "CreateAppStreamRole": "true"}
    with Stack(TIME_SCALE, state=state, parameters=parameters) as stack:
        stack.client("iam").create_role(RoleName="appstream-import", AssumeRolePolicyDocument=json.dumps(TRUST))
        store(stack, "good", GOOD_PRESET)
        for topic in ("TopicArn", "ApprovalTopicArn", "AlarmTopicArn"):
            confirm(stack, stack.outputs[topic])
        stack.before = doctor(stack)
        sweep(stack, "first")
        yield stack


def confirm(stack, topic):
    """Puts a queue in the place of the e-mail subscription, which nobody can confirm here: a queue needs no confirmation."""
    sns = stack.client("sns")
    for subscription in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]:
        arn = subscription["SubscriptionArn"]
        assert arn != "PendingConfirmation", subscription
        sns.unsubscribe(SubscriptionArn=arn)
    queue = f"arn:aws:sqs:{REGION}:111122223333:listener"
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)


def sweep(stack, name):
    """A sweep, as the rule starts it each hour."""
    states = stack.client("stepfunctions")
    machine = stack.outputs["TriggerStateMachineArn"]
    arn = states.start_execution(stateMachineArn=machine, name=name, input=json.dumps({"Sweep": True}))["executionArn"]
    until(lambda: states.describe_execution(executionArn=arn)["status"] == "SUCCEEDED", "the sweep to end")


def store(stack, name, preset):
    """Stores a preset, faulty or not."""
    text = preset if isinstance(preset, str) else json.dumps(preset)
    stack.client("ssm").put_parameter(Name=f"/deskport/presets/{name}", Value=text, Type="String", Overwrite=True)


def remove(stack, name):
    stack.client("ssm").delete_parameter(Name=f"/deskport/presets/{name}")


def doctor(stack, *arguments, code=0, ignore=QUOTAS, **more):
    """What the checks found, by number."""
    ignored = [part for number in ignore for part in ("--ignore", number)]
    done = command.run(stack, "doctor", "--output", "json", *ignored, *arguments, **more)
    assert done.code == code, done
    assert done.stderr == "", done
    report = done.json
    assert [check["Check"] for check in report["Checks"]] == ALL
    return {check["Check"]: check for check in report["Checks"]} | {"Verdict": report["Verdict"]}


def test_a_healthy_stack_is_good(stack):
    found = doctor(stack)
    results = {number: found[number]["Result"] for number in ALL}
    assert results == dict.fromkeys(ALL, "GOOD") | dict.fromkeys(QUOTAS, "IGNORED"), found
    assert found["Verdict"] == "GOOD"
    assert ROLE in found["D10"]["Found"]
    assert stack.outputs["AppStreamRoleArn"] in found["D10"]["Found"]


def test_the_text_ends_with_the_verdict(stack):
    done = command.good(stack, "doctor", "--ignore", "D06", "--ignore", "d07")
    lines = done.stdout.splitlines()
    assert lines[0].startswith("D01 good    Credentials: account 111122223333, as ")
    assert lines[5] == "D06 ignored WorkSpaces images"
    assert lines[-1] == "All is good: 16 good, 2 ignored."
    assert "fix:" not in done.stdout
    assert done.stderr == ""


def test_progress_is_for_a_terminal_alone(stack):
    done = command.on_terminal(stack, "doctor", "--ignore", "D06", "--ignore", "D07")
    assert done.code == 0
    assert "\r16 of 16 checks" in done.stdout
    assert done.stdout.rstrip().endswith("All is good: 16 good, 2 ignored.")


def test_a_check_that_cannot_be_made_is_not_good(stack):
    found = doctor(stack, code=1, ignore=[])
    assert found["Verdict"] == "UNKNOWN"
    assert [number for number in ALL if found[number]["Result"] == "UNKNOWN"] == QUOTAS
    assert found["D06"]["Found"].startswith("not checked: servicequotas:ListServiceQuotas: ")
    assert found["D06"]["Fix"] == "Try again later; --ignore D06 leaves the check out."


def test_an_unknown_number_is_an_error(stack):
    done = command.run(stack, "doctor", "--ignore", "D99")
    assert (done.code, done.stdout) == (2, "")
    assert "there is no such check: allowed are D01, D02" in done.stderr


@pytest.mark.parametrize(
    ("preset", "said"),
    [
        ({"Imports": []}, "bad: /Imports: given "),
        ("win11.json", "bad: it can't be read as JSON"),
        ({"Imports": [{"UpdateFleet": {"Name": "f", "ImageName": "i"}}]}, "allowed is none: the stack's parameter DeliveryFleets is empty"),
    ],
)
def test_a_faulty_preset(stack, preset, said):
    store(stack, "bad", preset)
    try:
        found = doctor(stack, code=1)["D11"]
    finally:
        remove(stack, "bad")
    assert found["Result"] == "WRONG"
    assert found["Found"] == "1 of 2 are faulty: their runs import nothing"
    assert said in found["Details"][0]
    assert found["Fix"].startswith("deskport preset check ")


def test_presets_that_need_byol_and_image_builder(stack):
    store(stack, "byol", {"Imports": [BYOL_IMPORT]})
    store(stack, "custom", {"Imports": [CUSTOM_IMPORT]})
    try:
        found = doctor(stack, code=1, ignore=[*QUOTAS, "D11"])
        assert found["D05"]["Found"].startswith("off, and byol, custom need it")
        assert "EnableByol" in found["D05"]["Fix"]
        assert found["D08"]["Found"] == "the role AWSServiceRoleForImageBuilder is missing, and custom need it"
        service = "imagebuilder.amazonaws.com"
        assert found["D08"]["Fix"].endswith(f"aws iam create-service-linked-role --aws-service-name {service}")
        # As AWS names it; the engine would choose another name for a service-linked role.
        iam = stack.client("iam")
        iam.create_role(RoleName="AWSServiceRoleForImageBuilder", AssumeRolePolicyDocument=json.dumps(TRUST))
        assert doctor(stack, code=1, ignore=[*QUOTAS, "D11"])["D08"]["Result"] == "GOOD"
    finally:
        remove(stack, "byol")
        remove(stack, "custom")


def test_encryption_by_default(stack):
    ec2 = stack.client("ec2")
    ec2.enable_ebs_encryption_by_default()
    try:
        found = doctor(stack, code=1)["D09"]
    finally:
        ec2.disable_ebs_encryption_by_default()
    assert found["Result"] == "WRONG"
    assert f"aws ec2 disable-ebs-encryption-by-default --region {REGION}" in found["Fix"]
    assert found["Page"] == "docs/prerequisites.md#ebs-encryption-by-default-is-off"


def test_the_role_of_appstream(stack):
    iam = stack.client("iam")
    other = json.dumps(TRUST).replace("appstream.", "ec2.")
    iam.update_assume_role_policy(RoleName="appstream-import", PolicyDocument=other)
    try:
        found = doctor(stack, code=1)["D10"]
        assert found["Details"] == [f"{ROLE} does not trust AppStream"]
        iam.delete_role(RoleName="appstream-import")
        found = doctor(stack, code=1)["D10"]
        assert found["Details"] == [f"{ROLE} is not there"]
        assert "let appstream.amazonaws.com assume it" in found["Fix"]
    finally:
        iam.create_role(RoleName="appstream-import", AssumeRolePolicyDocument=json.dumps(TRUST))


@pytest.mark.parametrize(
    ("check", "topic"), [("D12", "TopicArn"), ("D13", "ApprovalTopicArn"), ("D14", "AlarmTopicArn")]
)
def test_a_subscription_that_is_not_confirmed(stack, check, topic):
    sns, arn = stack.client("sns"), stack.outputs[topic]
    with Hook() as hook:
        sns.subscribe(TopicArn=arn, Protocol="http", Endpoint=hook.url)
        try:
            found = doctor(stack, code=1)[check]
            assert found["Result"] == "WRONG"
            assert found["Found"] == "1 of 2 subscriptions are not confirmed, and get nothing"
            assert found["Details"] == [f"http {hook.url}"]
            assert f"aws sns confirm-subscription --topic-arn {arn}" in found["Fix"]
        finally:
            token = until(lambda: hook.messages, "the confirmation's token")[0]["Token"]
            confirmed = sns.confirm_subscription(TopicArn=arn, Token=token)["SubscriptionArn"]
        assert doctor(stack)[check]["Result"] == "GOOD"
        sns.unsubscribe(SubscriptionArn=confirmed)


class Hook:
    """A web hook that keeps what SNS sends it."""

    def __enter__(self):
        messages = self.messages = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                messages.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def test_nobody_is_subscribed(stack):
    sns, arn = stack.client("sns"), stack.outputs["AlarmTopicArn"]
    there = sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]
    for subscription in there:
        sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    found = doctor(stack)["D14"]
    for subscription in there:
        sns.subscribe(TopicArn=arn, Protocol=subscription["Protocol"], Endpoint=subscription["Endpoint"])
    assert found["Result"] == "WARNING"
    assert "AlarmEmail" in found["Fix"]
    assert arn in found["Fix"]


def test_an_alarm_that_is_on(stack):
    cloudwatch = stack.client("cloudwatch")
    alarms = cloudwatch.describe_alarms(AlarmNamePrefix=f"{NAME}-")["MetricAlarms"]
    name = next(alarm["AlarmName"] for alarm in alarms if "DeadLetters" in alarm["AlarmName"])
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a test")
    try:
        found = doctor(stack, code=1)["D15"]
    finally:
        cloudwatch.set_alarm_state(AlarmName=name, StateValue="OK", StateReason="a test")
    assert found["Result"] == "WRONG"
    assert found["Details"][0].startswith(f"{name}: ")
    assert "docs/operations.md#dead-letters" in found["Details"][0]


def test_a_dead_letter(stack):
    sqs, queue = stack.client("sqs"), stack.outputs["UndeliveredEventsUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody="{}")
    try:
        found = doctor(stack, code=1)["D16"]
    finally:
        sqs.purge_queue(QueueUrl=queue)
    assert (found["Result"], found["Found"]) == ("WRONG", "1: events that started nothing")
    assert queue in found["Fix"]


def test_a_sweep_that_failed(stack):
    states, machine = stack.client("stepfunctions"), stack.outputs["TriggerStateMachineArn"]

    def aborted():
        """Whether a sweep was stopped before it ended by itself."""
        name, given = f"stopped-{uuid.uuid4()}", json.dumps({"Sweep": True, "All": True})
        arn = states.start_execution(stateMachineArn=machine, name=name, input=given)["executionArn"]
        states.stop_execution(executionArn=arn)
        return states.describe_execution(executionArn=arn)["status"] == "ABORTED" and arn

    arn = until(aborted, "a sweep that was stopped")
    found = doctor(stack, code=1)["D17"]
    assert found["Result"] == "WRONG"
    assert arn in found["Fix"]
    sweep(stack, "after")
    assert doctor(stack)["D17"]["Result"] == "GOOD"


def test_no_sweep_yet(stack):
    found = stack.before["D17"]
    assert (found["Result"], found["Found"]) == ("WARNING", "none ran yet")


def test_another_namespace_has_no_stack(stack):
    found = doctor(stack, "--namespace", "deskport-other", code=1)
    assert found["D03"]["Result"] == "WRONG"
    assert "--namespace" in found["D03"]["Fix"]
    needing = ["D04", "D10", "D12", "D13", "D14", "D15", "D16", "D17", "D18"]
    for number in needing:
        assert found[number]["Result"] == "UNKNOWN"
        assert found[number]["Fix"] == "Fix D03 first."


def test_without_credentials_nothing_can_be_checked(stack):
    found = doctor(stack, code=2, ignore=[], AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
    assert found["D01"]["Result"] == "WRONG"
    assert "aws sso login" in found["D01"]["Fix"]
    assert {found[number]["Found"] for number in ALL[1:]} == {"not checked: it needs what D01 did not find"}


def test_without_a_region_nothing_can_be_checked(stack):
    done = command.run(stack, "doctor", AWS_REGION=None)
    assert (done.code, done.stdout) == (2, "")
    assert "no Region is set" in done.stderr


def test_who_may_do_little_reads_what_is_missing(stack):
    """A user with one action: each check that it can't make names the permission, and the simulation what the verbs need."""
    iam = stack.client("iam")
    iam.create_user(UserName="reader")
    actions = ["ssm:GetParameters", "iam:SimulatePrincipalPolicy", "states:ListExecutions"]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
    iam.put_user_policy(UserName="reader", PolicyName="little", PolicyDocument=json.dumps(policy))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    found = doctor(stack, code=1, ignore=[*QUOTAS, "D05"], **keys)
    assert found["D01"]["Found"].endswith(":user/reader")
    assert (found["D04"]["Result"], found["D18"]["Result"]) == ("WARNING", "GOOD")
    assert "states:StartExecution (start, rerun, rollback)" in found["D04"]["Details"]
    assert not any(detail.startswith("states:ListExecutions") for detail in found["D04"]["Details"])
    assert found["D16"]["Result"] == "UNKNOWN"
    assert found["D16"]["Fix"].startswith("Whoever runs deskport doctor needs sqs:GetQueueAttributes; ")
