"""What of AWS the approvals need and MiniStack does differently; a part of engine.py.

- The history of a task that waits for a token: AWS records the call's arguments (TaskScheduled), its response (TaskSubmitted), and of
  each event the one before it. MiniStack records neither. That AWS does can be seen in the histories that LocalStack's tests have
  recorded on AWS (tests/aws/services/stepfunctions/v2/callback/test_callback.snapshot.json).
- Tokens: AWS says TaskTimedOut of one that was answered or whose time is over, and InvalidToken of one that it never gave. MiniStack
  says TaskDoesNotExist of both, and takes two answers while the task has not gone on.
- Function URLs: AWS checks the function's policy, which needs two statements since October 2025. MiniStack checks none where nobody
  signs.
"""

import contextvars
import json
import threading

# The execution whose task runs.
execution = contextvars.ContextVar("execution")
# The tokens that were given, and those of them that take no answer any more.
GIVEN, CLOSED = set(), set()
TOKENS = threading.Lock()
FORBIDDEN = "Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"


def put_right():
    """Replaces what differs from AWS."""
    from ministack.services import lambda_svc, stepfunctions

    histories(stepfunctions)
    tokens(stepfunctions)
    function_urls(lambda_svc)


def histories(stepfunctions):
    """Has a task that waits for a token leave what it leaves on AWS."""
    add, execute, call_back, call = (
        stepfunctions._add_event,
        stepfunctions._execute_task,
        stepfunctions._invoke_with_callback,
        stepfunctions._call_lambda,
    )
    # Whether the call is one of a task that waits for a token.
    waiting = contextvars.ContextVar("waiting", default=False)

    def linked(of, kind, details=None):
        event = add(of, kind, details)
        event["previousEventId"] = event["id"] - 1
        return event

    def executed(state, given, of, context):
        token = execution.set(of)
        try:
            return execute(state, given, of, context)
        finally:
            execution.reset(token)

    def called_back(resource, arguments, token, state):
        events = execution.get()["events"]
        scheduled = next(event for event in reversed(events) if event["type"] == "TaskScheduled")
        scheduled["taskScheduledEventDetails"] |= {
            "parameters": json.dumps(arguments),
            "region": arguments["FunctionName"].split(":")[3],
            "timeoutInSeconds": int(state["TimeoutSeconds"]),
        }
        with TOKENS:
            GIVEN.add(token)
        began = waiting.set(True)
        try:
            return call_back(resource, arguments, token, state)
        finally:
            waiting.reset(began)
            with TOKENS:
                CLOSED.add(token)

    def called(function, event):
        response = call(function, event)
        if waiting.get():
            output = {"ExecutedVersion": "$LATEST", "Payload": response, "StatusCode": 200}
            details = {"resourceType": "lambda", "resource": "invoke.waitForTaskToken", "output": json.dumps(output)}
            linked(execution.get(), "TaskSubmitted", {"taskSubmittedEventDetails": details})
        return response

    stepfunctions._add_event = linked
    stepfunctions._execute_task = executed
    stepfunctions._invoke_with_callback = called_back
    stepfunctions._call_lambda = called


def tokens(stepfunctions):
    """Takes one answer for each token that was given."""
    from ministack.core.responses import error_response_json

    def once(send):
        def checked(data):
            token = data.get("taskToken")
            with TOKENS:
                if token not in GIVEN:
                    return error_response_json("InvalidToken", "Invalid Token: 'Invalid token'", 400)
                if token in CLOSED:
                    text = "Task Timed Out: 'Provided task does not exist anymore'"
                    return error_response_json("TaskTimedOut", text, 400)
                CLOSED.add(token)
            return send(data)

        return checked

    stepfunctions._send_task_success = once(stepfunctions._send_task_success)
    stepfunctions._send_task_failure = once(stepfunctions._send_task_failure)


def function_urls(lambda_svc):
    """Calls a function by its URL only where the function's policy lets everybody do so."""
    handle = lambda_svc.handle_function_url_request

    async def checked(url_id, *rest, resolved=None, **named):
        found = resolved or lambda_svc.resolve_function_url(url_id)
        if found and found[4]["AuthType"] == "NONE" and not anybody_may_call(lambda_svc._functions[found[2]]):
            return 403, {"Content-Type": "application/json"}, json.dumps({"Message": FORBIDDEN}).encode()
        return await handle(url_id, *rest, resolved=found, **named)

    lambda_svc.handle_function_url_request = checked


def anybody_may_call(function):
    """Whether the function's policy has both statements that a function URL without authentication needs."""
    wanted = {
        "lambda:InvokeFunctionUrl": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}},
        "lambda:InvokeFunction": {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}},
    }
    allowed = [said for said in function["policy"]["Statement"] if said["Effect"] == "Allow" and said["Principal"] == "*"]
    return all(
        any(said["Action"] == action and said.get("Condition", {}) in ({}, condition) for said in allowed)
        for action, condition in wanted.items()
    )
