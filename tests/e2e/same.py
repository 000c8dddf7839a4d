"""What both engines report of a run, in one form; what of it can't be the same, and why."""

import json
import re

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
MAIL_TIME = re.compile(r"^(Started|Ended): ( *)\d{4}-\d\d-\d\d \d\d:\d\d UTC$", re.MULTILINE)
MACHINE = re.compile(r":execution:[A-Za-z0-9-]+:")
IMAGE_ID = re.compile(r"\bws[ib]-[0-9a-z]{9,}\b")
# What check-status calls, with the image's id, and nothing else does.
LOOKS = ("DescribeWorkspaceImages", "DescribeCustomWorkspaceImageImport")

# What can't be the same, each with its reason and with what is compared of it; the rest is equal to the letter.
# Ids of images and bundles are the only other thing: see `comparable`.
DIFFERENT = {
    # The stack is on the wall's time with waits scaled, the runner on a time of its own: only the form is the same.
    "StartedAt": lambda time: "a time" if MOMENT.fullmatch(time) else time,
    "EndedAt": lambda time: "a time" if MOMENT.fullmatch(time) else time,
    # The same two times, as the e-mail has them; and CloudFormation gives the machine in the link a name of its own.
    "Text": lambda text: MACHINE.sub(":execution:import:", MAIL_TIME.sub(r"\1: \2a time", text)),
    # Waits are scaled, but a look itself is not: 0.1 s at the stack are minutes to the simulator, so that it sees an
    # image's end after fewer looks. Here: whether there was any. `check_polls` compares the rest.
    "Polls": lambda polls: min(polls, 1),
}


def check(runs, name, answer, ami=None):
    """A run has ended the same on the local stack and on the test runner; so have the triggers of an AMI, where one is
    named."""
    local, runner = on_the_stack(runs, name, ami), on_the_runner(answer, name, ami)
    assert differences(comparable(local), comparable(runner)) == []
    check_polls(runs, local, runner)


def on_the_stack(runs, name, ami):
    """How a run ended on the local stack."""
    described = runs.ended(name)
    triggers = runs.triggers(ami) if ami else []
    return {
        "Triggers": [said(one["status"], json.loads(one.get("output", "null"))) for one in triggers],
        "Status": described["status"],
        "Error": described.get("error"),
        # A run that was aborted has none: it is in the notification alone.
        "Outcome": runs.outcome(name) if described["status"] != "ABORTED" else None,
        "Notifications": [notification(envelope, runs) for envelope in runs.notifications(name)],
    }


def notification(envelope, runs):
    """A notification as a queue gets it, and the e-mail beside it."""
    outcome = json.loads(envelope["Message"])
    (mail,) = runs.mails(envelope["Subject"], outcome["Run"])
    attributes = {name: value["Value"] for name, value in envelope["MessageAttributes"].items()}
    return {"Subject": envelope["Subject"], "Text": mail["Text"], "Message": outcome, "Attributes": attributes}


def on_the_runner(answer, name, ami):
    """The same on the test runner."""
    (run,) = [one for one in answer["Executions"] if (one["Machine"], one["Name"]) == ("import", name)]
    triggers = [one for one in answer["Executions"] if ami and one["Machine"] == "trigger"]
    reported = [one for one in answer["Notifications"] if one["Attributes"]["Run"] == name]
    return {
        "Triggers": [said(one["Status"], one.get("Output")) for one in triggers],
        "Status": run["Status"],
        "Error": run.get("Error"),
        "Outcome": run["Output"] if "Output" in run else json.loads(run.get("Cause", "null")),
        "Notifications": [one | {"Message": json.loads(one["Message"])} for one in reported],
    }


def said(status, output):
    """What a trigger reported."""
    return {"Status": status, "Output": output}


def comparable(reported):
    """The same, with everything that differs made equal. The simulator numbers the images and bundles of a whole stack: their
    ids depend on what else it runs: each is named by its first appearance, and has to be the same wherever it is named."""
    ids = {}

    def walk(value, member=None):
        if isinstance(value, dict):
            return {key: walk(value[key], key) for key in sorted(value)}
        if isinstance(value, list):
            return [walk(item) for item in value]
        value = DIFFERENT[member](value) if member in DIFFERENT else value
        if not isinstance(value, str):
            return value
        return IMAGE_ID.sub(lambda found: ids.setdefault(found[0], f"image {len(ids) + 1}"), value)

    return walk(reported)


def differences(local, runner):
    """Where two comparable documents differ: the path, and what each says there."""
    local, runner = dict(flat(local)), dict(flat(runner))
    paths = [path for path in local | runner if local.get(path) != runner.get(path)]
    return [f"{path}: {local.get(path, 'nothing')}, not {runner.get(path, 'nothing')}" for path in paths]


def flat(value, path=""):
    """Every leaf of a document as Python writes it, every empty object and list included, with its path."""
    if not value or not isinstance(value, dict | list):
        yield path, repr(value)
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from flat(item, f"{path}/{key}")


def check_polls(runs, local, runner):
    """Looks are counted as the simulator saw them, where it can count them; the stack needs no more of them than the runner,
    and as many where the image never ends: the time until then is what the machine has waited."""
    for here, there in zip(steps(local), steps(runner), strict=True):
        if "Polls" not in here:
            continue
        # What is set is looked at before and after, and no look is at the image.
        if "ImageId" in here and "BundleId" not in here and "Before" not in here:
            looks = [call for call in runs.calls(here["ImageId"]) if call["Operation"] in LOOKS]
            assert here["Polls"] == len(looks), here
        assert here["Polls"] <= there["Polls"], (here, there)
        if here["Status"] == "TIMED_OUT":
            assert here["Polls"] == there["Polls"], (here, there)


def steps(reported):
    """The steps of an outcome."""
    imports = reported["Outcome"]["Imports"] if reported["Outcome"] else []
    return [step for one in imports for step in one["Steps"]]
