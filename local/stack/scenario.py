"""What a demo plays: a folder of local/scenarios.

scenario.json   { "About": one sentence, "Preset": the name that the AMI's tag gives, "Expect": how the run ends,
                "Parameters": those of the stack that are not as by default (optional), "Answer": APPROVED or REFUSED, what
                people answer whatever they are asked (optional), "WayBack": true where it is taken in the end (optional) }
images.json     the AMIs, as DescribeImages returns them; the first one gets the tag and the event
preset.json     the preset; without this file there is none of that name
script.json     what goes wrong at WorkSpaces and AppStream (optional; the simulator's --script)
state.json      what the account holds before (optional; the simulator's --state)
"""

import json
from dataclasses import dataclass
from pathlib import Path

from local.stack.processes import ROOT
from local.stack.stack import ACCOUNT, REGION

FOLDER = ROOT / "local" / "scenarios"
TAG = "deskport:preset"


@dataclass(frozen=True)
class Scenario:
    """One folder, read."""

    name: str
    about: str
    preset_name: str
    expect: str
    preset: str | None
    images: list
    script: Path | None
    state: Path | None
    parameters: dict
    answer: str | None
    way_back: bool

    @property
    def ami(self):
        """The id of the AMI that the event is about."""
        return self.images[0]["ImageId"]


def names():
    """All scenarios."""
    return sorted(path.parent.name for path in FOLDER.glob("*/scenario.json"))


def load(name):
    """Reads a scenario's folder."""
    folder = FOLDER / name
    head = json.loads((folder / "scenario.json").read_text())
    images = json.loads((folder / "images.json").read_text())
    images[0]["Tags"] = [*images[0].get("Tags", []), {"Key": TAG, "Value": head["Preset"]}]

    def optional(file):
        return folder / file if (folder / file).exists() else None

    preset = optional("preset.json")
    return Scenario(
        name=name,
        about=head["About"],
        preset_name=head["Preset"],
        expect=head["Expect"],
        preset=preset.read_text() if preset else None,
        images=images,
        script=optional("script.json"),
        state=optional("state.json"),
        parameters=head.get("Parameters", {}),
        answer=head.get("Answer"),
        way_back=head.get("WayBack", False),
    )


def play(scenario, stack):
    """Puts the scenario into a stack and sends the event that starts it."""
    if scenario.preset is not None:
        put_preset(stack, scenario.preset_name, scenario.preset)
    for image in scenario.images:
        stack.register(image)
    send_available(stack, scenario.ami)


def put_preset(stack, name, text, namespace="deskport"):
    """Stores a preset."""
    # A preset may be larger than a standard parameter's 4 KB.
    tier = "Advanced" if len(text.encode()) > 4096 else "Standard"
    parameter = f"/{namespace}/presets/{name}"
    stack.client("ssm").put_parameter(Name=parameter, Value=text, Type="String", Tier=tier, Overwrite=True)


def available(ami):
    """The event that EC2 sends when an AMI is available, as PutEvents takes it."""
    request = "11111111-2222-4333-8444-555555555555"
    detail = {"RequestId": request, "ImageId": ami, "State": "available", "ErrorMessage": ""}
    return entry("aws.ec2", "EC2 AMI State Change", detail, ami)


def tagged(ami, preset):
    """The event that AWS sends when an AMI's tags change, as PutEvents takes it."""
    detail = {"service": "ec2", "resource-type": "image", "changed-tag-keys": [TAG], "tags": {TAG: preset}}
    return entry("aws.tag", "Tag Change on Resource", detail, ami)


def entry(source, detail_type, detail, ami):
    """An event about an AMI, as PutEvents takes it."""
    arn = f"arn:aws:ec2:{REGION}::image/{ami}"
    return {"Source": source, "DetailType": detail_type, "Detail": json.dumps(detail), "Resources": [arn]}


def delivered(entry, time="2026-11-18T21:04:12Z"):
    """The same event as EventBridge hands it to a state machine."""
    return {
        "version": "0",
        "id": "22222222-3333-4444-8555-666666666666",
        "source": entry["Source"],
        "detail-type": entry["DetailType"],
        "account": ACCOUNT,
        "time": time,
        "region": REGION,
        "resources": entry["Resources"],
        "detail": json.loads(entry["Detail"]),
    }


def send_available(stack, ami):
    """Reports that an AMI is available."""
    send(stack, available(ami))


def send_tagged(stack, ami, preset):
    """Reports that an AMI's tags changed."""
    send(stack, tagged(ami, preset))


def send(stack, entry):
    """Sends one event."""
    answer = stack.client("events").put_events(Entries=[entry])
    assert answer["FailedEntryCount"] == 0, answer
