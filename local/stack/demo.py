"""`make demo`: carries an AMI into WorkSpaces and AppStream on the local stack, watches it by `deskport watch`, and shows the e-mail.

Everything runs on this machine: nothing is sent to AWS, and nobody is e-mailed.
"""

import json
import os
import shlex
import signal
import sys
import time

from local.stack import command
from local.stack import scenario as scenarios
from local.stack.people import People, is_question
from local.stack.processes import NotStarted, relative, wait_for
from local.stack.stack import Stack

# 90 minutes in 5.4 seconds.
TIME_SCALE = 1000
# Seconds that nothing in a demo should take; after them it says where to look.
PATIENCE = 120
# The run is as much faster: it is worth looking more often than on AWS.
CALLS_PER_SECOND = 20


class Disappointed(Exception):
    """The demo did not end as the scenario expects."""


def say(text=""):
    """Writes lines."""
    print(text, flush=True)


def title(text):
    """Writes a heading."""
    plain = not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    say(f"\n{text}\n" if plain else f"\n\x1b[1m{text}\x1b[0m\n")


def started(stack, name):
    """Waits until the event has led to a run of that name."""
    sfn = stack.client("stepfunctions")

    def executions(output):
        return sfn.list_executions(stateMachineArn=stack.outputs[output])["executions"]

    def decided():
        triggers = executions("TriggerStateMachineArn")
        return triggers and all(one["status"] != "RUNNING" for one in triggers) and triggers

    triggers = wait_for(decided, 30)
    if not triggers:
        raise Disappointed("the state machine trigger did not end within 30 s")
    if not any(one["name"] == name for one in executions("ImportStateMachineArn")):
        ended = sfn.describe_execution(executionArn=triggers[0]["executionArn"])
        said = ended.get("cause") or ended.get("output")
        raise Disappointed(f"no run named {name} was started; the state machine trigger {ended['status']}: {said}")


def watch(stack, scenario, run):
    """Watches a run to its end, as a person would; meanwhile people answer what it asks."""
    people = People(stack, scenario, run)
    say(f"\n$ deskport watch {run}\n")
    watching = command.started(stack, "watch", run, "--calls-per-second", CALLS_PER_SECOND)
    began = time.monotonic()
    try:
        while watching.poll() is None:
            people.answer()
            if time.monotonic() - began > PATIENCE:
                raise Disappointed(f"the run did not end within {PATIENCE} s")
            time.sleep(0.1)
    finally:
        # It ends as we do: by the same Ctrl-C, or now.
        watching.terminate()
        watching.wait()
    for mail, arguments, said in people.answered:
        title("The question")
        show(mail)
        say(f"\n$ deskport {shlex.join(arguments)}\n{said.rstrip()}")


def show(mail):
    """Writes an e-mail."""
    say(f"To: {mail['To']}\nSubject: {mail['Subject']}\n\n{mail['Text'].rstrip()}")


def show_end(stack, run, expected):
    """Keeps the outcome, shows the e-mail, and compares them with what is expected."""
    text, _, _ = command.said(stack, "show", run, "--output", "json")
    shown = json.loads(text)
    file = stack.dir / f"outcome-{run}.json"
    file.write_text(json.dumps(shown.get("Outcome", shown), indent=2) + "\n")
    mails = wait_for(lambda: about(stack, run), 10) or []
    for mail in mails:
        title("The e-mail")
        say(f"To: {mail['To']}\nSubject: {mail['Subject']}\n\nIts text is what deskport watch has ended with.")
    page = stack.dir / f"report-{run}.html"
    _, notes, code = command.said(stack, "report", run, "-o", page)
    if code != 0:
        raise Disappointed(f"deskport report ended with {code}: {notes}")
    say(f"\nThe run as a page (deskport report): {relative(page)}\nThe outcome as JSON: {relative(file)}")
    if shown["Status"] != expected:
        raise Disappointed(f"the run {run} ended {shown['Status']}, but {expected} is expected")
    if len(mails) != 1:
        raise Disappointed(f"{len(mails)} e-mails were sent, not one")


def about(stack, run):
    """The e-mails about a run's end."""
    return [mail for mail in stack.mails() if not is_question(mail) and f"Run:     {run}\n" in mail["Text"]]


def go_back(stack, scenario, run):
    """Sets back what the run has changed."""
    title("The way back")
    say(f"$ deskport rollback {run} --yes")
    text, notes, code = command.said(stack, "rollback", run, "--yes")
    say(f"{notes}{text}".rstrip())
    if code != 0:
        raise Disappointed(f"deskport rollback ended with {code}")
    back = f"rollback-{run}"
    watch(stack, scenario, back)
    show_end(stack, back, "SUCCEEDED")


def play(stack, scenario):
    """Plays the scenario on a stack that is there."""
    scenarios.play(scenario, stack)
    stored = "stored" if scenario.preset is not None else "not stored, though the tag names it"
    say(f"  deployed infra/template.yaml to MiniStack at {stack.engine_url}")
    say(f"  preset   /deskport/presets/{scenario.preset_name} {stored}")
    say(f"  AMI      {scenario.ami}, tagged {scenarios.TAG} = {scenario.preset_name}")
    say("  event    EC2 AMI State Change, available")
    missing = "" if scenario.preset is not None else "missing-"
    run = f"{missing}{scenario.ami}-{scenario.preset_name}"
    started(stack, run)
    say(f"  run      {run} of the state machine import")
    watch(stack, scenario, run)
    show_end(stack, run, scenario.expect)
    if scenario.way_back:
        go_back(stack, scenario, run)


def main(arguments):
    """Plays one scenario; returns the exit code."""
    name = arguments[0] if arguments else "one-fails"
    if name not in scenarios.names():
        print(f"demo: there is no scenario {name}; there are {', '.join(scenarios.names())}", file=sys.stderr)
        return 2
    # An end from outside unwinds as Ctrl-C does, so that everything started is stopped.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    scenario = scenarios.load(name)
    title(f"Deskport: {scenario.about}")
    say("  All on this machine: nothing is sent to AWS. Time runs 1000 times faster: 90 minutes take 5.4 s.\n")
    stack = Stack(TIME_SCALE, script=scenario.script, state=scenario.state, parameters=scenario.parameters)
    try:
        with stack:
            play(stack, scenario)
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
    say(f"\nThe logs are in {relative(stack.dir)}.\nOther scenarios (make demo SCENARIO=NAME): {others}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
