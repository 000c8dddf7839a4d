"""Starts MiniStack and corrects the differences from AWS that Deskport depends on.

Workarounds are here, in amis.py, approvals.py, encryption.py, permissions.py and versions.py alone: each says what AWS does. Run by stack.py as
`python -m local.stack.engine`, with its standard input held open by its parent: when that ends, so does the engine, with the
functions that it started.

RUN_DIR/amis/AMI-ID.json   the AMIs that exist, each as DescribeImages returns it
RUN_DIR/mail/N.json        the e-mails sent, each as { "To", "Subject", "Text" }
"""

import fnmatch
import json
import os
import resource
import signal
import sys
import threading
from pathlib import Path

# An endless loop in a state machine once grew MiniStack to 23 GB: AWS stops at 25,000 events, MiniStack does not.
MEMORY_LIMIT = 6 * 1024**3

RUN_DIR = Path(os.environ["RUN_DIR"])
# Two executions may tag one AMI at the same time.
TAGGING = threading.Lock()


def end_with_stdin():
    """Ends this process and its functions (one process group) when the pipe from the parent closes."""
    sys.stdin.buffer.read()
    os.killpg(os.getpgrp(), signal.SIGKILL)


class Ec2Error(Exception):
    """An error response of EC2."""


def describe_images(arguments, account):
    """EC2's DescribeImages on RUN_DIR/amis, as far as the state machines use it."""
    # Deprecated AMIs are always shown to their owner: IncludeDeprecated changes nothing for those here.
    known = {"ImageIds", "Owners", "Filters", "MaxResults", "NextToken", "IncludeDeprecated"}
    if unknown := sorted(set(arguments) - known):
        raise Ec2Error(f"engine.py knows no member {unknown} of DescribeImages")
    if "ImageIds" in arguments and "MaxResults" in arguments:
        raise Ec2Error("The parameter imageIds cannot be used with the parameter maxResults")
    images = [json.loads(path.read_text()) for path in sorted((RUN_DIR / "amis").glob("ami-*.json"))]
    wanted = arguments.get("ImageIds") or []
    for image_id in wanted:
        if not any(image["ImageId"] == image_id for image in images):
            raise Ec2Error(f"The image id '[{image_id}]' does not exist")
    owners = {account if owner == "self" else owner for owner in arguments.get("Owners", [])}
    found = [
        image
        for image in images
        if (not wanted or image["ImageId"] in wanted)
        and (not owners or image["OwnerId"] in owners)
        and all(matches(image, entry["Name"], entry["Values"]) for entry in arguments.get("Filters", []))
    ]
    start, size = int(arguments.get("NextToken") or 0), arguments.get("MaxResults") or len(found)
    page = {"Images": found[start : start + size]}
    if start + size < len(found):
        page["NextToken"] = str(start + size)
    return page


def create_tags(arguments):
    """EC2's CreateTags on RUN_DIR/amis: a key that is there gets the new value."""
    for image_id in arguments["Resources"]:
        path = RUN_DIR / "amis" / f"{image_id}.json"
        if not path.exists():
            raise Ec2Error(f"The image id '[{image_id}]' does not exist")
        with TAGGING:
            image = json.loads(path.read_text())
            given = {tag["Key"] for tag in arguments["Tags"]}
            image["Tags"] = [tag for tag in image.get("Tags", []) if tag["Key"] not in given] + arguments["Tags"]
            part = path.with_suffix(".tags")
            part.write_text(json.dumps(image))
            part.rename(path)
    return {}


def matches(image, name, patterns):
    """One filter of DescribeImages; `*` and `?` are wildcards."""
    tags = {tag["Key"]: tag["Value"] for tag in image.get("Tags", [])}
    plain = {"image-id": "ImageId", "name": "Name", "owner-id": "OwnerId", "state": "State"}
    plain |= {"creation-date": "CreationDate", "platform": "Platform", "image-type": "ImageType"}
    if name.startswith("tag:"):
        values = [tags[name[4:]]] if name[4:] in tags else []
    elif name == "tag-key":
        values = list(tags)
    elif name in plain:
        values = [image[plain[name]]] if plain[name] in image else []
    else:
        raise Ec2Error(f"The filter '{name}' is invalid")
    return any(fnmatch.fnmatchcase(value, pattern) for value in values for pattern in patterns)


