"""Starting runs on the stack, and waiting for their results."""

import json
import time

from local.stack import scenario

# Seconds after which a run that has not ended counts as lost: all of them together take some 20.
PATIENCE = 180


class Runs:
    """The runs of one stack, and the notifications that a queue at its topic got."""

    def __init__(self, stack):
        self.stack = stack
        self.sfn, self.sqs = stack.client("stepfunctions"), stack.client("sqs")
        self.import_machine = stack.outputs["ImportStateMachineArn"]
        self.received, self.events, self.in_chat = {}, [], []
        self.subscribe()
        self.listen()

    def subscribe(self):
        """Subscribes a queue to the topic, and another to the one for chat."""
        self.queue = subscribed(self.stack, self.stack.outputs["TopicArn"], "notifications")
        # Only a stack with the parameter ChatNotifications has a topic for chat.
        if chat := self.stack.outputs.get("ChatTopicArn"):
            self.chat_queue = subscribed(self.stack, chat, "chat", RawMessageDelivery="true")

    def listen(self):
        """Has a rule on the default bus send Deskport's events to a queue."""
        self.events_queue, arn = made(self.stack, "events", "events.amazonaws.com")
        events = self.stack.client("events")
        events.put_rule(Name="others", EventPattern=json.dumps({"source": ["deskport"]}))
        events.put_targets(Rule="others", Targets=[{"Id": "queue", "Arn": arn}])

    def start(self, case):
        """Starts a case as its file says."""
        if image := case.image():
            self.stack.register(image)
        if case.by_event:
            scenario.put_preset(self.stack, case.name, case.preset)
            scenario.send_available(self.stack, case.ami)
        else:
            self.start_by_hand(case.run, case.said["Request"])

    def start_by_hand(self, name, request):
        """Starts `import` as a person does from the console."""
        self.sfn.start_execution(stateMachineArn=self.import_machine, name=name, input=json.dumps(request))

    def execution(self, name, machine=None):
        """The ARN of an execution."""
        return f"{(machine or self.import_machine).replace(':stateMachine:', ':execution:')}:{name}"

    def ended(self, name, machine=None):
        """Waits for an execution to end; returns its description."""

        def look():
            try:
                described = self.sfn.describe_execution(executionArn=self.execution(name, machine))
            except self.sfn.exceptions.ExecutionDoesNotExist:
                return None
            return described if described["status"] != "RUNNING" else None

        return until(look, f"the end of {name}")

    def outcome(self, name):
        """Waits for a run to end; returns its outcome, wherever Step Functions puts it."""
        described = self.ended(name)
        if described["status"] == "SUCCEEDED":
            return json.loads(described["output"])
        assert described["status"] == "FAILED", described
        assert described["error"] in ("ImportFailed", "InvalidRequest"), described
        return json.loads(described["cause"])

    def notifications(self, name):
        """The notifications of a run that has ended: what the queue got, as SNS wraps it."""
        until(lambda: self.receive() or self.received.get(name), f"a notification of {name}")
        return self.received[name]

    def receive(self):
        """Takes what is in the queue."""
        while messages := self.sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                envelope = json.loads(message["Body"])
                # MiniStack sends what a machine publishes without attributes; a note that a run waits is no outcome.
                attributes = envelope.get("MessageAttributes", {})
                if "Run" in attributes and attributes["Status"]["Value"] != "WAITING":
                    self.received.setdefault(json.loads(envelope["Message"])["Run"], []).append(envelope)
                self.sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])

    def mails(self, subject, text):
        """The e-mails with that subject that have that text."""
        return [mail for mail in self.stack.mails() if mail["Subject"] == subject and text in mail["Text"]]

    def triggers(self, ami):
        """Waits for all executions of `trigger` to end; returns those that an AMI's event started."""
        machine = self.stack.outputs["TriggerStateMachineArn"]

        def look():
            executions = self.sfn.list_executions(stateMachineArn=machine)["executions"]
            return executions if all(one["status"] != "RUNNING" for one in executions) else None

        described = [
            self.sfn.describe_execution(executionArn=one["executionArn"])
            for one in until(look, "the end of all triggers")
        ]
        return [one for one in described if ami in one["input"]]

    def runs_named(self, text):
        """The executions of `import` whose name has that text."""
        executions = self.sfn.list_executions(stateMachineArn=self.import_machine)["executions"]
        return [one for one in executions if text in one["name"]]

    def calls(self, text):
        """The simulator's journal: the calls whose input has that text."""
        calls = self.stack.simulator("state")["Calls"]
        return [call for call in calls if text in json.dumps(call["Input"])]

    def images(self, text):
        """The images, of both services, whose name has that text."""
        state = self.stack.simulator("state")
        return [one for one in state["WorkspaceImages"] + state["AppStreamImages"] if text in one["Name"]]

    def log(self, group, text):
        """The lines of a log group that have that text; it is named without the part of the stack's id."""
        pages = self.stack.client("logs").get_paginator("filter_log_events").paginate(logGroupName=log_group(self.stack, group))
        return [event["message"] for page in pages for event in page["events"] if text in event["message"]]


def log_group(stack, name):
    """The whole name of the log group whose name goes on with a part of its stack's id."""
    [group] = stack.client("logs").describe_log_groups(logGroupNamePrefix=f"{name}-")["logGroups"]
    return group["logGroupName"]


def made(stack, name, service):
    """Makes a queue that a service may send to; returns its URL and its ARN."""
    sqs = stack.client("sqs")
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sqs:SendMessage"}
    policy = {"Version": "2012-10-17", "Statement": [allow | {"Resource": arn}]}
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
    return queue, arn


def subscribed(stack, topic, name, **attributes):
    """Subscribes a new queue to a topic; returns the queue's URL."""
    queue, arn = made(stack, name, "sns.amazonaws.com")
    stack.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes=attributes)
    return queue


def until(look, what):
    """Waits until what is looked for is there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what} did not come within {PATIENCE} s")
