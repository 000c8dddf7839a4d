"""The machine aftermath reports a run that can't report its own end, and no run that has reported it."""

import json

import cases
import runner
import same
from runs import until

CAPTURE = {"Name": "broken-off", "Description": "d", "WorkspaceId": "ws-0e2e00004"}
REQUEST = {"Ec2ImageId": "ami-0e2e1000000000099", "Imports": [{"CreateWorkspaceImage": CAPTURE}]}
FAULTY = {"Imports": [{"CreateWorkspaceImage": {"Name": "no good"}}]}


def aftermaths(runs, run):
    """The executions of aftermath that a run's end started, once all have ended."""
    machine = runs.stack.outputs["AftermathStateMachineArn"]

    def look():
        executions = runs.sfn.list_executions(stateMachineArn=machine)["executions"]
        ended = [
            runs.sfn.describe_execution(executionArn=one["executionArn"])
            for one in executions
            if one["status"] != "RUNNING"
        ]
        about = [one for one in ended if json.loads(one["input"])["detail"]["name"] == run]
        return about if len(ended) == len(executions) else None

    return until(look, f"the aftermath of {run}")


def aborted(runs):
    """Aborts the run `aborted` once it has made its image; returns the outcome in its only notification."""
    runs.start_by_hand("aborted", REQUEST)
    until(lambda: runs.images("broken-off"), "the image of the run")
    runs.sfn.stop_execution(executionArn=runs.execution("aborted"))
    [notification] = runs.notifications("aborted")
    return json.loads(notification["Message"])


def test_an_aborted_run_is_reported_once(runs):
    outcome = aborted(runs)
    assert (outcome["Status"], outcome["Ec2ImageId"]) == ("FAILED", "ami-0e2e1000000000099")
    assert outcome["Error"]["Code"] == "ABORTED" and "adopt" in outcome["Error"]["Remedy"]
    [one] = aftermaths(runs, "aborted")
    assert one["status"] == "SUCCEEDED"
    check_same(runs, "aborted", outcome["StartedAt"], REQUEST, one, [{"Run": "aborted", "AfterSeconds": 600}])


def check_same(runs, name, start, request, aftermath, aborts):
    """The run and its aftermath have ended the same on the test runner."""
    executions = {"Executions": [runner.by_hand(name, request)], "Runs": [name], "Aborts": aborts}
    answer = runner.answer({"Start": start, "State": cases.STATE} | executions)
    [other] = [one for one in answer["Executions"] if one["Machine"] == "aftermath"]
    assert (other["Status"], other["Output"]) == (aftermath["status"], json.loads(aftermath["output"]))
    same.check(runs, name, answer)


def test_a_run_that_has_reported_is_not_reported_again(runs):
    runs.start_by_hand("reported-already", FAULTY)
    assert runs.outcome("reported-already")["Status"] == "FAILED"
    [one] = aftermaths(runs, "reported-already")
    assert (one["status"], one["output"]) == ("SUCCEEDED", "{}")
    assert len(runs.notifications("reported-already")) == 1
    check_same(runs, "reported-already", runs.outcome("reported-already")["StartedAt"], FAULTY, one, [])
