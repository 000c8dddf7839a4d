"""A run that has all that a report can show: what succeeds and fails, a full quota, calls that are throttled, an approval, a copy in
another Region, changes of bundles and a fleet."""

import json

from local.stack import scenario as scenarios
from local.stack.people import is_question
from local.stack.processes import wait_for

SCENARIO = scenarios.load("deliver")
PARAMETERS = SCENARIO.parameters | {"AppStreamRoleArns": "arn:aws:iam::111122223333:role/appstream-import"}
STATE = SCENARIO.state
SCRIPT = {
    "Rules": [
        {
            "When": {"Operation": "ImportCustomWorkspaceImage"},
            "Do": {
                "TakeMinutes": 120,
                "Fail": {
                    "AfterMinutes": 91,
                    "Code": "ImportFailed",
                    "Message": "The image failed the BYOL checks.",
                    "Errors": [{"ErrorCode": "DomainJoined", "ErrorMessage": "The image is joined to a domain."}],
                },
            },
        },
        {
            "When": {"Operation": "CreateImportedImage", "FirstCalls": 4},
            "Do": {"Answer": {"Code": "LimitExceededException", "Message": "You have reached the limit of images."}},
        },
        {
            "When": {"Operation": "ImportWorkspaceImage", "FirstCalls": 2},
            "Do": {"Answer": {"Code": "ThrottlingException", "Message": "Rate exceeded"}},
        },
    ]
}
MESSAGE = "The pilot's desktops run the new image since Monday.\nShall everybody get it?"


def bundle(name, **below):
    """An entry that sets a bundle."""
    return {"UpdateWorkspaceBundle": {"BundleId": name}} | below


def request():
    """Windows 11 to a pilot, after an approval to everybody, to another Region and to a fleet; beside it an import that fails."""
    everybody = {"Approve": {"Message": MESSAGE}, "Then": [bundle("wsb-0f9e8d7c6")]}
    copy = {"CopyWorkspaceImage": {"Name": "win11-{ami-id}"}, "Region": "us-east-1", "Then": [bundle("wsb-0b2c3d4e5")]}
    apps = {"CreateImportedImage": {"Name": "win11-apps-{ami-id}"}, "Then": [{"UpdateFleet": {"Name": "finance-fleet"}}]}
    regular = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "win11-{ami-id}", "ImageDescription": "Windows 11 of {date}"}
    custom = {
        "ImageName": "win11-custom-{ami-id}",
        "ImageDescription": "Custom import of {date}",
        "ComputeType": "BASE",
        "Protocol": "DCV",
        "Platform": "WINDOWS",
        "OsVersion": "Windows_11",
        "InfrastructureConfigurationArn": "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/byol",
    }
    then = [bundle("wsb-0a1b2c3d4", Then=[everybody]), copy, apps]
    imports = [
        {"ImportWorkspaceImage": regular, "OsVersion": "Windows_11", "Then": then},
        {"ImportCustomWorkspaceImage": custom, "Then": [{"CreateImportedImage": {"Name": "custom-apps-{ami-id}"}}]},
    ]
    return {"Ec2ImageId": SCENARIO.ami, "Imports": imports}


def start(stack, name):
    """Starts it; returns its execution."""
    stack.register(SCENARIO.images[0])
    machine = stack.outputs["ImportStateMachineArn"]
    stack.client("stepfunctions").start_execution(stateMachineArn=machine, name=name, input=json.dumps(request()))
    return f"{machine.replace(':stateMachine:', ':execution:')}:{name}"


def question(stack, run):
    """Waits for the question of a run; returns its text."""

    def look():
        asked = [mail["Text"] for mail in stack.mails() if is_question(mail)]
        return [text for text in asked if f"The run {run} waits" in text]

    asked = wait_for(look, 120)
    assert asked, f"nobody was asked about {run}"
    return asked[0]
