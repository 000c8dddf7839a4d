"""Deploys infra/template.yaml to the local stack: what `aws cloudformation package` and `deploy` do on AWS.

The AWS command line itself would need a second Python environment: it pins another botocore than MiniStack.
"""

import contextlib
import copy
import functools
import hashlib
import json
import time

from samtranslator.yaml_helper import yaml_parse

from infra.tools.project import PACKAGE
from local.stack.pack import LOCAL_ZIPS
from local.stack.processes import ROOT

TEMPLATE = ROOT / "infra" / "template.yaml"
BUCKET = "deskport-artifacts"
# The members of a template that name a local file, by type of resource.
ARTIFACTS = {"AWS::Serverless::Function": "CodeUri", "AWS::StepFunctions::StateMachine": "DefinitionS3Location"}


class NotDeployed(Exception):
    """The stack was refused; the message holds CloudFormation's reasons."""


# Reading the template takes a third of a second, and the tests deploy it often.
read = functools.cache(yaml_parse)


def package(s3, path, zips=LOCAL_ZIPS):
    """A template with its local files uploaded and their places written in; they are named from infra/, the functions' zips
    are those of a folder."""
    template = copy.deepcopy(read(path.read_text()))
    # A second stack of the same engine finds the first one's bucket.
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": s3.meta.region_name})
    for resource in template["Resources"].values():
        member = ARTIFACTS.get(resource["Type"])
        # One machine, which is never run, has its definition in the template.
        if member not in resource["Properties"]:
            continue
        file = (TEMPLATE.parent / resource["Properties"][member]).resolve()
        # The template names what is deployed to AWS.
        file = zips / file.name if file.parent == PACKAGE else file
        content = file.read_bytes()
        key = f"{hashlib.sha256(content).hexdigest()}{file.suffix}"
        s3.put_object(Bucket=BUCKET, Key=key, Body=content)
        as_object = {"Bucket": BUCKET, "Key": key}
        resource["Properties"][member] = as_object if member == "DefinitionS3Location" else f"s3://{BUCKET}/{key}"
    return template


def deploy(s3, cloudformation, stack, parameters, path=TEMPLATE):
    """Creates the stack and returns its outputs."""
    cloudformation.create_stack(**asked(s3, stack, package(s3, path), parameters))
    return ended(cloudformation, stack, "CREATE_COMPLETE")


def update(s3, cloudformation, stack, parameters, path=TEMPLATE, zips=LOCAL_ZIPS):
    """Updates the stack, to a later release or back to an earlier one, and returns its outputs."""
    cloudformation.update_stack(**asked(s3, stack, package(s3, path, zips), parameters))
    return ended(cloudformation, stack, "UPDATE_COMPLETE")


def asked(s3, stack, template, parameters):
    """What CreateStack and UpdateStack are called with."""
    s3.put_object(Bucket=BUCKET, Key=f"{stack}.template", Body=json.dumps(template))
    return {
        "StackName": stack,
        # From the bucket, as `sam deploy` does: a call takes 51,200 bytes, a file in S3 may have 1 MB.
        "TemplateURL": f"https://s3.{s3.meta.region_name}.amazonaws.com/{BUCKET}/{stack}.template",
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
    }


def ended(cloudformation, stack, status):
    """Waits until the stack is in no passing state; returns its outputs if it is in the wanted one."""
    while True:
        described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        if not described["StackStatus"].endswith("_IN_PROGRESS"):
            break
        time.sleep(0.1)
    if described["StackStatus"] != status:
        events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        reasons = [
            f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
            for event in events
            if event["ResourceStatus"].endswith("_FAILED") and event.get("ResourceStatusReason")
        ]
        raise NotDeployed("\n".join([f"the stack is {described['StackStatus']}", *reasons]))
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
