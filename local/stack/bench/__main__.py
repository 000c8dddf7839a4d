"""Measures check-status as Lambda runs it, beside the same function in Python with boto3, in one run.

Figures are medians; the goals are ratios, because a machine's own speed cancels out in them. Python is measured twice: with sources
alone in the package, which a start compiles and can't keep in a read-only /var/task, and with bytecode. The goals are about the
faster of the two."""

import json
import os
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from pathlib import Path

from infra.tools.project import PACKAGE
from local.stack.bench.runtime_api import Function
from local.stack.built import built
from local.stack.processes import ROOT, LOCAL_HTTP, Process, answers, base_environment, wait_for

STARTS, CALLS = 15, 500
IMAGE = {"ImageId": "wsi-0a1b2c3d4", "Name": "golden", "State": "AVAILABLE"}
JOB = {
    "Operation": "ImportWorkspaceImage",
    "Name": "golden",
    "ImageId": "wsi-0a1b2c3d4",
    "Adopted": False,
    "Status": "IN_PROGRESS",
    "ElapsedSeconds": 60,
    "SecondsToNextLook": 60,
    "Polls": 0,
}
GOALS = {"init": 100, "warm, no call": 7, "peak memory": 8}


def measure(command, environment, log):
    """Starts the function several times; returns its figures."""
    inits, firsts = [], []
    for _ in range(STARTS):
        function = Function(command, environment, log)
        path, answer, first = function.invoke({"Job": JOB})
        assert path.endswith("/response") and answer["Status"] == "SUCCEEDED", (path, answer)
        inits.append(function.init)
        firsts.append(first)
        last = function
        if len(inits) < STARTS:
            function.stop()
    with_call = [last.invoke({"Job": JOB})[2] for _ in range(CALLS)]
    refused = [last.invoke({}) for _ in range(CALLS)]
    assert all(path.endswith("/error") for path, _, _ in refused)
    figures = {
        "init": statistics.median(inits),
        "first call": statistics.median(firsts),
        "warm, one call": statistics.median(with_call),
        "warm, no call": statistics.median(milliseconds for _, _, milliseconds in refused),
        "peak memory": last.peak_memory(),
    }
    last.stop()
    return figures


def main():
    folder = Path(tempfile.mkdtemp(dir=ROOT / ".local"))
    (folder / "tmp").mkdir()
    (folder / "state.json").write_text(json.dumps({"WorkspaceImages": [IMAGE]}), encoding="utf-8")
    simulator = Process(
        "simulator",
        [str(built("deskport-simulator", "release")), "--exit-with-stdin", "--state", str(folder / "state.json")],
        folder / "simulator.log",
        base_environment(folder),
    )
    try:
        endpoint = json.loads(simulator.popen.stdout.readline())["Endpoint"]
        if not wait_for(lambda: answers(f"{endpoint}/_simulator/health"), 10, simulator):
            raise simulator.failure("does not respond")
        environment = base_environment(folder) | {
            "AWS_REGION": "eu-west-1",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_ENDPOINT_URL": endpoint,
            "PYTHONPATH": str(ROOT),
            "AWS_LAMBDA_FUNCTION_NAME": "bench",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_FUNCTION_VERSION": "1",
            "AWS_LAMBDA_LOG_GROUP_NAME": "bench",
            "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
        }
        log = folder / "functions.log"
        with zipfile.ZipFile(PACKAGE / "check-status.zip") as packed:
            function = Path(packed.extract("bootstrap", folder))
        function.chmod(0o755)
        rust = measure([str(function)], environment, log)
        command_of_python = [sys.executable, "-m", "awslambdaric", "local.stack.bench.function.handler"]
        compiled = measure(command_of_python, environment, log)
        python = measure(command_of_python, environment | sources_alone(environment, folder), log)
    finally:
        simulator.stop()
    report(rust, python, compiled)
    sizes()
    command()


def sources_alone(environment, folder):
    """Settings by which Python finds the bytecode of its own library, as on Lambda, and none of the package's, and keeps none."""
    library = sysconfig.get_path("stdlib").lstrip("/")
    bytecode = folder / "bytecode"
    (bytecode / library).parent.mkdir(parents=True)
    (bytecode / library).symlink_to(Path(environment["PYTHONPYCACHEPREFIX"]) / library)
    return {"PYTHONPYCACHEPREFIX": str(bytecode), "PYTHONDONTWRITEBYTECODE": "1"}


def report(rust, python, compiled):
    """One row a figure."""
    print(f"check-status, as Lambda runs it: medians of {STARTS} starts and {CALLS} calls to a local service, no TLS\n")
    print(f"  {'':16} {'Deskport':>12} {'Python, boto3':>14} {'ratio':>7} {'with bytecode':>14} {'ratio':>7}  goal")
    for name, value in rust.items():
        unit = "MB" if name == "peak memory" else "ms"
        beside = " ".join(f"{figures[name]:>11.2f} {unit} {figures[name] / value:>6.1f}x" for figures in (python, compiled))
        goal = f"{GOALS[name]} times less" if name in GOALS else ""
        print(f"  {name:16} {value:>9.2f} {unit} {beside}  {goal}".rstrip())
    print()


def command():
    """The command's whole process, from its start to its end."""
    arguments = [str(built("deskport", "release")), "validate", str(ROOT / "examples/all-routes.json")]
    times = []
    for _ in range(STARTS * 10):
        begin = time.perf_counter_ns()
        subprocess.run(arguments, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter_ns() - begin) / 1e6)
    print(f"\n  deskport validate examples/all-routes.json, whole process: {statistics.median(times):.2f} ms   goal: 10 ms")


def sizes():
    """The functions' sizes."""
    for archive in sorted(PACKAGE.glob("*.zip")):
        with zipfile.ZipFile(archive) as opened:
            binary = opened.getinfo("bootstrap").file_size
        print(f"  {archive.stem:16} {binary / 1e6:>9.2f} MB   zip {os.path.getsize(archive) / 1e6:.2f} MB   goal: 5 MB, zip 2.5 MB")


main()
