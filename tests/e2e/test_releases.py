"""A stack is updated while runs are under way, and rolled back: each run ends with the functions that it began with."""

import json
import re
import zipfile

import cases
import people
import pytest
from runs import Runs, log_group

from local.stack.deploy import TEMPLATE, NotDeployed, update
from local.stack.pack import FUNCTIONS, LOCAL_ZIPS
from local.stack.stack import NAME, Stack

AMI = "ami-0e2e2000000000004"
FIRST, SECOND = "wsb-0e2e00001", "wsb-0e2e00002"
# An import of 90 minutes takes 2.7 s, and people have 300 s to answer: an update takes less.
TIME_SCALE = 2000
# Those that log a line with the run's name for each call.
CALLING = ("start-import", "check-status", "deliver", "notify")
# A resource that can't be made, when everything else is done.
FAILING = """
  Failing:
    Type: AWS::StepFunctions::StateMachineVersion
    DependsOn: AftermathStateMachine
    Properties: { StateMachineArn: !Ref TriggerStateMachine, StateMachineRevisionId: of-another-machine }

Outputs:
"""


class Released:
    """A stack that delivers to one bundle, and updates of it."""

    def __init__(self, stack):
        self.stack, self.runs = stack, Runs(stack)
        self.parameters = stack.given()

    def update(self, zips=LOCAL_ZIPS, template=TEMPLATE, **parameters):
        """Updates the stack to another release, or to other parameters."""
        s3, cloudformation = self.stack.client("s3"), self.stack.client("cloudformation")
        outputs = update(s3, cloudformation, NAME, self.parameters | parameters, template, zips)
        assert outputs == self.stack.outputs

    def start(self, name, bundle):
        """Starts a run that imports, asks people, and then gives the bundle the image."""
        body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "d"}
        entry = {"Approve": {"Message": "Go on?", "Hours": 168}, "Then": [{"UpdateWorkspaceBundle": {"BundleId": bundle}}]}
        request = {"Ec2ImageId": AMI, "Imports": [{"ImportWorkspaceImage": body, "OsVersion": "Windows_11", "Then": [entry]}]}
        self.runs.start_by_hand(name, request)

    def question(self, name):
        """Waits until a run asks; returns the e-mail's text."""
        return people.question(self.runs, "Deskport: approve the next steps?", f"The run {name} waits")

    def versions_called(self, name, function):
        """The versions of a function that wrote to its log for a run: a stream is named DATE/[VERSION]ID."""
        pages = self.stack.client("logs").get_paginator("filter_log_events")
        group = log_group(self.stack, f"/aws/lambda/{NAME}-{function}")
        events = [event for page in pages.paginate(logGroupName=group) for event in page["events"]]
        streams = [event["logStreamName"] for event in events if name in event["message"]]
        return {re.search(r"/\[([^]]+)\]", stream)[1] for stream in streams}

    def ended(self, name, version):
        """Whether a run has ended well, with this version of every function, its last step included."""
        outcome = self.runs.outcome(name)
        assert [step["Status"] for step in outcome["Imports"][0]["Steps"]] == ["SUCCEEDED"] * 3, outcome
        called = {function: self.versions_called(name, function) for function in CALLING}
        assert called == {function: {version} for function in CALLING}

    def refused(self, name, bundle):
        """Whether a run is refused that would change this bundle."""
        self.start(name, bundle)
        violations = self.runs.outcome(name)["Violations"]
        assert [one["Given"] for one in violations] == [bundle], violations

    def published(self):
        """The published versions of each function: number, digest of the code, and environment."""
        client = self.stack.client("lambda")
        resources = self.stack.client("cloudformation").describe_stack_resources(StackName=NAME)["StackResources"]
        names = {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in resources}
        found = {}
        for function in FUNCTIONS:
            name = names["".join(word.capitalize() for word in function.split("-")) + "Function"]
            listed = client.list_versions_by_function(FunctionName=name)["Versions"]
            versions = [one for one in listed if one["Version"] != "$LATEST"]
            found[function] = [(one["Version"], one["CodeSha256"], one["Environment"]["Variables"]) for one in versions]
        return found