def put_right():
    """Replaces what differs from AWS."""
    from ministack.core import iam_evaluator
    from ministack.core.responses import get_account_id
    from ministack.services import ec2, eventbridge, lambda_svc, sns, stepfunctions, sts
    from ministack.services.cloudformation import provisioners

    from local.stack import amis, approvals, encryption, expressions, permissions, versions

    expressions.parse_once()

    # A version of a state machine is published and run.
    versions.enforce()

    # State machines do what their roles allow, and nothing else.
    permissions.enforce()

    # A key of one's own needs permissions, and hides what events show.
    encryption.enforce()

    # What a question leaves in a history, which tokens are taken, and who may call a function URL.
    approvals.put_right()

    # A function's credentials are its own role's. Here their access key id is the role's logical id in the template: the
    # simulator knows it by that, without knowing the stack.
    credentials = lambda_svc.execution_credentials

    def named_after_role(config):
        given = credentials(config)
        key = permissions.logical_id(config["Role"])
        sts.register_session(key, sts._sessions[given["AWS_ACCESS_KEY_ID"]])
        return given | {"AWS_ACCESS_KEY_ID": key}

    lambda_svc.execution_credentials = named_after_role

    # Everybody reaches AWS by TLS; here calls are HTTP on 127.0.0.1, which policies would refuse (aws:SecureTransport).
    key_of = iam_evaluator._resolve_condition_key

    def by_tls(key, context):
        return "true" if key.lower() == "aws:securetransport" else key_of(key, context)

    iam_evaluator._resolve_condition_key = by_tls

    # A topic's default policy lets AWS's services act for its account (AWS:SourceOwner), and no role; MiniStack leaves that
    # condition out where CloudFormation makes the topic.
    policy_of = sns.topic_policy_for_arn

    def without_default(arn):
        found = policy_of(arn)
        return None if found and "__default_policy_ID" in found[0] else found

    sns.topic_policy_for_arn = without_default

    # A subscription has no ARN in a list until it is confirmed.
    subscriptions_of = sns._list_subscriptions_by_topic

    def without_pending(parameters):
        status, headers, body = subscriptions_of(parameters)
        topic = sns._topic_by_arn_any_scope(sns._p(parameters, "TopicArn"))
        for subscription in topic["subscriptions"] if topic else []:
            if not subscription["confirmed"]:
                shown = f"<SubscriptionArn>{subscription['arn']}<".encode()
                body = body.replace(shown, b"<SubscriptionArn>PendingConfirmation<")
        return status, headers, body

    sns._list_subscriptions_by_topic = without_pending

    # AWS itself sends the events of source aws.*; MiniStack refuses them from everybody.
    eventbridge._put_events.__defaults__ = (True,)

    # DescribeImages returns BootMode, TpmSupport, EnaSupport, Platform, CreationDate, State and the volumes'
    # Encrypted, an unknown id is an error, and each error of EC2 is named Ec2.Ec2Exception.
    integration = stepfunctions._invoke_aws_sdk_integration

    def with_images(resource_arn, arguments):
        try:
            if resource_arn.endswith("aws-sdk:ec2:describeImages"):
                return describe_images(arguments, get_account_id())
            if resource_arn.endswith("aws-sdk:ec2:createTags"):
                return create_tags(arguments)
            return integration(resource_arn, arguments)
        except Ec2Error as error:
            text = f"{error} (Service: Ec2, Status Code: 400, Request ID: 00000000)"
            raise stepfunctions._ExecutionError("Ec2.Ec2Exception", text) from error

    stepfunctions._invoke_aws_sdk_integration = with_images

    # The same for a call of EC2 itself.
    amis.put_right(ec2, describe_images, get_account_id, Ec2Error)

    # events:putEvents fails where EventBridge did not take an entry, and adds the ARNs of the execution and its machine to each.
    put_events = stepfunctions._SERVICE_DISPATCH["arn:aws:states:::events:putEvents"]

    def all_or_failed(resource_arn, arguments):
        arns = [permissions.execution.get(), permissions.machine.get()]
        entries = [entry | {"Resources": entry.get("Resources", []) + arns} for entry in arguments["Entries"]]
        answer = put_events(resource_arn, arguments | {"Entries": entries})
        if answer["FailedEntryCount"]:
            raise stepfunctions._ExecutionError("EventBridge.FailedEntry", json.dumps(answer))
        return answer

    stepfunctions._SERVICE_DISPATCH["arn:aws:states:::events:putEvents"] = all_or_failed

    # EC2 knows whether EBS encrypts new volumes by default (off in a new account); MiniStack does not.
    encrypted = {"default": "false"}

    def ebs_encryption(action, becomes=None):
        def answer(_):
            encrypted["default"] = becomes or encrypted["default"]
            body = f"<ebsEncryptionByDefault>{encrypted['default']}</ebsEncryptionByDefault>"
            return ec2._xml(200, f"{action}Response", body)

        return {action: answer}

    ec2._ACTION_MAP |= ebs_encryption("GetEbsEncryptionByDefault")
    ec2._ACTION_MAP |= ebs_encryption("EnableEbsEncryptionByDefault", "true")
    ec2._ACTION_MAP |= ebs_encryption("DisableEbsEncryptionByDefault", "false")

    # CloudFormation makes saved queries; MiniStack knows none, so here they are made and nothing keeps them.
    provisioners._RESOURCE_HANDLERS["AWS::Logs::QueryDefinition"] = {
        "create": lambda logical_id, properties, stack: (f"{stack}-{logical_id}", {}),
        "delete": lambda physical_id, properties: None,
    }

    # The error is Ssm.ParameterNotFoundException.
    stepfunctions._AWS_SDK_ERROR_CODE_OVERRIDES["ssm"] = {"ParameterNotFound": "ParameterNotFoundException"}

    # The error is StepFunctions.ExecutionAlreadyExistsException, and a child's name counts as used as well.
    request_of = stepfunctions._nested_start_execution_request

    def refusing_used_names(arguments):
        request = request_of(arguments)
        machine = versions.unqualified(request["stateMachineArn"]).replace(":stateMachine:", ":execution:")
        if "name" in request and f"{machine}:{request['name']}" in stepfunctions._executions:
            text = f"Execution Already Exists: '{machine}:{request['name']}' (Service: AWSStepFunctions)"
            raise stepfunctions._ExecutionError("StepFunctions.ExecutionAlreadyExistsException", text)
        return request

    stepfunctions._nested_start_execution_request = refusing_used_names

    # A failed child is States.TaskFailed, and the cause is the child's description as JSON text.
    def failure(payload):
        described = {
            "ExecutionArn": payload["executionArn"],
            "StateMachineArn": payload["stateMachineArn"],
            "Name": payload["name"],
            "Status": payload["status"],
            "Error": payload.get("error"),
            "Cause": payload.get("cause"),
            "Input": payload["input"],
        }
        return "States.TaskFailed", json.dumps({key: value for key, value in described.items() if value is not None})

    stepfunctions._nested_execution_failure = failure

    # A task's TimeoutSeconds may be an expression, which MiniStack takes for a number.
    execute_task = stepfunctions._execute_task

    def with_timeout(state, given, execution, context):
        if isinstance(state.get("TimeoutSeconds"), str):
            seconds = stepfunctions._jsonata_state_field(state, "TimeoutSeconds", "number", given, context)
            state = state | {"TimeoutSeconds": seconds}
        return execute_task(state, given, execution, context)

    stepfunctions._execute_task = with_timeout

    # A task that waits for a token gives up after its TimeoutSeconds: here on the time that waits are scaled to.
    callback = stepfunctions._invoke_with_callback

    def on_scaled_time(resource, arguments, token, state):
        scaled = state["TimeoutSeconds"] * stepfunctions._SFN_WAIT_SCALE
        return callback(resource, arguments, token, state | {"TimeoutSeconds": scaled})

    stepfunctions._invoke_with_callback = on_scaled_time

    # E-mail subscribers get the text for e-mail, or the default one; MiniStack logs a line. A subject that AWS
    # refuses is refused.
    fan_out = sns._fanout

    def with_mail(topic, message_id, message, subject, structure="", *rest, **named):
        if subject and (len(subject) > 100 or not subject.isascii() or not subject.isprintable()):
            raise sns.SnsPublishError("InvalidParameter", "Invalid parameter: Subject")
        for subscription in sns._topic_by_arn_any_scope(topic)["subscriptions"]:
            if subscription["protocol"] == "email":
                text = sns._resolve_message_for_protocol(message, structure, "email")
                mail = {"To": subscription["endpoint"], "Subject": subject, "Text": text}
                part = RUN_DIR / "mail" / f"{message_id}.part"
                part.write_text(json.dumps(mail))
                part.rename(part.with_suffix(".json"))
        return fan_out(topic, message_id, message, subject, structure, *rest, **named)

    sns._fanout = with_mail


def main():
    """Runs MiniStack in this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    threading.Thread(target=end_with_stdin, daemon=True).start()
    put_right()
    from ministack import app

    sys.argv = sys.argv[:1]
    app.main()


if __name__ == "__main__":
    main()
