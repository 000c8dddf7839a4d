"""The template's roles, enforced on the local stack: they allow all that the cases do; a missing permission is seen."""

import cases
import pytest
from conftest import TIME_SCALE
from runs import Runs, until
from test_template import RESOURCES, listed

from local.stack.deploy import TEMPLATE
from local.stack.processes import ADMINISTRATOR
from local.stack.stack import Stack

# What functions may do and no case does, each with its reason.
UNUSED = {
    # Step Functions, SNS and Lambda are the engine's, not the simulator's.
    "logs:CreateLogStream": "Lambda writes a function's log by the function's role",
    "logs:PutLogEvents": "the same",
    # AWS does not say what ImportCustomWorkspaceImage reads in the caller's name.
    "ec2:DescribeImportImageTasks": "unverified",
    "imagebuilder:GetImage": "unverified",
    "imagebuilder:GetInfrastructureConfiguration": "unverified",
}
# What deliver has set shows at once here; where it does not, check-status looks.
SHOWN_AT_ONCE = {
    "appstream:DescribeFleets",
    "appstream:DescribeImagePermissions",
    "workspaces:DescribeWorkspaceImagePermissions",
}
CASE = next(case for case in cases.ALL if case.name == "workspaces-import")
# A part of the template, its replacement, how the run then ends, and what people read or the run reports.
LACKING = {
    "a-function-of-workspaces": (
        "                  - workspaces:ImportWorkspaceImage\n",
        "",
        "FAILED",
        "is not authorized to perform: workspaces:ImportWorkspaceImage on resource: *",
    ),
    # The image is there; the machine itself notifies people.
    "a-function-of-sns": (
        '              - { Effect: Allow, Action: "sns:Publish", Resource: !Ref Topic }\n              - { Effect: Allow, Action: "sns:Publish", Resource: !Ref ApprovalTopic }',
        '              - { Effect: Allow, Action: "sns:Publish", Resource: !Ref ApprovalTopic }',
        "SUCCEEDED",
        "The function notify failed",
    ),
    "a-machine-of-its-functions": (
        'Resource: [!Sub "${StartImportFunction.Arn}:*", ',
        "Resource: [",
        "FAILED",
        "is not authorized to perform: lambda:InvokeFunction on resource: ",
    ),
    "a-machine-of-its-children": (
        "Action: [states:DescribeExecution, states:StopExecution]\n                Resource:\n                  - !Sub",
        "Action: [states:StopExecution]\n                Resource:\n                  - !Sub",
        "FAILED",
        "is not authorized to perform: states:DescribeExecution on resource: ",
    ),
}


def test_the_cases_need_every_permission_of_the_functions_that_call_the_services(runs):
    for case in cases.ALL:
        runs.ended(case.run)
    used = {(one["Role"], one["Action"]) for one in runs.stack.simulator("state")["Permissions"]}
    called = {(one["Caller"], f"{one['Service']}:{one['Operation']}") for one in runs.calls("") if one["Caller"] != ADMINISTRATOR}
    assert {role for role, _ in called} == {"StartImportRole", "DeliverRole", "CheckStatusRole", "EnableByolRole"}
    # What is called needs at least its action.
    assert called <= used
    for role in ("StartImportRole", "DeliverRole", "CheckStatusRole"):
        unused = set(UNUSED) | (SHOWN_AT_ONCE if role == "CheckStatusRole" else set())
        assert allowed(role) - {action for of, action in used if of == role} == (allowed(role) & unused)


def allowed(role):
    """The actions of a role, where the stack's parameters allow all."""
    [policy] = RESOURCES[role]["Properties"]["Policies"]
    statements = [said.get("Fn::If", [None, said])[1] for said in policy["PolicyDocument"]["Statement"]]
    return {action for said in statements for action in listed(said["Action"])}


@pytest.mark.parametrize("lacking", LACKING)
def test_a_role_that_lacks_a_permission_is_seen_to_fail(tmp_path, lacking):
    part, instead, status, said = LACKING[lacking]
    text = TEMPLATE.read_text()
    assert text.count(part) == 1, part
    template = tmp_path / "template.yaml"
    template.write_text(text.replace(part, instead))
    with Stack(TIME_SCALE, state=cases.state(tmp_path), template=template) as stack:
        runs = Runs(stack)
        runs.start(CASE)
        described = runs.ended(CASE.run)
        assert described["status"] == status, described
        [mail] = until(stack.mails, "an e-mail")
        assert said in mail["Text"] + described.get("cause", ""), (mail, described)
