"""The local stack's own tools: the demo, the processes, the packing, the tally."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jsonata import JException, Jsonata, Parser

from local.stack import expressions, processes, stack, tally
from local.stack.built import built
from local.stack.processes import ROOT, NotStarted, wait_for

DEMO = [sys.executable, "-m", "local.stack.demo"]
TALLY = [sys.executable, "-m", "local.stack.tally"]


def descendants(session):
    """The processes whose environment names a run of the local stack started by that process."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"-{session}-".encode() in entry.read_bytes() and int(entry.parent.name) != session:
                found.append(int(entry.parent.name))
        except OSError:
            continue
    return found


AT_ONCE = {
    "violations": {
        "bad-request": ["Subject: Deskport: nothing started", "/Imports/0/ImportWorkspaceImage"],
        "missing-preset": ["Subject: Deskport: nothing started", "/deskport/presets/win12"],
    },
    "delivery": {
        "deliver": ["--yes\nApproved ami-", "(UpdateFleet): set", "wsb-0b2c3d4e5 in us-east-1", "The way back: "],
        "refused": ["Refused ami-", "wsb-0f9e8d7c6 (UpdateWorkspaceBundle): not started", "Run:     rollback-ami-", "report-rollback-ami-"],
    },
}


@pytest.mark.parametrize("scenarios", AT_ONCE.values(), ids=AT_ONCE)
def test_two_demos_at_once_show_their_mails_and_leave_nothing_behind(scenarios):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    started = {name: subprocess.Popen([*DEMO, name], cwd=ROOT, **pipes) for name in scenarios}
    for name, process in started.items():
        output, errors = process.communicate(timeout=120)
        assert process.returncode == 0, output + errors
        assert all(text in output for text in scenarios[name])
        assert "\x1b" not in output
        assert descendants(process.pid) == []


@pytest.fixture(params=[signal.SIG_DFL, signal.SIG_IGN], ids=["foreground", "background"])
def interrupts(request):
    """SIGINT as these tests may have inherited it: a shell that starts them in the background has it ignored."""
    before = signal.signal(signal.SIGINT, request.param)
    yield
    signal.signal(signal.SIGINT, before)


