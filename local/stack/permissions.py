"""The state machines' roles on the local engine: what a task may not do is denied, as on AWS.

MiniStack checks the roles of whoever calls it over HTTP (AUTH=true), but not those of its own state machines: their calls
stay inside it. Here its evaluator decides, with the role as CloudFormation has made it.
"""

import contextvars

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region
from ministack.services import stepfunctions

from local.stack import encryption
from local.stack.versions import unqualified

# The rule that Step Functions keeps for startExecution.sync:2. AWS checks it when a machine is made.
SYNC_RULE = "StepFunctionsGetEventsForStepFunctionsExecutionRule"
EVENTS = ("DescribeRule", "PutRule", "PutTargets")
# The errors that Step Functions makes of a denial.
DENIED = {
    "lambda:invoke": "Lambda.AWSLambdaException",
    "sns:publish": "SNS.AuthorizationErrorException",
    "states:startExecution": "StepFunctions.AWSStepFunctionsException",
    "events:putEvents": "EventBridge.AmazonEventBridgeException",
    "aws-sdk:ec2:createTags": "Ec2.Ec2Exception",
    "aws-sdk:ec2:describeImages": "Ec2.Ec2Exception",
    "aws-sdk:ssm:getParameter": "Ssm.SsmException",
    "aws-sdk:sfn:describeExecution": "Sfn.SfnException",
    "aws-sdk:sfn:getExecutionHistory": "Sfn.SfnException",
}

# The ARNs of the state machine whose task runs, and of the execution.
machine = contextvars.ContextVar("machine")
execution = contextvars.ContextVar("execution")


def needed(integration, arguments):
    """What a task needs of IAM: pairs of an action and a resource."""

    def here(service, rest):
        return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{rest}"

    match integration:
        case "lambda:invoke" | "lambda:invoke.waitForTaskToken":
            return [("lambda:InvokeFunction", arguments["FunctionName"])]
        case "sns:publish":
            return [("sns:Publish", arguments["TopicArn"])]
        case "states:startExecution":
            return [("states:StartExecution", unqualified(arguments["StateMachineArn"]))]
        case "states:startExecution.sync:2":
            # A version needs the permission for its machine (Step Functions Developer Guide, "Authorization for versions and
            # aliases in Step Functions workflows").
            started = unqualified(arguments["StateMachineArn"])
            child = f"{started.replace(':stateMachine:', ':execution:')}:{arguments['Name']}"
            rule = [(f"events:{action}", here("events", f"rule/{SYNC_RULE}")) for action in EVENTS]
            return [("states:StartExecution", started), ("states:DescribeExecution", child), *rule]
        case "events:putEvents":
            return [("events:PutEvents", here("events", "event-bus/default"))]
        case "aws-sdk:ec2:createTags":
            images = arguments["Resources"]
            return [("ec2:CreateTags", f"arn:aws:ec2:{get_region()}::image/{image}") for image in images]
        case "aws-sdk:ec2:describeImages":
            return [("ec2:DescribeImages", "*")]
        case "aws-sdk:ssm:getParameter":
            return [("ssm:GetParameter", here("ssm", f"parameter{arguments['Name']}"))]
        case "aws-sdk:sfn:describeExecution":
            return [("states:DescribeExecution", arguments["ExecutionArn"])]
        case "aws-sdk:sfn:getExecutionHistory":
            return [("states:GetExecutionHistory", arguments["ExecutionArn"])]
    raise stepfunctions._ExecutionError("States.Runtime", f"permissions.py knows no integration {integration}")


def keys(arguments):
    """The condition keys of a task's call, in lower case: the tags that it writes and whose the images are, or the events."""
    if "Entries" in arguments:
        entries = arguments["Entries"]
        return {
            "events:source": [entry["Source"] for entry in entries],
            "events:detail-type": [entry["DetailType"] for entry in entries],
        }
    if "Tags" not in arguments:
        return {}
    return {"aws:tagkeys": [tag["Key"] for tag in arguments["Tags"]], "ec2:owner": get_account_id()}


def logical_id(role):
    """The logical id of a role, which CloudFormation names STACK-ID-SUFFIX."""
    return role.rsplit("/", 1)[1].split("-")[-2]


def check(resource, arguments):
    """Raises the error of a task whose machine's role does not allow what it does."""
    integration = resource.split(":states:::", 1)[1]
    role = stepfunctions._state_machines[machine.get()]["roleArn"]
    policies = iam_evaluator._gather_role_policies(role.rsplit("/", 1)[1], get_account_id())
    user = f"{role.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/session"
    calls = [(action, on, keys(arguments)) for action, on in needed(integration, arguments)]
    for action, on, given in calls + encryption.needed(machine.get(), integration, arguments):
        context = iam_evaluator.EvalContext(
            principal_arn=user,
            principal_type="AssumedRole",
            principal_account=get_account_id(),
            action=action,
            resource_arn=on,
            region=get_region(),
            service_context=given,
            principal_keys={},
        )
        if iam_evaluator.evaluate(context, policies).decision != "Allow":
            text = f"User: {user} is not authorized to perform: {action} on resource: {on} "
            text += f"because no identity-based policy allows the {action} action"
            name = DENIED[integration.removesuffix(".waitForTaskToken").removesuffix(".sync:2")]
            raise stepfunctions._ExecutionError(name, text)


def enforce():
    """Has every task of a state machine checked before it does anything."""
    execute, invoke, call_back = (
        stepfunctions._execute_task,
        stepfunctions._invoke_resource,
        stepfunctions._invoke_with_callback,
    )

    def execute_as(state, raw_input, run, context):
        tokens = machine.set(context["StateMachine"]["Id"]), execution.set(context["Execution"]["Id"])
        try:
            return execute(state, raw_input, run, context)
        finally:
            machine.reset(tokens[0])
            execution.reset(tokens[1])

    def invoke_checked(resource, arguments):
        check(resource, arguments)
        return invoke(resource, arguments)

    def call_back_checked(resource, arguments, token, state):
        check(resource, arguments)
        return call_back(resource, arguments, token, state)

    stepfunctions._execute_task = execute_as
    stepfunctions._invoke_resource = invoke_checked
    stepfunctions._invoke_with_callback = call_back_checked
