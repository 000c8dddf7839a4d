"""Deploys and removes a stack with the AWS SAM CLI: `python -m infra.tools.stack deploy|destroy`.

samconfig.toml holds what sam is given, an environment of it for each stack. Where it names no stack yet, sam asks, and writes the
answers there.
"""

import argparse
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from infra.tools import archive
from infra.tools.project import FUNCTIONS, PACKAGE, ROOT, TARGETS, Refused, shown

CONFIG = ROOT / "samconfig.toml"
GONE = """\
The stack is gone. What it worked with stays:
  - images, bundles and fleets in WorkSpaces and AppStream, with Deskport's tags;
  - AMIs with their tags, and presets below /deskport/presets/ in Parameter Store;
  - BYOL, where it was switched on: that can't be undone.
{logs}"""
LOGS_GONE = "The logs of its functions and state machines were deleted with it (RetainData=false)."
LOGS_KEPT = "  - its logs, until their retention is over: the log groups /aws/lambda/{name}-* and /aws/vendedlogs/states/{name}-*."


def built():
    """The architecture that the whole package was built for."""
    zips = {name: PACKAGE / f"{name}.zip" for name in FUNCTIONS}
    found = {name: archive.architecture(path) for name, path in zips.items() if path.exists()}
    if len(found) < len(FUNCTIONS):
        missing = ", ".join(name for name in FUNCTIONS if name not in found)
        raise Refused(f"{shown(PACKAGE)} lacks {missing}: run `make package` first")
    architectures = set(found.values())
    if len(architectures) != 1 or None in architectures:
        raise Refused(f"{shown(PACKAGE)} is not one package for AWS Lambda: run `make package` again")
    return architectures.pop()


def saved(config, environment):
    """What samconfig.toml says of `sam deploy` in an environment, with what it says of every command."""
    try:
        content = tomllib.loads(config.read_text()).get(environment, {})
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise Refused(f"{shown(config)} can't be read: {error}") from None
    whole, own = (content.get(command, {}).get("parameters", {}) for command in ("global", "deploy"))
    return whole | own


def lacking(config, parameters):
    """What every stack needs and an environment does not say yet, as the environment `default` has it."""
    default = saved(config, "default")
    return [
        argument
        for name in ("template_file", "capabilities")
        if name in default and name not in parameters
        for argument in (f"--{name.replace('_', '-')}", default[name])
    ]


def overrides(parameters):
    """The template's parameters that are saved, as arguments: sam takes one string of all, a list, or a table."""
    given = parameters.get("parameter_overrides", [])
    if isinstance(given, dict):
        return [f'{key}="{value}"' for key, value in given.items()]
    return [given] if isinstance(given, str) else list(given)


def asked_for(arguments, parameter="Architecture"):
    """What the arguments say of a parameter; None where they don't."""
    said = re.findall(rf'(?:^|\s|ParameterKey=){parameter}(?:=|,ParameterValue=)"?(\w+)', " ".join(arguments))
    return said[-1] if said else None


def check(architecture, arguments, config):
    """Refuses to deploy functions that would not start."""
    said = asked_for(arguments)
    if said not in (None, architecture):
        raise Refused(
            f"{shown(PACKAGE)} was built for {architecture}, but {shown(config)} says Architecture={said}: run `make package "
            f"ARCH={said}`, or change the parameter"
        )


def deploy(sam, config, environment):
    """Deploys the package that is there, with the Architecture that it was built for."""
    architecture, parameters = built(), saved(config, environment)
    arguments = overrides(parameters)
    check(architecture, arguments, config)
    # On the command line they take the place of all that are saved.
    if asked_for(arguments) is None:
        arguments.append(f"Architecture={architecture}")
    first = "stack_name" not in parameters
    command = [sam, "deploy", "--config-file", str(config), "--config-env", environment, *lacking(config, parameters)]
    command += ["--parameter-overrides", *arguments]
    done = run([*command, "--guided"] if first else command)
    if first and done == 0:
        # The answer may have been another one than was proposed.
        check(architecture, overrides(saved(config, environment)), config)
    return done


def destroy(sam, config, environment):
    """Removes the stack, and says what stays."""
    parameters = saved(config, environment)
    if "stack_name" not in parameters:
        raise Refused(f"{shown(config)} names no stack in its environment {environment}: nothing was deployed by it")
    command = [sam, "delete", "--stack-name", parameters["stack_name"]]
    command += ["--region", parameters["region"]] if "region" in parameters else []
    done = run(command)
    if done == 0:
        gone = asked_for(overrides(parameters), "RetainData") == "false"
        print(GONE.format(logs=LOGS_GONE if gone else LOGS_KEPT.format(name=parameters["stack_name"])))
    return done


def run(command):
    """Runs sam with the person's own terminal; returns its exit code."""
    return subprocess.run(command, cwd=ROOT, env={"SAM_CLI_TELEMETRY": "0"} | os.environ).returncode


def main(arguments):
    """One line says what has to be done first."""
    parser = argparse.ArgumentParser(prog="python -m infra.tools.stack")
    parser.add_argument("goal", choices=["deploy", "destroy"])
    parser.add_argument("--sam", default="sam")
    parser.add_argument("--arch", choices=sorted(TARGETS), help="what the package has to be built for")
    parser.add_argument("--config-file", type=Path, default=CONFIG)
    parser.add_argument("--config-env", default="default")
    given = parser.parse_args(arguments)
    try:
        if given.goal == "destroy":
            return destroy(given.sam, given.config_file, given.config_env)
        if given.arch not in (None, there := built()):
            raise Refused(f"{shown(PACKAGE)} was built for {there}: run `make package ARCH={given.arch}` first")
        return deploy(given.sam, given.config_file, given.config_env)
    except Refused as refused:
        print(f"{given.goal}: {refused}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
