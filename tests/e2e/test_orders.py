"""However often and in whatever order an AMI's events come, one run follows, for each AMI and preset."""

import json
from datetime import datetime, timedelta, timezone

import cases
import pytest
import runner
import same
from runs import until

from local.stack import scenario

# What comes: lists of what comes at once, each list after everything that the one before led to has ended.
ORDERS = {
    "only-the-event": [["available"]],
    "event-missing": [["sweep"]],
    "event-twice": [["available", "available"], ["available"]],
    "event-after-the-sweep": [["sweep"], ["available"]],
    "tag-first": [["tagged", "available"]],
    "tag-long-after": [["available"], ["tagged"]],
    "every-way-at-once": [["sweep", "tagged", "available", "sweep"], ["tagged", "available", "sweep"]],
}
DAY = 86400
SWEEP = {"Sweep": True}


class Ami:
    """An AMI that asks for a preset of its own, and its events so far."""

    def __init__(self, runs, number, preset):
        self.runs, self.preset, self.reported, self.sweeps = runs, preset, 0, 0
        self.id = f"ami-0e2e3{number:012x}"
        self.run = f"{self.id}-{preset}"
        body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": f"{preset}-{{ami-id}}", "ImageDescription": "d"}
        self.document = json.dumps({"Imports": [{"ImportWorkspaceImage": body, "OsVersion": "Windows_11"}]})
        scenario.put_preset(runs.stack, preset, self.document)

    def image(self, preset=None, state="available"):
        """It was made within the last day, so that the hourly sweep sees it."""
        made = datetime.now(timezone.utc) - timedelta(hours=2)
        made = made.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        return cases.image(self.id, "windows-11", preset) | {"CreationDate": made, "State": state}

    def is_now(self, preset=None, state="available"):
        """From now on EC2 describes it in this way."""
        self.runs.stack.register(self.image(preset, state))

    def event(self, what):
        """An event about it, as PutEvents takes it."""
        return scenario.available(self.id) if what == "available" else scenario.tagged(self.id, self.preset)

    def report(self, what):
        """Sends an event about it, or starts the sweep."""
        if what == "sweep":
            machine, self.sweeps = self.runs.stack.outputs["TriggerStateMachineArn"], self.sweeps + 1
            name, text = f"sweep-{self.preset}-{self.sweeps}", json.dumps(SWEEP)
            self.runs.sfn.start_execution(stateMachineArn=machine, name=name, input=text)
        else:
            scenario.send(self.runs.stack, self.event(what))
            self.reported += 1

    def settle(self):
        """Waits until every trigger that saw it, and every sweep, has ended well."""
        until(lambda: len(self.runs.triggers(self.id)) == self.reported, f"{self.reported} triggers for {self.id}")
        triggers = self.runs.triggers(self.id)
        sweeps = [f"sweep-{self.preset}-{number + 1}" for number in range(self.sweeps)]
        triggers += [self.runs.ended(name, self.runs.stack.outputs["TriggerStateMachineArn"]) for name in sweeps]
        assert [one["status"] for one in triggers] == ["SUCCEEDED"] * len(triggers), triggers

    def has_run_once(self):
        """Its one run has ended well and was reported once."""
        self.settle()
        assert self.runs.outcome(self.run)["Status"] == "SUCCEEDED"
        assert [one["name"] for one in self.runs.runs_named(self.id)] == [self.run]
        assert len(self.runs.notifications(self.run)) == 1
        assert len(self.runs.images(self.id)) == 1

    def has_not_run(self):
        """It has led to no run so far."""
        self.settle()
        assert self.runs.runs_named(self.id) == []


@pytest.mark.parametrize("order", ORDERS)
def test_one_run_follows_on_both_engines(runs, order):
    ami = Ami(runs, list(ORDERS).index(order), order)
    ami.is_now(order)
    for together in ORDERS[order]:
        for what in together:
            ami.report(what)
        ami.has_run_once()
    answer = runner.answer(on_the_runner(ami, order))
    # Without the triggers' outputs: where a run is under way, starting it again with the same input succeeds on AWS and
    # on the runner, while MiniStack refuses its name. To `trigger` both mean that the run is there.
    same.check(runs, ami.run, answer)
    assert [one["Name"] for one in answer["Executions"] if one["Machine"] == "import"] == [ami.run]
    assert {one["Status"] for one in answer["Executions"]} == {"SUCCEEDED"}


def on_the_runner(ami, order):
    """The same, a day for each list."""
    reported = [(what, day * DAY) for day, together in enumerate(ORDERS[order]) for what in together]
    return {
        "Start": ami.runs.outcome(ami.run)["StartedAt"],
        "State": cases.STATE,
        "Rules": [cases.QUICK],
        "Images": [ami.image(order)],
        "Presets": {order: ami.document},
        "Executions": [started(ami, f"{number}-{what}", what, after) for number, (what, after) in enumerate(reported)],
        "Runs": [ami.run],
    }


def started(ami, name, what, after):
    """An event or the sweep reaches `trigger`."""
    if what == "sweep":
        return {"Machine": "trigger", "Name": name, "Input": SWEEP, "AfterSeconds": after}
    return runner.by_event(name, ami.event(what), after)


def test_the_tag_change_comes_before_the_ami_is_available(runs):
    ami = Ami(runs, 0x100, "tagged-while-pending")
    ami.is_now(ami.preset, state="pending")
    ami.report("tagged")
    ami.report("sweep")
    ami.has_not_run()
    ami.is_now(ami.preset)
    ami.report("available")
    ami.has_run_once()


def test_the_tag_is_added_after_the_ami_was_available(runs):
    ami = Ami(runs, 0x101, "tagged-later")
    ami.is_now()
    ami.report("available")
    ami.report("sweep")
    ami.has_not_run()
    ami.is_now(ami.preset)
    ami.report("tagged")
    ami.has_run_once()


def test_an_ami_that_is_enabled_again_is_available_once_more(runs):
    ami = Ami(runs, 0x102, "enabled-again")
    ami.is_now(ami.preset)
    ami.report("available")
    ami.has_run_once()
    ami.is_now(ami.preset, state="disabled")
    ami.report("sweep")
    ami.has_run_once()
    ami.is_now(ami.preset)
    ami.report("available")
    ami.report("sweep")
    ami.has_run_once()


def test_an_ami_that_was_disabled_before_anything_came_runs_once_it_is_enabled(runs):
    ami = Ami(runs, 0x103, "enabled-late")
    ami.is_now(ami.preset, state="disabled")
    ami.report("available")
    ami.has_not_run()
    ami.is_now(ami.preset)
    ami.report("available")
    ami.has_run_once()


def test_another_preset_of_the_same_ami_is_another_run(runs):
    first, second = Ami(runs, 0x104, "first-preset"), Ami(runs, 0x104, "second-preset")
    first.is_now(first.preset)
    first.report("available")
    first.has_run_once()
    first.is_now(second.preset)
    first.report("tagged")
    first.report("tagged")
    first.settle()
    assert runs.outcome(second.run)["Status"] == "SUCCEEDED"
    assert sorted(one["name"] for one in runs.runs_named(first.id)) == [first.run, second.run]
