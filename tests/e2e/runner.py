"""Runs on the test runner: the same machines and functions in simulated time, without an engine and without HTTP."""

import json
import subprocess

import cases

from local.stack import scenario
from local.stack.built import built

# `cargo test --workspace` leaves it there.
PROGRAM = built("deskport-runner")


def of_case(case, start):
    """A case as the runner reads it, started at that time: by its AMI's event, or by a person."""
    image = case.image()
    if case.by_event:
        execution = by_event("available", scenario.available(case.ami))
    else:
        execution = by_hand(case.run, case.said["Request"])
    return {
        "Start": start,
        "State": cases.STATE,
        "Parameters": cases.PARAMETERS,
        "Rules": case.said.get("Rules", []),
        "Images": [image] if image else [],
        "Presets": {case.name: case.preset} if case.by_event else {},
        "Executions": [execution],
        "Runs": [case.run],
    }


def by_event(name, entry, after_seconds=0):
    """An event reaches `trigger`."""
    event = scenario.delivered(entry)
    return {"Machine": "trigger", "Name": name, "Input": event, "AfterSeconds": after_seconds}


def by_hand(name, request, after_seconds=0):
    """A person starts `import`."""
    return {"Machine": "import", "Name": name, "Input": request, "AfterSeconds": after_seconds}


def answer(document):
    """The runner's result for a case; every invariant held."""
    assert PROGRAM.exists(), f"{PROGRAM} is not there: `cargo build -p deskport-runner` makes it"
    command = [PROGRAM, "case", "-"]
    done = subprocess.run(command, input=json.dumps(document), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    reported = json.loads(done.stdout)
    assert reported["Violations"] == []
    return reported
