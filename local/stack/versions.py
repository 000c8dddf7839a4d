"""Versions of state machines on the local engine: published by CloudFormation and started by their ARN, as on AWS.

MiniStack publishes a version only by its API, takes no version's ARN for startExecution.sync:2, and runs the machine's newest
definition whichever version is started. On AWS an execution runs the version's own, and is called as if there were no version
(Step Functions Developer Guide, "State machine versions" and "How Step Functions associates executions with a version").
Left out, since nothing reads it: the version's ARN in what DescribeExecution, events and histories say of an execution.
"""

import contextvars
import json

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import stepfunctions
from ministack.services.cloudformation import provisioners

TYPE = "AWS::StepFunctions::StateMachineVersion"
# The version that the execution of this thread was started as; None where its machine was named without one.
started_as = contextvars.ContextVar("started_as", default=None)


def unqualified(arn):
    """The ARN of a state machine without the version at its end."""
    return ":".join(arn.split(":")[:7])


def create(logical_id, properties, stack_name):
    """Publishes a version. Any change of a property replaces the resource, so there is no update."""
    arguments = {"stateMachineArn": properties["StateMachineArn"], "revisionId": properties["StateMachineRevisionId"]}
    status, _, body = stepfunctions._publish_state_machine_version(arguments)
    if status >= 400:
        raise ValueError(f"{TYPE} {logical_id}: {body}")
    arn = json.loads(body)["stateMachineVersionArn"]
    return arn, {"Arn": arn}


def delete(physical_id, properties):
    """Deletes a version."""
    stepfunctions._delete_state_machine_version({"stateMachineVersionArn": physical_id})


class Machines(AccountRegionScopedDict):
    """The state machines; to the thread of an execution its own is the version that it was started as."""

    def get(self, arn, default=None):
        """A state machine as this thread sees it."""
        machine, version = super().get(arn, default), started_as.get()
        if machine and version and version["stateMachineArn"] == arn:
            return machine | {"definition": version["definition"], "roleArn": version["roleArn"]}
        return machine


def starting(start):
    """Has a start take a version's ARN."""

    def with_version(request):
        arn = request.get("stateMachineArn", "")
        version = stepfunctions._state_machine_versions.get(arn)
        token = started_as.set(version)
        try:
            return start(request | {"stateMachineArn": version["stateMachineArn"]} if version else request)
        finally:
            started_as.reset(token)

    return with_version


def enforce():
    """Has versions published and run as on AWS."""
    provisioners._RESOURCE_HANDLERS[TYPE] = {"create": create, "delete": delete}
    machines = Machines()
    machines._data = stepfunctions._state_machines._data
    stepfunctions._state_machines = machines
    stepfunctions._start_execution = starting(stepfunctions._start_execution)
    stepfunctions._start_sync_execution = starting(stepfunctions._start_sync_execution)
