"""Each case, from its start to its notification."""

import json

import cases
import pytest


def covers(found, wanted):
    """Whether a document has everything that is wanted: members of objects, lists of the same length."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(key in found and covers(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(covers, found, wanted))
    return found == wanted


@pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.name)
def test_case(runs, case):
    """The outcome, the one notification, the calls and the images are as the case says."""
    said = case.said
    outcome = runs.outcome(case.run)
    assert covers(outcome, said.get("Outcome", {})), outcome
    assert outcome["Run"] == case.run
    if case.by_event:
        assert outcome["Ec2ImageId"] == case.ami
    check_violations(outcome, said)
    check_notification(runs, case, outcome)
    check_calls_and_images(runs, case)


def check_violations(outcome, said):
    """Violations are reported with their paths, all at once, and nothing is started."""
    paths = [violation["Path"] for violation in outcome["Violations"]]
    if "Violations" not in said:
        assert paths == []
        return
    assert outcome["Status"] == "FAILED"
    assert outcome["Imports"] == []
    assert paths == said["Violations"] if said["Violations"] is not None else paths, outcome
    for violation in outcome["Violations"]:
        assert set(violation) == {"Path", "Given", "Allowed", "Source"}


def check_notification(runs, case, outcome):
    """One notification: JSON for programs, text for people, attributes to filter on."""
    (envelope,) = runs.notifications(case.run)
    wanted = {"Status": outcome["Status"], "DryRun": str(outcome["DryRun"]).lower(), "Run": case.run}
    if "Ec2ImageId" in outcome:
        wanted["Ec2ImageId"] = outcome["Ec2ImageId"]
    assert {name: said["Value"] for name, said in envelope["MessageAttributes"].items()} == wanted
    assert envelope["Message"] == sorted_like(envelope["Message"], outcome)
    assert len(envelope["Subject"]) <= 100
    (mail,) = runs.mails(envelope["Subject"], case.run)
    for text in case.said.get("Mail", []):
        assert text in mail["Text"]
    for violation in outcome["Violations"]:
        assert violation["Path"] in mail["Text"]
    if secret := case.said.get("Secret"):
        assert secret not in mail["Text"] + envelope["Message"]


def sorted_like(text, outcome):
    """The text, where it is the outcome as JSON whatever its layout; the outcome otherwise, to show the difference."""
    return text if json.loads(text) == outcome else json.dumps(outcome)


def check_calls_and_images(runs, case):
    """What was called about the AMI, and the images that it made."""
    calls = [call["Operation"] for call in runs.calls(case.ami)]
    for operation, times in case.said.get("Calls", {}).items():
        assert calls.count(operation) == times, calls
    images = runs.images(case.ami)
    if "Images" in case.said:
        assert sorted(image["Name"] for image in images) == sorted(case.said["Images"])
    before = [seed.get("ImageId") for seed in case.said.get("Before", {}).get("WorkspaceImages", [])]
    for image in (image for image in images if image.get("ImageId") not in before):
        tags = image["Tags"]
        tags = tags if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}
        assert tags["deskport:run"] == case.run
        assert tags["deskport:source"]
        assert tags["deskport:recipe"]