@pytest.fixture
def released(tmp_path):
    """A stack of the first release."""
    bundles = [bundle for bundle in cases.STATE["Bundles"] if bundle["BundleId"] == FIRST]
    state = cases.state(tmp_path, Bundles=[*bundles, *(bundle | {"BundleId": SECOND, "Name": "everybody"} for bundle in bundles)])
    with Stack(TIME_SCALE, state=state, parameters={"DeliveryBundles": FIRST, "ApprovalPage": "true"}) as stack:
        stack.register(cases.image(AMI, "windows-11"))
        yield Released(stack)


def another_release(folder):
    """The functions with another package of deliver: the same program, and a file beside it."""
    folder.mkdir()
    for function in FUNCTIONS:
        (folder / f"{function}.zip").symlink_to(LOCAL_ZIPS / f"{function}.zip")
    changed = folder / "deliver.zip"
    packed = changed.read_bytes()
    changed.unlink()
    changed.write_bytes(packed)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr("release", "another")
    return folder


def without_a_version(released, name):
    """A run of `step` that does not get its version, as earlier releases start it, starts those below it nevertheless."""
    runs, machine = released.runs, released.stack.outputs["StepStateMachineArn"]
    given = json.loads(runs.ended(f"{name}-0", machine)["input"])
    assert re.fullmatch(rf"{machine}:\d+", given.pop("StateMachineVersionArn"))
    runs.sfn.start_execution(stateMachineArn=machine, name="earlier", input=json.dumps(given | {"DryRun": True}))
    output = json.loads(runs.ended("earlier", machine)["output"])
    assert [step["Status"] for step in output["Steps"]] == ["SUCCEEDED"] * 3, output
    assert runs.ended("earlier-0-0", machine)["status"] == "SUCCEEDED"


def test_a_run_ends_with_the_functions_that_it_began_with_after_an_update_and_after_a_rollback(released, tmp_path):
    released.start("before", FIRST)
    question = released.question("before")

    released.update(another_release(tmp_path / "zips"), DeliveryBundles=SECOND)
    # What is below the approval is started only now: by the old release's machines, with its functions and its parameter.
    people.say(released.runs, question, "send-task-success")
    released.ended("before", "1")
    released.refused("before-refused", FIRST)
    released.start("after", SECOND)
    question = released.question("after")

    released.update()
    people.say(released.runs, question, "send-task-success")
    released.ended("after", "2")
    released.refused("after-refused", SECOND)
    released.start("back", FIRST)
    people.say(released.runs, released.question("back"), "send-task-success")
    released.ended("back", "3")

    without_a_version(released, "back")

    digests = [digest for _, digest, _ in released.published()["deliver"]]
    assert digests[0] == digests[2] != digests[1], digests


def test_an_update_that_fails_changes_nothing_for_runs_before_and_after_it(released, tmp_path):
    released.start("before", FIRST)
    question = released.question("before")
    template = tmp_path / "template.yaml"
    template.write_text(TEMPLATE.read_text().replace("\nOutputs:\n", FAILING))

    with pytest.raises(NotDeployed, match="UPDATE_ROLLBACK_COMPLETE"):
        released.update(another_release(tmp_path / "zips"), template, DeliveryBundles=SECOND)
    assert len(released.published()["deliver"]) > 1
    people.say(released.runs, question, "send-task-success")
    released.ended("before", "1")
    released.refused("refused", SECOND)
    released.start("after", FIRST)
    people.say(released.runs, released.question("after"), "send-task-success")
    [version] = released.versions_called("after", "deliver")
    code = {number: digest for number, digest, _ in released.published()["deliver"]}
    assert code[version] == code["1"]
    released.ended("after", version)


def test_a_parameter_alone_publishes_versions_where_it_reaches_the_functions(released):
    first = released.published()
    assert {function: [number for number, _, _ in versions] for function, versions in first.items()} == dict.fromkeys(FUNCTIONS, ["1"])
    released.update(LogRetentionDays="30")
    assert released.published() == first

    released.update(LogRetentionDays="30", DeliveryBundles=f"{FIRST},{SECOND}")
    for function, versions in released.published().items():
        [(_, digest, before), (number, same_digest, after)] = versions
        assert (number, same_digest) == ("2", digest), function
        # Lambda publishes no version of a function that has not changed.
        assert before["SETTINGS_REVISION"] != after["SETTINGS_REVISION"], function
        if function in ("plan-import", "start-import", "deliver"):
            assert (before["DELIVERY_BUNDLES"], after["DELIVERY_BUNDLES"]) == (FIRST, f"{FIRST},{SECOND}")
