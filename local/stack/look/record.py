"""Records the run of play.py for the command's tests: `python -m local.stack.look.record deskport/testdata/runs/tree.json`.

The local stack shortens waits; in the record the times are stretched to what they would be, and begin at a fixed time, so that the page
of it looks like that of a run on AWS. Of the histories it keeps what the command reads, and no task token.
"""

import json
import re
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from local.stack.look import play
from local.stack.processes import wait_for
from local.stack.stack import Stack

TIME_SCALE = 240
BEGIN = datetime(2026, 11, 18, 21, 6, tzinfo=timezone.utc)
# People take two hours and a half to answer.
PAUSE = 150 * 60 / TIME_SCALE
TIME = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
ENDS = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")


class Record:
    """What is kept of a run."""

    def __init__(self, sfn, execution):
        self.sfn = sfn
        self.described = sfn.describe_execution(executionArn=execution)
        self.began, self.ended = self.described["startDate"], self.described["stopDate"]

    def at(self, moment):
        """A moment as it would be on AWS."""
        moment = BEGIN + (moment - self.began) * TIME_SCALE
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def stretched(self, text):
        """A text with all times within the run as they would be on AWS."""

        def one(found):
            moment = datetime.fromisoformat(found[0].replace("Z", "+00:00"))
            near = timedelta(seconds=1)
            return self.at(moment) if self.began - near <= moment <= self.ended + near else found[0]

        return TIME.sub(one, text)

    def event(self, event):
        """An event with what the command reads of it; None where that is nothing."""
        kind, kept = event["type"], {"At": self.at(event["timestamp"])}
        if kind.endswith("StateEntered"):
            return kept | {"State": event["stateEnteredEventDetails"]["name"]}
        if kind == "TaskScheduled":
            details = event["taskScheduledEventDetails"]
            payload = json.loads(self.stretched(details.get("parameters") or "{}")).get("Payload", {})
            finished = {"Payload": {"Finished": payload["Finished"]}} if "Finished" in payload else {}
            return kept | {"Scheduled": details["resource"], "Arguments": json.dumps(finished)}
        if kind == "TaskSucceeded":
            payload = json.loads(self.stretched(event["taskSucceededEventDetails"].get("output", "{}"))).get("Payload", {})
            known = {name: payload[name] for name in ("Plan", "Handle", "Event") if isinstance(payload, dict) and name in payload}
            return kept | {"Succeeded": json.dumps({"Payload": known})}
        if kind in ("TaskFailed", "TaskTimedOut"):
            details = event.get("taskFailedEventDetails", {})
            return kept | {"Failed": details.get("error", "States.Timeout"), "Cause": details.get("cause", "")}
        return kept | {"Ended": True} if kind in ENDS else None

    def history(self, execution):
        """The events of an execution; none where there is none."""
        try:
            pages = self.sfn.get_paginator("get_execution_history").paginate(executionArn=execution)
            events = [event for page in pages for event in page["events"]]
        except self.sfn.exceptions.ExecutionDoesNotExist:
            return []
        return [kept for event in events if (kept := self.event(event))]

    def whole(self, step_machine):
        """The run: its execution and all histories."""
        histories = {"": self.history(self.described["executionArn"])}
        plans = (json.loads(event.get("Succeeded", "{}")).get("Payload", {}).get("Plan") for event in histories[""])
        plan = next(plan for plan in plans if plan)
        for step in (step for one in plan["Imports"] for step in one["Steps"]):
            places = "-".join(part for part in step["Path"].split("/") if part.isdigit())
            machine = step_machine.replace(":stateMachine:", ":execution:")
            histories[step["Path"]] = self.history(f"{machine}:{self.described['name']}-{places}")
        names = {"Arn": "executionArn", "Name": "name", "Status": "status", "Input": "input", "Output": "output", "Error": "error", "Cause": "cause"}
        kept = {ours: self.described[theirs] for ours, theirs in names.items() if theirs in self.described}
        kept = {name: self.stretched(value) for name, value in kept.items()}
        return {"Execution": kept | {"StartedAt": self.at(self.began), "EndedAt": self.at(self.ended)}, "Histories": histories}


def main(target):
    """Records the run into a file."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.json"
        script.write_text(json.dumps(play.SCRIPT))
        with Stack(TIME_SCALE, script=script, state=play.STATE, parameters=play.PARAMETERS) as stack:
            sfn = stack.client("stepfunctions")
            execution = play.start(stack, "golden-win11-2026-11")
            text = play.question(stack, "golden-win11-2026-11")
            time.sleep(PAUSE)
            sfn.send_task_success(taskToken=re.search(r"--task-token '([^']+)'", text)[1], output="{}")
            wait_for(lambda: sfn.describe_execution(executionArn=execution)["status"] != "RUNNING", 600)
            run = Record(sfn, execution).whole(stack.outputs["StepStateMachineArn"])
    lines = [f'"{path}": [\n' + ",\n".join(json.dumps(event) for event in events) + "\n]" for path, events in run["Histories"].items()]
    text = f'{{ "Execution": {json.dumps(run["Execution"])},\n"Histories": {{\n' + ",\n".join(lines) + "\n} }\n"
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    Path(target).write_text(text)
    print(f"  {run['Execution']['Status']}: {target}")


if __name__ == "__main__":
    main(*sys.argv[1:])
