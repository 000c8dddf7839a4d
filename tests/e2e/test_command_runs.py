"""The verbs that start, show, answer, stop, run again and set back runs, as a person and as a job use them."""

import json

import boto3
import command
import pytest
from botocore.config import Config

from local.stack import scenario as scenarios
from local.stack.people import is_question
from local.stack.processes import ADMINISTRATOR, wait_for
from local.stack.stack import REGION, Stack

SCENARIO = scenarios.load("deliver")
AMI, PILOT, EVERYBODY = SCENARIO.ami, "wsb-0a1b2c3d4", "wsb-0f9e8d7c6"
BEFORE = "wsi-0f9e8d7c6"
# 90 minutes take 2.7 s, and the 24 hours that people have 43 s.
TIME_SCALE = 2000
ENDS = 120


# This image takes 18 s: time enough to stop its run.
SLOW = {"When": {"ImageName": "win11-stopped"}, "Do": {"TakeMinutes": 600}}


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    """A stack that may deliver, with an AMI, its preset, and nothing started."""
    script = tmp_path_factory.mktemp("simulator") / "script.json"
    script.write_text(json.dumps({"Rules": [SLOW]}))
    with Stack(TIME_SCALE, script=script, state=SCENARIO.state, parameters=SCENARIO.parameters) as stack:
        scenarios.put_preset(stack, "win11", SCENARIO.preset)
        stack.register(SCENARIO.images[0])
        yield stack


def asked(stack, run):
    """Waits until the run asks people."""
    said = f"The run {run} waits for an approval"
    found = wait_for(lambda: [mail for mail in stack.mails() if is_question(mail) and said in mail["Text"]], ENDS)
    assert found, f"{run} asked nobody"


def ended(stack, run):
    """Waits for a run to end; returns what `show` says of it, by its exit code and JSON."""

    def look():
        done = command.run(stack, "show", run, "--output", "json")
        return done if done.code != 3 else None

    done = wait_for(look, ENDS)
    assert done, f"{run} did not end"
    return done.code, done.json


def bundle(stack, wanted):
    """A bundle's image, as the simulator has it."""
    [found] = [one for one in stack.simulator("state")["Bundles"] if one["BundleId"] == wanted]
    return found["ImageId"]


def request(name, **more):
    """A request with one import that nothing follows."""
    body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "d"}
    return {"Ec2ImageId": AMI, "Imports": [{"ImportWorkspaceImage": body, "OsVersion": "Windows_11"}], **more}


def file(tmp_path, name, document):
    """A file with a document."""
    path = tmp_path / name
    path.write_text(json.dumps(document))
    return path


def test_a_preset_is_started_once_approved_shown_and_set_back(stack):
    run = f"{AMI}-win11"
    first = command.good(stack, "start", "--preset", "win11", "--ami", AMI, "--output", "json").json
    assert (first["Run"], first["Started"], first["Status"]) == (run, True, "RUNNING")
    assert first["Console"].endswith(first["ExecutionArn"])
    second = command.good(stack, "start", "--preset", "win11", "--ami", AMI)
    assert f"{run} was started before" in second.stdout and "--again starts another" in second.stdout
    assert command.good(stack, "show", run, code=3).stdout.startswith(f"RUNNING {run}\n")

    asked(stack, run)
    refused = command.good(stack, "approve", run, code=1)
    assert "Shall everybody get it?" in refused.stderr and "Give --yes" in refused.stderr, refused
    assert bundle(stack, EVERYBODY) == BEFORE
    done = command.on_terminal(stack, "approve", "--latest", typed=[("Approve? [y/N] ", "y\n")])
    assert done.code == 0 and f"Approved {run} at /Imports/0/Then/0/Then/0" in done.stdout, done
    again = command.good(stack, "approve", run, "--yes", code=1)
    assert "asks nothing" in again.stderr, again

    code, shown = ended(stack, run)
    assert (code, shown["Status"], shown["Outcome"]["Status"]) == (0, "SUCCEEDED", "SUCCEEDED"), shown
    image = shown["Outcome"]["Imports"][0]["Steps"][0]["ImageId"]
    assert bundle(stack, PILOT) == bundle(stack, EVERYBODY) == image
    text = command.good(stack, "show", "--latest").stdout
    assert text.startswith(f"SUCCEEDED {run}\n") and f'bundle {PILOT}' in text and "\x1b" not in text

    set_back(stack, run, image)


