"""An import that outlives one execution's history goes on in further parts. On AWS that takes days; here the machine's
bound is 4 turns instead of 300, so that an import of 90 minutes has several parts."""

import cases
import pytest
from conftest import TIME_SCALE
from runs import Runs, until

from local.progress import Run
from local.stack import Stack

AMI = "ami-0e2e4000000000001"
BODY = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "long-{ami-id}", "ImageDescription": "d"}
THEN = [{"CreateImportedImage": {"Name": "long-{ami-id}"}}]
REQUEST = {
    "Ec2ImageId": AMI,
    "Imports": [{"ImportWorkspaceImage": BODY, "OsVersion": "Windows_11", "Then": THEN}],
}
BOUND, SMALL = "$turns < 300", "$turns < 4"


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    with Stack(TIME_SCALE, state=cases.state(tmp_path_factory.mktemp("parts"))) as stack:
        sfn, machine = stack.client("stepfunctions"), stack.outputs["ImageStateMachineArn"]
        definition = sfn.describe_state_machine(stateMachineArn=machine)["definition"]
        assert BOUND in definition
        sfn.update_state_machine(stateMachineArn=machine, definition=definition.replace(BOUND, SMALL))
        stack.register(cases.image(AMI, "windows-11"))
        yield Runs(stack)


def test_a_long_import_goes_on_in_parts_and_is_told_as_one(runs):
    machine = runs.stack.outputs["ImageStateMachineArn"]
    runs.start_by_hand("long", REQUEST)
    progress = Run(runs.sfn, runs.execution("long"), machine)
    until(lambda: not progress.look(), "the end of the run, as its progress shows it")
    outcome = runs.outcome("long")
    assert outcome["Status"] == "SUCCEEDED", outcome
    [step, then] = outcome["Imports"][0]["Steps"]
    assert (step["Status"], then["Status"]) == ("SUCCEEDED", "SUCCEEDED")
    assert len(runs.notifications("long")) == 1
    assert sorted(image["Name"] for image in runs.images(AMI)) == [f"long-{AMI}"] * 2
    # Each part but the last has looked as often as it may; one more was there for what is left.
    names = [one["name"] for one in runs.sfn.list_executions(stateMachineArn=machine)["executions"]]
    parts = ["long-0"] + [f"long-0_{number}" for number in range(1, len(names))]
    assert sorted(names) == sorted(parts) and len(parts) > 2, names
    assert all(runs.ended(name, machine)["status"] == "SUCCEEDED" for name in names)
    # The progress has followed every part to the last look of each step.
    assert [step.status for step in progress.imports[0].steps] == ["SUCCEEDED", "SUCCEEDED"]
    assert progress.imports[0].part == len(parts) - 1
    calls = [call["Operation"] for call in runs.calls(AMI)]
    assert calls.count("ImportWorkspaceImage") == 1 and calls.count("CreateImportedImage") == 1
