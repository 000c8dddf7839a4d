"""A stack with a key of one's own: its executions are encrypted, runs, approvals and reports work as without, and others read nothing."""

import json

import cases
import command
import pytest
from runs import Runs
from test_aftermath import FAULTY, REQUEST, aborted, aftermaths
from test_approval_page import AMI, PAGE, TIME_SCALE, link, post, start
from test_parameters import KEY
from test_template import MACHINES

from local.stack.deploy import update
from local.stack.stack import NAME, Stack

OWN_KEY = {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": KEY}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The runs of a stack with the key and the page."""
    state = cases.state(tmp_path_factory.mktemp("simulator"))
    with Stack(TIME_SCALE, state=state, parameters=PAGE | {"KmsKeyArn": KEY}) as stack:
        stack.register(cases.image(AMI, "windows-11"))
        yield Runs(stack)


def encryption(runs):
    """How each machine of the stack is encrypted, that which is never run included."""
    resources = runs.stack.client("cloudformation").describe_stack_resources(StackName=NAME)["StackResources"]
    made = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in resources}
    described = {name: runs.sfn.describe_state_machine(stateMachineArn=made[name]) for name in [*MACHINES, "Settings"]}
    return {name: one["encryptionConfiguration"] for name, one in described.items()}


def test_every_machine_is_encrypted_with_it(runs):
    found = encryption(runs)
    assert len(found) == 6
    assert all(one.items() >= OWN_KEY.items() for one in found.values()), found


def test_a_run_that_asks_is_answered_on_the_page_and_succeeds(runs):
    parts = link(runs, start(runs, "encrypted"))
    status, answer = post(runs, "/answer", parts | {"answer": "APPROVE"})
    assert (status, answer["Status"]) == (200, "APPROVED"), answer
    assert runs.outcome("encrypted")["Status"] == "SUCCEEDED"


def test_a_run_that_broke_off_is_reported_though_its_event_says_nothing(runs):
    outcome = aborted(runs)
    assert (outcome["Ec2ImageId"], outcome["Error"]["Code"]) == (REQUEST["Ec2ImageId"], "ABORTED")
    [one] = aftermaths(runs, "aborted")
    said = json.loads(one["input"])["detail"]
    assert [said[member] for member in ("input", "output", "error", "cause")] == [None] * 4


def test_a_run_that_has_reported_is_not_reported_again(runs):
    runs.start_by_hand("reported-already", FAULTY)
    assert runs.outcome("reported-already")["Status"] == "FAILED"
    [one] = aftermaths(runs, "reported-already")
    assert (one["status"], one["output"]) == ("SUCCEEDED", "{}")
    assert len(runs.notifications("reported-already")) == 1


def test_whoever_may_not_decrypt_reads_no_execution(runs):
    runs.outcome("reported-already")
    iam = runs.stack.client("iam")
    iam.create_user(UserName="reader")
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    keys = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    actions = ["ssm:GetParameters", "states:DescribeExecution", "states:GetExecutionHistory"]

    def may(*actions):
        policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": [*actions], "Resource": "*"}]}
        iam.put_user_policy(UserName="reader", PolicyName="reading", PolicyDocument=json.dumps(policy))

    may(*actions)
    refused = command.run(runs.stack, "show", "reported-already", **keys)
    assert refused.code == 2
    assert "KmsAccessDeniedException" in refused.stderr
    assert "hint: The executions are encrypted with the stack's KmsKeyArn: " in refused.stderr
    may(*actions, "kms:Decrypt")
    assert "reported-already" in command.good(runs.stack, "show", "reported-already", code=1, **keys).stdout


def test_a_machine_whose_role_has_no_permission_on_the_key_does_nothing(runs):
    iam = runs.stack.client("iam")
    machine = runs.sfn.describe_state_machine(stateMachineArn=runs.stack.outputs["StepStateMachineArn"])
    role = machine["roleArn"].rsplit("/", 1)[1]
    [policy] = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    try:
        runs.start_by_hand("locked-out", REQUEST)
        [notification] = runs.notifications("locked-out")
    finally:
        iam.attach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    assert json.loads(notification["Message"])["Status"] == "FAILED"
    assert f"is not authorized to perform: kms:Decrypt on resource: {KEY}" in notification["Message"]


def test_without_the_key_the_machines_go_back_to_that_of_aws(runs):
    stack = runs.stack
    given = {name: value for name, value in stack.given().items() if name != "KmsKeyArn"}
    update(stack.client("s3"), stack.client("cloudformation"), NAME, given)
    assert set(map(str, encryption(runs).values())) == {str({"type": "AWS_OWNED_KEY"})}