def set_back(stack, run, image):
    """The way back, and that nothing is overwritten that somebody has changed since."""
    shown = command.good(stack, "rollback", run, code=1)
    assert f"bundle {PILOT}: now {image}, before the run {BEFORE}" in shown.stderr and "Give --yes" in shown.stderr, shown
    begun = command.good(stack, "rollback", run, "--yes", "--output", "json").json
    assert (begun["Run"], begun["Started"]) == (f"rollback-{run}", True)
    assert ended(stack, begun["Run"])[0] == 0
    assert bundle(stack, PILOT) == bundle(stack, EVERYBODY) == BEFORE
    already = command.good(stack, "rollback", run, "--yes")
    assert "is set back already: nothing was started" in already.stdout, already

    keys = {"aws_access_key_id": ADMINISTRATOR, "aws_secret_access_key": "local", "region_name": REGION}
    other = boto3.Session(**keys).client("workspaces", endpoint_url=stack.simulator_url, config=Config(proxies={}))
    made = other.copy_workspace_image(Name="by-hand", SourceImageId=BEFORE, SourceRegion=REGION)["ImageId"]
    assert wait_for(lambda: other.describe_workspace_images(ImageIds=[made])["Images"][0]["State"] == "AVAILABLE", ENDS)
    other.update_workspace_bundle(BundleId=PILOT, ImageId=made)
    kept = command.good(stack, "rollback", run, "--yes", code=1)
    assert f"changed since the run: bundle {PILOT}" in kept.stderr and bundle(stack, PILOT) == made, kept


def test_a_refusal_is_in_the_outcome_with_its_reason_and_what_failed_runs_again(stack, tmp_path):
    then = [{"Approve": {"Message": "Go on?"}, "Then": [{"UpdateWorkspaceBundle": {"BundleId": EVERYBODY}}]}]
    document = request("win11-asks")
    document["Imports"][0]["Then"] = then
    document["Imports"] += request("win11-quiet")["Imports"]
    run = command.good(stack, "start", file(tmp_path, f"{'two-' * 20}.json", document), "--output", "json").json["Run"]
    # So long that `import` shortens it for the names of its entries.
    assert run.startswith("two-two-") and len(run) > 69
    asked(stack, run)
    reason = "the pilot's desktops lack the VPN client"
    wrong = command.good(stack, "refuse", run, "--reason", reason, "--entry", "/Imports/1", "--yes", code=1)
    assert "--entry has to name one of: /Imports/0/Then/0" in wrong.stderr, wrong
    done = command.good(stack, "refuse", run, "--reason", reason, "--entry", "/Imports/0/Then/0", "--yes")
    assert done.stdout.startswith(f"Refused {run} at /Imports/0/Then/0"), done
    code, shown = ended(stack, run)
    assert code == 1 and shown["Outcome"]["Imports"][0]["Steps"][1]["Error"]["Code"] == "ApprovalRefused"
    assert reason in command.good(stack, "show", run, code=1).stdout

    again = command.good(stack, "rerun", run, "--yes", "--output", "json")
    assert "a new run with the 1 of 2 imports that failed" in again.stderr, again
    assert again.json["Run"] == f"{run}-again-2"
    asked(stack, again.json["Run"])
    command.good(stack, "approve", again.json["Run"], "--yes")
    code, shown = ended(stack, again.json["Run"])
    [one] = shown["Outcome"]["Imports"]
    assert code == 0 and one["Steps"][0]["Adopted"] is True, shown
    nothing = command.good(stack, "rerun", again.json["Run"], "--yes", code=1)
    assert "succeeded: there is nothing to run again" in nothing.stderr


