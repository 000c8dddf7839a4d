"""A run's progress, read from the state machines' histories as a person on AWS would see it."""

import json
from dataclasses import dataclass, field


@dataclass
class Step:
    """One step of an import."""

    operation: str
    name: str
    status: str = "WAITING"
    image: str = ""
    state: str = ""
    percent: int | None = None
    error: str = ""
    adopted: bool = False


@dataclass
class Import:
    """One import: its steps, and how much of its history was read."""

    steps: list
    seen: int = 0
    ended: bool = False


@dataclass
class Run:
    """One run of the state machine `import`."""

    sfn: object
    arn: str
    image_machine: str
    imports: list = field(default_factory=list)
    status: str = "RUNNING"
    output: str = ""
    seen: int = 0

    @property
    def name(self):
        """The run's name."""
        return self.arn.rsplit(":", 1)[1]

    def outcome(self):
        """The outcome, once the run has ended; where it broke before it had one, what Step Functions says."""
        try:
            return json.loads(self.output)
        except ValueError:
            return {"Status": "FAILED", "Error": self.output}

    def look(self):
        """Reads what is new; returns whether the run goes on."""
        described = self.sfn.describe_execution(executionArn=self.arn)
        for event in self.news(self.arn, self.seen):
            self.seen = max(self.seen, event["id"])
            if not self.imports:
                self.take_plan(payload(event))
        for index, one in enumerate(self.imports):
            self.look_at(one, self.child(index))
        self.status = described["status"]
        if self.status != "RUNNING":
            self.output = described.get("output") if self.status == "SUCCEEDED" else described.get("cause", "")
            self.settle()
        return self.status == "RUNNING"

    def child(self, index):
        """The ARN of an import's own execution."""
        machine = self.image_machine.replace(":stateMachine:", ":execution:")
        return f"{machine}:{self.name}-{index}"

    def news(self, arn, seen):
        """The events after `seen`, in order; none where the execution is not there yet."""
        events, arguments = [], {"executionArn": arn, "reverseOrder": True, "maxResults": 200}
        while True:
            try:
                page = self.sfn.get_execution_history(**arguments)
            except self.sfn.exceptions.ExecutionDoesNotExist:
                return []
            events += [event for event in page["events"] if event["id"] > seen]
            if "nextToken" not in page or page["events"][-1]["id"] <= seen:
                return events[::-1]
            arguments["nextToken"] = page["nextToken"]

    def take_plan(self, found):
        """Takes the steps from plan-import's result."""
        if not isinstance(found, dict):
            return
        plan = found.get("Plan") or found
        imports = plan.get("Imports") if isinstance(plan, dict) else None
        if imports and all("Steps" in one for one in imports):
            for one in imports:
                self.imports.append(Import([Step(step["Operation"], step["Name"]) for step in one["Steps"]]))

    def look_at(self, one, arn):
        """Reads what is new of one import."""
        if one.ended:
            return
        for event in self.news(arn, one.seen):
            one.seen = max(one.seen, event["id"])
            found = payload(event)
            job = found.get("Job", found) if isinstance(found, dict) else None
            if isinstance(job, dict) and {"Operation", "Name", "Status"} <= job.keys():
                take_job(one.steps, job)
            elif "taskFailedEventDetails" in event:
                take_refusal(one.steps, event["taskFailedEventDetails"].get("error", ""))
            one.ended = one.ended or event["type"] in ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted")

    def settle(self):
        """Once the run has ended, its outcome says how each step did."""
        for one, ended in zip(self.imports, self.outcome().get("Imports", [])):
            for step, reported in zip(one.steps, ended["Steps"]):
                step.status = reported["Status"]
                step.image = reported.get("ImageId") or reported.get("ImageArn", step.image)
                step.error = reported.get("Error", {}).get("Code", "")


def payload(event):
    """A function's result, where an event shows it."""
    text = event.get("taskSucceededEventDetails", {}).get("output")
    output = json.loads(text) if text else None
    return output.get("Payload") if isinstance(output, dict) else None


def take_job(steps, job):
    """Records a job's state for the step that it belongs to."""
    for step in steps:
        if (step.operation, step.name) == (job["Operation"], job["Name"]):
            step.status = "RUNNING" if job["Status"] == "IN_PROGRESS" else job["Status"]
            step.image = job.get("ImageId") or job.get("ImageArn") or step.image
            step.state = job.get("State") or step.state
            step.percent = job.get("Progress")
            step.error = (job.get("Error") or {}).get("Code", "")
            step.adopted = bool(job.get("Adopted"))


def take_refusal(steps, error):
    """Records that a call was refused: it is tried again, or the step's end follows."""
    for step in steps:
        if step.status in ("WAITING", "RUNNING"):
            step.status, step.state, step.percent = "RUNNING", error, None
            return
