"""The cases: one file each in cases/, with a sentence that says why it is there.

About       why
Ami         which kind of AMI there is, with an id of its own that stands for {AMI} in the file; none without it
Preset      a preset that the AMI's tag names: an event starts the run (PresetText: the same as it stands)
Request     a request that a person starts from the console
Before      what the account holds beside STATE before anything starts; {RECIPE} stands for the recipe of the first import
Rules       what goes wrong at WorkSpaces and AppStream (rules of the simulator's script)
Outcome     members that the outcome has, and their values; lists have the same length
Violations  the paths of the outcome's violations, in order; null: one or more
Mail        texts that the e-mail has
Calls       how often each operation was called about the AMI
Images      names of the AMI's images in the end
Secret      a text that the notification never shows
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("cases")
# Images that exist already, and WorkSpaces to capture.
STATE = {
    "Quotas": {"WorkspaceImages": 1000, "AppStreamImages": 1000},
    "WorkspaceImages": [{"Name": "taken-by-another", "Tags": [{"Key": "deskport:source", "Value": "ami-0other"}]}],
    "Workspaces": [{"WorkspaceId": f"ws-0e2e0000{number}"} for number in range(1, 6)],
}
ROLES = "arn:aws:iam::111122223333:role"
# What the stack may deliver to, and which roles it may pass.
PARAMETERS = {
    "DeliveryBundles": "pilot,wsb-0e2e00001,wsb-0e2e00002,wsb-amazon001",
    "DeliveryFleets": "e2e-fleet,e2e-elastic",
    "DeliveryAccounts": "444455556666",
    "DeliveryRegions": "us-east-1",
    "AppStreamRoleArns": f"{ROLES}/appstream-import,{ROLES}/import",
}
# Where the question is how often an AMI is imported, an import takes two minutes: for AMIs with such an id.
QUICK = {"When": {"ImageName": "*ami-0e2e3*"}, "Do": {"TakeMinutes": 2}}


@dataclass(frozen=True)
class Case:
    """One case, with the id of its AMI filled in."""

    name: str
    ami: str
    said: dict

    @property
    def run(self):
        """The name of the run that it leads to."""
        return f"{self.ami}-{self.name}" if self.by_event else self.name

    @property
    def by_event(self):
        """Whether an AMI's event starts it, not a person."""
        return "Request" not in self.said

    @property
    def preset(self):
        """The preset's text, where it has one."""
        return self.said.get("PresetText") or json.dumps(self.said["Preset"])

    def image(self):
        """Its AMI, as DescribeImages returns it; none where it has none."""
        kind = self.said.get("Ami")
        return image(self.ami, kind, self.name if self.by_event else None) if kind else None


def image(ami, kind, preset=None):
    """An AMI as DescribeImages returns it."""
    volume = {"SnapshotId": f"snap-{ami[4:]}", "VolumeSize": 80, "VolumeType": "gp3", "Encrypted": kind == "encrypted"}
    return {
        "ImageId": ami,
        "Name": f"golden-{kind}",
        "OwnerId": "111122223333",
        "State": "available",
        "CreationDate": "2026-11-18T21:04:11.000Z",
        "ImageType": "machine",
        "Architecture": "x86_64",
        "VirtualizationType": "hvm",
        "Platform": "windows",
        "PlatformDetails": "Windows" if kind == "server-2022" else "Windows BYOL",
        "BootMode": "uefi",
        "TpmSupport": "v2.0",
        "EnaSupport": True,
        "RootDeviceName": "/dev/sda1",
        "BlockDeviceMappings": [
            {"DeviceName": "/dev/sda1", "Ebs": volume},
            {"DeviceName": "xvdca", "VirtualName": "ephemeral0"},
        ],
        "Tags": [{"Key": "deskport:preset", "Value": preset}] if preset else [],
    }


def load():
    """All cases, each with an AMI id of its own."""
    for number, path in enumerate(sorted(FOLDER.glob("*.json"))):
        ami = f"ami-0e2e0000{number:09x}"
        text = path.read_text().replace("{AMI}", ami)
        if "{RECIPE}" in text:
            text = text.replace("{RECIPE}", recipe(json.loads(text)["Preset"]["Imports"][0], ami))
        yield Case(path.stem, ami, json.loads(text))


def recipe(entry, ami):
    """How an import's image is made, as its tag deskport:recipe says: by the contract, not by the functions' code."""
    operation, request = next(iter(entry.items()))
    source = "SourceAmiId" if operation == "CreateImportedImage" else "Ec2ImageId"
    request = {source: ami, **request}
    left_out = ("ImageName", "Name", "ImageDescription", "Description", "Tags")
    body = {name: value for name, value in request.items() if name not in left_out}
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"{operation}/{hashlib.sha256(text.encode()).hexdigest()}"


ALL = list(load())
for case in ALL:
    for kind, seeds in case.said.get("Before", {}).items():
        STATE.setdefault(kind, []).extend(seeds)


def script(folder):
    """A file with the rules of all cases."""
    rules = [rule for case in ALL for rule in case.said.get("Rules", [])]
    return written(folder / "script.json", {"Rules": [*rules, QUICK]})


def state(folder, **changes):
    """A file with what the account holds before."""
    return written(folder / "state.json", STATE | changes)


def written(path, document):
    """The path, with the document in it."""
    path.write_text(json.dumps(document))
    return path
