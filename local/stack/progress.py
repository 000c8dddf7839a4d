"""A run's progress, read from the state machines' histories as a person on AWS would see it."""

import json
from dataclasses import dataclass, field


@dataclass
class Step:
    """One step of an import, which is an execution of its own."""

    operation: str
    name: str
    path: str
    status: str = "WAITING"
    image: str = ""
    state: str = ""
    percent: int | None = None
    error: str = ""
    adopted: bool = False
    # How much of its history was read.
    seen: int = 0
    ended: bool = False


@dataclass
class Import:
    """One import: its own step, then those of its Then."""

    steps: list


@dataclass
class Run:
    """One run of the state machine `import`."""

    sfn: object
    arn: str
    step_machine: str
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
        for step in (step for one in self.imports for step in one.steps):
            self.look_at(step, self.execution(step))
        self.status = described["status"]
        if self.status != "RUNNING":
            self.output = described.get("output") if self.status == "SUCCEEDED" else described.get("cause", "")
            self.settle()
        return self.status == "RUNNING"

    def execution(self, step):
        """The ARN of a step's own execution: its place in the tree of entries is the end of its name."""
        machine = self.step_machine.replace(":stateMachine:", ":execution:")
        places = "-".join(part for part in step.path.split("/") if part.isdigit())
        return f"{machine}:{self.name}-{places}"

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
                self.imports.append(Import([Step(step["Operation"], named(step), step["Path"]) for step in one["Steps"]]))

    def look_at(self, step, arn):
        """Reads what is new of one step."""
        if step.ended:
            return
        for event in self.news(arn, step.seen):
            step.seen = max(step.seen, event["id"])
            found = payload(event)
            if isinstance(found, dict) and "Handle" in found:
                take_job(step, found["Handle"])
            elif event.get("taskScheduledEventDetails", {}).get("resource", "").endswith(".waitForTaskToken"):
                step.status, step.state = "RUNNING", "waits for an answer"
            elif "taskFailedEventDetails" in event and not step.ended:
                step.status, step.state, step.percent = "RUNNING", event["taskFailedEventDetails"].get("error", ""), None
            step.ended = step.status in ("SUCCEEDED", "FAILED", "TIMED_OUT")

    def settle(self):
        """Once the run has ended, its outcome says how each step did."""
        for one, ended in zip(self.imports, self.outcome().get("Imports", [])):
            for step, reported in zip(one.steps, ended["Steps"]):
                step.status = reported["Status"]
                step.image = reported.get("ImageId") or reported.get("ImageArn", step.image)
                step.error = reported.get("Error", {}).get("Code", "")


def named(step):
    """What a step makes, by its name, what it changes, by its id, or what it asks."""
    request = step["Request"]
    changed = step.get("Name") or request.get("BundleId") or request.get("SharedAccountId")
    return changed or request["Message"].replace("\n", " ")


def payload(event):
    """A function's result, where an event shows it."""
    text = event.get("taskSucceededEventDetails", {}).get("output")
    output = json.loads(text) if text else None
    return output.get("Payload") if isinstance(output, dict) else None


def take_job(step, job):
    """Records a job's state for its step."""
    step.status = "RUNNING" if job["Status"] == "IN_PROGRESS" else job["Status"]
    step.image = job.get("ImageId") or job.get("ImageArn") or step.image
    step.state = job.get("State") or step.state
    step.percent = job.get("Progress")
    step.error = (job.get("Error") or {}).get("Code", "")
    step.adopted = bool(job.get("Adopted"))