def test_a_run_is_stopped_with_what_it_has_under_way(stack, tmp_path):
    run = command.good(stack, "start", file(tmp_path, "stop.json", request("win11-stopped")), "--output", "json").json["Run"]
    sfn, step = stack.client("stepfunctions"), stack.outputs["StepStateMachineArn"]

    def entries():
        found = sfn.list_executions(stateMachineArn=step)["executions"]
        return [one["status"] for one in found if one["name"] == f"{run}-0"]

    def begun():
        return any(image["Name"] == "win11-stopped" for image in stack.simulator("state")["WorkspaceImages"])

    assert wait_for(lambda: entries() == ["RUNNING"] and begun(), ENDS)
    assert "Give --yes" in command.good(stack, "stop", run, code=1).stderr
    done = command.good(stack, "stop", run, "--reason", "wrong AMI", "--yes")
    assert f"Stopped {run} with 1 entry that went on" in done.stdout and "AWS goes on making win11-stopped" in done.stdout
    assert wait_for(lambda: entries() == ["ABORTED"], ENDS)
    shown = command.good(stack, "show", run, code=1)
    assert shown.stdout.startswith(f"ABORTED {run}\n") and "broke off without an outcome" in shown.stdout
    assert "does not run: it is ABORTED" in command.good(stack, "stop", run, "--yes", code=1).stderr
    # What goes on is adopted.
    again = command.good(stack, "rerun", run, "--yes", "--output", "json").json["Run"]
    code, shown = ended(stack, again)
    assert code == 0 and shown["Outcome"]["Imports"][0]["Steps"][0]["Adopted"] is True, shown


def test_a_dry_run_has_a_name_of_its_own_and_changes_nothing(stack, tmp_path):
    path = file(tmp_path, "dry.json", request("win11-dry"))
    run = command.good(stack, "start", path, "--dry-run", "--output", "json").json["Run"]
    assert run.startswith("dry-dry-")
    code, shown = ended(stack, run)
    assert code == 0 and shown["Outcome"]["DryRun"] is True
    assert "win11-dry" not in json.dumps(stack.simulator("state")["WorkspaceImages"])


def test_a_faulty_request_is_not_started(stack, tmp_path):
    path = file(tmp_path, "faulty.json", request("win11 with spaces") | {"Nonsense": 1})
    before = command.good(stack, "list", "--most", "1000", "--output", "json").json["Runs"]
    done = command.good(stack, "start", path, code=1)
    assert "/Nonsense" in done.stderr and "deskport validate" in done.stderr, done
    assert command.good(stack, "list", "--most", "1000", "--output", "json").json["Runs"] == before
    for arguments, said in [
        (["--preset", "win 11", "--ami", AMI], "--preset"),
        (["--preset", "win11", "--ami", "ami-1"], "--ami"),
    ]:
        assert said in command.good(stack, "start", *arguments, code=1).stderr
    assert command.run(stack, "start").code == 2


def test_what_belongs_to_another_stack_is_refused(stack):
    arn = stack.outputs["ImportStateMachineArn"].replace(":stateMachine:", ":execution:")
    other = f"{arn}x:run"
    done = command.good(stack, "show", other, code=1)
    assert "is no run of the stack deskport" in done.stderr, done
    done = command.good(stack, "show", "a\x1b[2Jb", code=1)
    assert "is no name of a run" in done.stderr and "\x1b" not in done.stderr, done


def test_runs_are_listed_with_their_outcomes(stack):
    shown = command.good(stack, "list").stdout.splitlines()
    rows = command.good(stack, "list", "--output", "json").json["Runs"]
    assert len(shown) == len(rows) >= 5
    failed = command.good(stack, "list", "--status", "FAILED", "--output", "json").json["Runs"]
    assert failed and {row["Status"] for row in failed} == {"FAILED"}
    assert [row["StartedAt"] for row in rows] == sorted((row["StartedAt"] for row in rows), reverse=True)
    [first] = [line for line in shown if f" {AMI}-win11 " in line]
    assert "SUCCEEDED" in first and "1 of 1 imports succeeded" in first
