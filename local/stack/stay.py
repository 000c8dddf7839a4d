"""`make try`: a local stack with a scenario's AMI and preset, for as long as it is wanted, to try the command on it.

Everything runs on this machine: nothing is sent to AWS, and nobody is e-mailed.
"""

import shlex
import signal
import sys
import threading

from local.stack import scenario as scenarios
from local.stack.built import built
from local.stack.command import environment
from local.stack.processes import ADMINISTRATOR, NotStarted, relative
from local.stack.stack import Stack

# 90 minutes take 54 s: time enough to look, and to answer.
TIME_SCALE = 100


def settings(stack):
    """What a shell has to export."""
    found = {name: value for name, value in environment(stack).items() if name.startswith("AWS_")}
    return found | {"AWS_ACCESS_KEY_ID": ADMINISTRATOR, "AWS_SECRET_ACCESS_KEY": "local"}


def explain(stack, scenario):
    """How to go on in another terminal."""
    print(f"A local stack: {scenario.about}.\nTime runs {TIME_SCALE} times faster. In another terminal:\n")
    for name, value in sorted(settings(stack).items()):
        print(f"export {name}={shlex.quote(value)}")
    print(f"export PATH={shlex.quote(str(built('deskport').parent))}:$PATH\n")
    print(f"deskport --help\ndeskport plan --preset {scenario.preset_name} --ami {scenario.ami}")
    print(f"deskport start --preset {scenario.preset_name} --ami {scenario.ami} --wait\n")
    print(f"What would be mailed is in {relative(stack.dir / 'mail')}. Ctrl-C ends the stack.", flush=True)


def main(arguments):
    """Starts it and waits; returns the exit code."""
    name = arguments[0] if arguments else "deliver"
    if name not in scenarios.names():
        print(f"try: there is no scenario {name}; there are {', '.join(scenarios.names())}", file=sys.stderr)
        return 2
    # An end from outside unwinds as Ctrl-C does, so that everything started is stopped.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    scenario = scenarios.load(name)
    try:
        with Stack(TIME_SCALE, script=scenario.script, state=scenario.state, parameters=scenario.parameters) as stack:
            if scenario.preset is not None:
                scenarios.put_preset(stack, scenario.preset_name, scenario.preset)
            for image in scenario.images:
                stack.register(image)
            explain(stack, scenario)
            threading.Event().wait()
    except KeyboardInterrupt:
        print("\ntry: the stack is gone; nothing is left running", file=sys.stderr)
    except NotStarted as error:
        print(f"try: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
