"""`make demo`: carries an AMI into WorkSpaces and AppStream on the local stack, and shows the e-mail.

Everything runs on this machine: nothing is sent to AWS, and nobody is e-mailed.
"""

import json
import signal
import sys
import time

from local.stack import scenario as scenarios
from local.stack.people import People, is_question
from local.stack.processes import NotStarted, relative, wait_for
from local.stack.progress import Run
from local.stack.screen import Screen
from local.stack.stack import Stack

# 90 minutes in 5.4 seconds.
TIME_SCALE = 1000
# Seconds that nothing in a demo should take; after them it says where to look.
PATIENCE = 120


class Disappointed(Exception):
    """The demo did not end as the scenario expects."""


def find_run(stack, name):
    """The execution of `import` that the event led to."""
    sfn = stack.client("stepfunctions")
    machine = stack.outputs["ImportStateMachineArn"]
    arn = f"{machine.replace(':stateMachine:', ':execution:')}:{name}"

    def executions(output):
        return sfn.list_executions(stateMachineArn=stack.outputs[output])["executions"]

    def decided():
        triggers = executions("TriggerStateMachineArn")
        return triggers and all(one["status"] != "RUNNING" for one in triggers) and triggers

    triggers = wait_for(decided, 30)
    if not triggers:
        raise Disappointed("the state machine trigger did not end within 30 s")
    if not any(one["executionArn"] == arn for one in executions("ImportStateMachineArn")):
        ended = sfn.describe_execution(executionArn=triggers[0]["executionArn"])
        said = ended.get("cause") or ended.get("output")
        raise Disappointed(f"no run named {name} was started; the state machine trigger {ended['status']}: {said}")
    return Run(sfn, arn, stack.outputs["StepStateMachineArn"])


def watch(run, screen, people):
    """Shows the run until it ends; meanwhile people answer what it asks."""
    screen.begin()
    started = time.monotonic()
    while True:
        goes_on = run.look()
        people.answer()
        screen.show(run.imports, (time.monotonic() - started) * TIME_SCALE / 60)
        if not goes_on:
            return
        if time.monotonic() - started > PATIENCE:
            raise Disappointed(f"the run did not end within {PATIENCE} s")
        time.sleep(0.2)


def show_end(stack, run, expected, screen):
    """Shows the outcome and the e-mail, and compares them with what is expected; returns the outcome."""
    outcome = run.outcome()
    file = stack.dir / f"outcome-{run.name}.json"
    file.write_text(json.dumps(outcome, indent=2) + "\n")
    imports = outcome.get("Imports", [])
    ready = sum(one["Status"] == "SUCCEEDED" for one in imports)
    counts = f", {ready} of {len(imports)} imports ready" if imports else ""
    faults = len(outcome.get("Violations", []))
    counts += f", {faults} {'violation' if faults == 1 else 'violations'} in the request" if faults else ""
    status = outcome["Status"]
    screen.title("The outcome")
    screen.say(f"  {screen.paint(status, status)}{counts}; as JSON in {relative(file)}")
    mails = wait_for(lambda: about(stack, run), 10) or []
    for mail in mails:
        screen.title("The e-mail")
        screen.mail(mail)
    if status != expected:
        raise Disappointed(f"the run {run.name} ended {status}, but {expected} is expected")
    if len(mails) != 1:
        raise Disappointed(f"{len(mails)} e-mails were sent, not one")
    return outcome


def about(stack, run):
    """The e-mails about a run's end."""
    return [mail for mail in stack.mails() if not is_question(mail) and f"Run:     {run.name}\n" in mail["Text"]]


def go_back(stack, outcome, screen, people):
    """Starts the request that sets back what the run has changed."""
    sfn, machine = stack.client("stepfunctions"), stack.outputs["ImportStateMachineArn"]
    started = sfn.start_execution(stateMachineArn=machine, name="way-back", input=json.dumps(outcome["WayBack"]))
    screen.title("The way back")
    screen.say("  started  import with the outcome's WayBack\n")
    run = Run(sfn, started["executionArn"], stack.outputs["StepStateMachineArn"])
    watch(run, screen, people)
    show_end(stack, run, "SUCCEEDED", screen)


def play(stack, scenario, screen):
    """Plays the scenario on a stack that is there."""
    scenarios.play(scenario, stack)
    stored = "stored" if scenario.preset is not None else "not stored, though the tag names it"
    screen.say(f"  deployed infra/template.yaml to MiniStack at {stack.engine_url}")
    screen.say(f"  preset   /deskport/presets/{scenario.preset_name} {stored}")
    screen.say(f"  AMI      {scenario.ami}, tagged {scenarios.TAG} = {scenario.preset_name}")
    screen.say("  event    EC2 AMI State Change, available")
    missing = "" if scenario.preset is not None else "missing-"
    run = find_run(stack, f"{missing}{scenario.ami}-{scenario.preset_name}")
    screen.say(f"  run      {run.name} of the state machine import")
    people = People(stack, scenario, screen)
    watch(run, screen, people)
    outcome = show_end(stack, run, scenario.expect, screen)
    if scenario.way_back:
        go_back(stack, outcome, screen, people)


def main(arguments):
    """Plays one scenario; returns the exit code."""
    screen = Screen()
    name = arguments[0] if arguments else "one-fails"
    if name not in scenarios.names():
        print(f"demo: there is no scenario {name}; there are {', '.join(scenarios.names())}", file=sys.stderr)
        return 2
    # An end from outside unwinds as Ctrl-C does, so that everything started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    scenario = scenarios.load(name)
    screen.title(f"Deskport: {scenario.about}")
    screen.say("  All on this machine: nothing is sent to AWS. Time runs 1000 times faster: 90 minutes take 5.4 s.\n")
    stack = Stack(TIME_SCALE, script=scenario.script, state=scenario.state, parameters=scenario.parameters)
    try:
        with stack:
            play(stack, scenario, screen)
    except KeyboardInterrupt:
        print("\ndemo: stopped; nothing is left running", file=sys.stderr)
        return 130
    except NotStarted as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    except Disappointed as error:
        print(f"\ndemo: {error}. The logs are in {relative(stack.dir)}", file=sys.stderr)
        return 1
    others = ", ".join(other for other in scenarios.names() if other != name)
    screen.say(f"\nThe logs are in {relative(stack.dir)}.\nOther scenarios (make demo SCENARIO=NAME): {others}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