def at_a_terminal():
    """What a shell does before it starts a program in the foreground: Ctrl-C reaches it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.usefixtures("interrupts")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_demo_that_is_stopped_leaves_nothing_behind(sent):
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(DEMO, cwd=ROOT, preexec_fn=at_a_terminal, **pipes)
    while "ImportWorkspaceImage" not in (line := process.stderr.readline()):
        assert line, process.stdout.read()
    assert descendants(process.pid)
    process.send_signal(sent)
    process.communicate(timeout=30)
    assert process.returncode in (130, -signal.SIGKILL)
    assert wait_for(lambda: not descendants(process.pid), 30)


def test_an_unknown_scenario_is_reported():
    done = subprocess.run([*DEMO, "nothing"], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "no scenario nothing" in done.stderr and "one-fails" in done.stderr


def test_a_simulator_that_does_not_start_is_named_with_its_log(tmp_path):
    with pytest.raises(NotStarted, match=r"simulator did not start. Its log is .*simulator.log"):
        stack.Stack(script=tmp_path / "missing.json").__enter__()


def test_an_engine_that_does_not_start_is_named_with_its_log(monkeypatch):
    monkeypatch.setattr(stack.sys, "executable", "/bin/false")
    with pytest.raises(NotStarted, match=r"engine \(MiniStack\) did not start. Its log is .*engine.log"):
        stack.Stack().__enter__()


def test_no_aws_setting_of_the_caller_reaches_a_process(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    environment = processes.base_environment(tmp_path)
    assert {name for name in environment if name.startswith("AWS_")} == {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_EC2_METADATA_DISABLED",
    }


def test_an_expression_is_parsed_once_and_means_the_same_each_time(monkeypatch):
    parsed, parse = [], Parser.parse
    monkeypatch.setattr(Parser, "parse", lambda parser, *given: parsed.append(given[0]) or parse(parser, *given))
    monkeypatch.setattr(Jsonata, "get_parser", staticmethod(Jsonata.get_parser))
    expressions.parse_once()
    # With what an evaluation could leave something in: a function, a partial application, an order, a variable.
    text = "($of := function($n) { $n * $states.by }; $first := $substring(?, 0, 1); [$first($states.name), $map($states.all, $of)^(>$)])"

    def evaluate(by):
        return Jsonata.jsonata(text, timeout=60_000).evaluate(None, {"states": {"by": by, "name": f"{by} times", "all": [1, 3, 2]}})

    assert evaluate(2) == ["2", 6, 4, 2]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(evaluate, range(1, 9))) == [[str(by), 3 * by, 2 * by, by] for by in range(1, 9)]
    assert parsed.count(text) == 1
    for _ in range(2):
        with pytest.raises(JException):
            Jsonata.jsonata("1 +")


@pytest.mark.parametrize("relative", [False, True])
def test_programs_are_sought_where_cargo_builds(relative, tmp_path):
    folder = os.path.relpath(tmp_path, ROOT) if relative else str(tmp_path)
    done = subprocess.run(
        DEMO, cwd=ROOT, env=os.environ | {"CARGO_TARGET_DIR": folder}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1
    assert f"{tmp_path}/debug/deskport-simulator is not built" in done.stderr


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s", (12, 0, 1)),
        ("test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s", (1, 2, 0)),
        ("============ 2 failed, 40 passed, 1 skipped, 3 warnings in 12.30s ============", (40, 2, 1)),
        ("\x1b[32m==== \x1b[32m\x1b[1m3 passed\x1b[0m\x1b[32m in 0.01s\x1b[0m\x1b[32m ====\x1b[0m", (3, 0, 0)),
        ("1 passed, 1 error in 0.02s", (1, 1, 0)),
        ("the engine passed 3 events in 2s", None),
    ],
)
def test_closing_lines_of_test_runners_are_counted(line, counts):
    assert tally.counted(line) == counts


@pytest.mark.parametrize(("script", "closing"), [("exit 1", "0 passed, 0 failed"), ("true", "0 passed, 0 failed")])
def test_a_runner_that_failed_or_ran_nothing_fails_the_tally(script, closing):
    done = subprocess.run([*TALLY, "--", "bash", "-c", script], cwd=ROOT, capture_output=True, text=True, env=os.environ)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == closing


def test_test_runners_run_side_by_side_and_are_shown_one_after_the_other(tmp_path):
    # Each waits until the other one has begun.
    meet = "echo {0} begins; touch {0}; until test -e {1}; do sleep 0.01; done; echo {0} ends >&2; echo 2 passed in 0.1s"
    words = [word for pair in ("ab", "ba") for word in ("--", "bash", "-c", f"cd {tmp_path}; {meet.format(*pair)}")]
    done = subprocess.run([*TALLY, *words], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line and not line.startswith("$")]
    shown = [line for name in "ab" for line in (f"{name} begins", f"{name} ends", "2 passed in 0.1s")]
    assert lines == [*shown, "4 passed, 0 failed"]


@pytest.mark.usefixtures("interrupts")
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_tally_that_is_stopped_stops_every_runner_with_its_children(sent, tmp_path):
    # The shell's child is the one that stays.
    script = f"sleep 1000 & echo $! > {tmp_path}/$0.new; mv {tmp_path}/$0.new {tmp_path}/$0; wait"
    words = [word for name in "ab" for word in ("--", "bash", "-c", script, name)]
    process = subprocess.Popen([*TALLY, *words], cwd=ROOT, stdout=subprocess.DEVNULL)
    files = [tmp_path / name for name in "ab"]
    assert wait_for(lambda: all(file.exists() for file in files), 30)
    children = [int(file.read_text()) for file in files]
    process.send_signal(sent)
    assert process.wait(timeout=30) == 130
    assert wait_for(lambda: not any(lives(child) for child in children), 30)


def lives(process):
    """Whether a process runs; one that has ended may wait for its parent, which pytest has become."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False
