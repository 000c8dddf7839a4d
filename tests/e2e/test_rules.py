"""What CloudFormation refuses before it makes anything: wrong values, and values that don't go together."""

import pytest
from botocore.exceptions import ClientError

from local.stack.deploy import NotDeployed, deploy

KEY = "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-00000000000f"
REFUSED = [
    ({"SubnetIds": "subnet-0a1b2c3d"}, "SubnetIds needs SecurityGroupIds"),
    ({"SecurityGroupIds": "sg-0a1b2c3d"}, "SecurityGroupIds needs SubnetIds"),
    ({"SubnetIds": "vpc-0a1b2c3d", "SecurityGroupIds": "sg-0a1b2c3d"}, "ids of subnets"),
    ({"RequireApproval": "true"}, "RequireApproval needs ApproverEmail"),
    ({"UseFips": "true"}, "FIPS endpoints"),
    ({"Namespace": "Finance"}, "lower-case"),
    ({"RolePath": "/deskport"}, "a slash before the first and after each"),
    ({"KmsKeyArn": "alias/deskport"}, "the ARN of a KMS key"),
    ({"AppStreamRoleArns": "*"}, "ARNs of IAM roles"),
    ({"LogRetentionDays": "2"}, "LogRetentionDays"),
    ({"ImageTags": "CostCenter"}, "at most 47 tags Key=Value"),
    ({"ImageTags": "Team=a,AWS:team=b"}, "none that begins with deskport: or aws:"),
    ({"ImageTags": "Team=a,Owner=b,Team=c"}, "no key twice"),
]


@pytest.mark.parametrize(("parameters", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_can_not_work_is_refused_before_anything_is_made(stack, parameters, reason):
    cloudformation = stack.client("cloudformation")
    with pytest.raises((ClientError, NotDeployed)) as refused:
        deploy(stack.client("s3"), cloudformation, "refused", {"Architecture": stack.architecture} | parameters)
    assert reason in str(refused.value)
    stacks = cloudformation.describe_stacks()["Stacks"]
    assert all(one["StackName"] != "refused" or one["StackStatus"].endswith("COMPLETE") for one in stacks)
    resources = [one for one in stacks if one["StackName"] == "refused"]
    assert resources == [], resources


def test_a_company_with_rules_of_its_own_gets_a_stack_that_keeps_them(stack):
    parameters = {
        "Architecture": stack.architecture,
        "Namespace": "deskport-strict",
        "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/boundary",
        "RolePath": "/desktops/deskport/",
        "KmsKeyArn": KEY,
        "SubnetIds": "subnet-0a1b2c3d,subnet-0f9e8d7c",
        "SecurityGroupIds": "sg-0a1b2c3d",
        "LogRetentionDays": "3653",
        "CreateAppStreamRole": "true",
        "CaptureTaggedOnly": "true",
        "ApproverEmail": "approvers@example.com",
        "ApprovalPage": "true",
    }
    cloudformation = stack.client("cloudformation")
    outputs = deploy(stack.client("s3"), cloudformation, "strict", parameters)
    assert ":role/desktops/deskport/" in outputs["AppStreamRoleArn"]
    resources = cloudformation.describe_stack_resources(StackName="strict")["StackResources"]
    groups = [one["PhysicalResourceId"] for one in resources if one["ResourceType"] == "AWS::Logs::LogGroup"]
    logs = {group["logGroupName"]: group for group in stack.client("logs").describe_log_groups()["logGroups"]}
    assert groups
    for group in groups:
        assert (logs[group].get("kmsKeyId"), logs[group].get("retentionInDays")) == (KEY, 3653), group
    queue = outputs["UndeliveredEventsUrl"]
    attributes = stack.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert attributes["KmsMasterKeyId"] == KEY
