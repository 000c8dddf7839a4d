"""State machines with a key of one's own on the local engine: who needs which permission on it, and what events leave out.

MiniStack keeps a machine's EncryptionConfiguration and does nothing with it. The rules are those of the Step Functions Developer
Guide, "Data at rest encryption in Step Functions": a machine's role decrypts and generates data keys, whoever reads an execution
decrypts it in their own name, and the events of such executions hold no input, output, error or cause. Not here: that AWS asks
the role as an execution starts (it is asked at each task), the permissions of whoever makes or changes a machine, the key's own policy.
"""

import contextvars

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json, get_region
from ministack.services import stepfunctions

from local.stack.versions import unqualified

CONTEXT_KEY = "kms:encryptioncontext:aws:states:statemachinearn"
# The access key of whoever calls the engine over HTTP; None in a machine's own tasks, whose role permissions.py checks.
caller = contextvars.ContextVar("caller", default=None)


def machine_of(arn):
    """The ARN of the state machine of an execution, or of a version."""
    return unqualified(arn.replace(":execution:", ":stateMachine:"))


def key_of(arn):
    """The ARN of the key that encrypts a machine and its executions; None where AWS's own does."""
    configuration = stepfunctions._state_machines.get(machine_of(arn), {}).get("encryptionConfiguration", {})
    return configuration.get("kmsKeyId")


def needed(machine, integration, arguments):
    """What a task needs on keys, by its machine's role: actions, resources and condition keys."""
    read = {
        "states:startExecution.sync:2": arguments.get("StateMachineArn"),
        "aws-sdk:sfn:describeExecution": arguments.get("ExecutionArn"),
        "aws-sdk:sfn:getExecutionHistory": arguments.get("ExecutionArn"),
    }.get(integration)
    asked = [(machine, "kms:Decrypt"), (machine, "kms:GenerateDataKey")]
    asked += [(machine_of(read), "kms:Decrypt")] if read else []
    return [(action, key_of(of), {CONTEXT_KEY: of}) for of, action in asked if key_of(of)]


def reading(read, member):
    """Has a call that shows encrypted data refuse whoever may not decrypt it."""

    def checked(request):
        key, access_key = key_of(request[member]), caller.get()
        context = {CONTEXT_KEY: machine_of(request[member])}
        if key and access_key and may(access_key, "kms:Decrypt", "kms", get_region(), key, context):
            text = f"The ciphertext refers to a customer master key that does not exist or you may not use: {key}"
            return error_response_json("KmsAccessDeniedException", text, 400)
        return read(request)

    return checked


# What denies a caller's action, or None.
may = iam_evaluator.enforce


def named(access_key, *rest, **more):
    """MiniStack's check of a caller, who is remembered for the call."""
    caller.set(access_key)
    return may(access_key, *rest, **more)


def enforce():
    """Has keys asked for, and events without what is encrypted."""
    iam_evaluator.enforce = named
    stepfunctions._describe_execution = reading(stepfunctions._describe_execution, "executionArn")
    stepfunctions._get_execution_history = reading(stepfunctions._get_execution_history, "executionArn")
    stepfunctions._describe_state_machine = reading(stepfunctions._describe_state_machine, "stateMachineArn")
    emit, execute = stepfunctions._emit_execution_status_event, stepfunctions._execute_task

    def emit_bare(execution):
        hidden = dict.fromkeys(("input", "output", "error", "cause")) if key_of(execution["executionArn"]) else {}
        emit(execution | hidden)

    def execute_by_role(*given):
        token = caller.set(None)
        try:
            return execute(*given)
        finally:
            caller.reset(token)

    stepfunctions._emit_execution_status_event = emit_bare
    stepfunctions._execute_task = execute_by_role
