"""`deskport watch` and `start --wait`: a run seen to its end, on terminals of several sizes and in jobs."""

import json

import cases
import pytest
import terminal
from between import Between
from command import good, run
from runs import Runs
from terminal import CTRL_C, ENTER, Terminal

from local.stack.stack import Stack

AMI = "ami-0e2e2000000000009"
BUNDLE = "wsb-0e2e00001"
# One for each import.
BUNDLES = [{"BundleId": bundle, "Name": bundle, "ImageId": "wsi-0e2e00001"} for bundle in (BUNDLE, "wsb-0e2e00002")]
OPERATIONS = ["ImportWorkspaceImage", "UpdateWorkspaceBundle", "ImportWorkspaceImage", "UpdateWorkspaceBundle"]
# An import of 90 minutes takes 5.4 s: long enough to look at it meanwhile.
TIME_SCALE = 1000
FAST = ("--calls-per-second", 20)
BROKEN = {"Code": "ImportFailed", "Message": "No.", "AfterMinutes": 30}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A stack on which an import fails whose image is called broken, and the runs of these tests."""
    folder = tmp_path_factory.mktemp("simulator")
    broken = {"When": {"ImageName": "*broken*"}, "Do": {"TakeMinutes": 60, "Fail": BROKEN}}
    # Long after it: the end of one is seen while the other goes on.
    rules = [broken, {"When": {"ImageName": "*good*"}, "Do": {"TakeMinutes": 120}}]
    script = cases.written(folder / "script.json", {"Rules": rules})
    files = {"script": script, "state": cases.state(folder, Bundles=BUNDLES)}
    with Stack(TIME_SCALE, parameters=cases.PARAMETERS, **files) as stack:
        stack.register(cases.image(AMI, "windows-11"))
        yield Runs(stack)


def imported(name, *then):
    """An import, and what is done with its image."""
    body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "d"}
    below = {"Then": list(then)} if then else {}
    return {"ImportWorkspaceImage": body, "OsVersion": "Windows_11", **below}


def two(name):
    """A request of two imports, one of which fails."""
    bundles = [{"UpdateWorkspaceBundle": {"BundleId": bundle}} for bundle in (one["BundleId"] for one in BUNDLES)]
    return {"Ec2ImageId": AMI, "Imports": [imported(f"{name}-good", bundles[0]), imported(f"{name}-broken", bundles[1])]}


def asking(name):
    """A request that asks people."""
    below = {"UpdateWorkspaceBundle": {"BundleId": BUNDLE}}
    ask = {"Approve": {"Message": "Go on?", "Hours": 168}, "Then": [below]}
    return {"Ec2ImageId": AMI, "Imports": [imported(name, ask)]}


@pytest.fixture(scope="module")
def failed(runs):
    """A run that has failed, by its name."""
    runs.start_by_hand("watched-before", two("watched-before"))
    runs.outcome("watched-before")
    return "watched-before"


def check_tree(shown, columns):
    """Each entry has one line, and nothing stands beside them: what was drawn before is gone."""
    entries = [line for line in shown if any(operation in line for operation in OPERATIONS)]
    assert [next(one for one in OPERATIONS if one in line) for line in entries] == OPERATIONS, shown
    head, foot = shown[:2], shown[-1]
    assert len(shown) == len(entries) + 3, shown
    assert " imports ended" in head[1] or "sends the notification" in head[1], shown
    assert foot == "Ctrl-C leaves the run going"
    assert all(len(line) <= columns for line in shown)


@pytest.mark.parametrize(("columns", "lines"), [(120, 40), (40, 24)])
def test_a_terminal_shows_the_tree_while_it_runs_and_the_outcome_in_the_end(runs, columns, lines):
    name = f"watched-{columns}"
    runs.start_by_hand(name, two(name))
    with Terminal(runs.stack, "watch", name, *FAST, columns=columns, lines=lines) as watched:
        check_tree(watched.until("ImportWorkspaceImage", "1:30"), columns)
        shown = watched.until("✗ ImportWorkspaceImage", "ImportFailed")
        check_tree(shown, columns)
        assert any("-   UpdateWorkspaceBundle" in line and "skipped" in line for line in shown)
        check_tree(watched.until("✓ ImportWorkspaceImage", "wsi-"), columns)
        code, left = watched.end()
    assert code == 1
    # Nothing is left but what `show` prints.
    assert left == good(runs.stack, "show", name, code=1).stdout.strip("\n")
    assert f"FAILED {name}" in left and "What to do: " in left


def test_a_window_may_be_made_smaller_and_larger(runs):
    runs.start_by_hand("watched-resized", two("watched-resized"))
    with Terminal(runs.stack, "watch", "watched-resized", *FAST, columns=120, lines=40) as watched:
        watched.until("ImportWorkspaceImage", "of 1:30 h")
        watched.resize(40, 10)
        watched.until("ImportWorkspaceImage", "/1:30")
        # The next frame is whole.
        watched.until("ended")
        watched.resize(100, 30)
        watched.until("ImportWorkspaceImage", "of 1:30 h", "watched-resized-good")
        check_tree(watched.shown(), 100)
        assert watched.end()[0] == 1


def test_ctrl_c_leaves_the_run_going_and_says_how_to_watch_on(runs):
    runs.start_by_hand("watched-asking", asking("watched-asking"))
    with Terminal(runs.stack, "watch", "--latest", *FAST, columns=60, lines=20) as watched:
        shown = watched.until("Somebody has to answer: deskport approve watched-asking")
        assert any("?   Approve" in line and "asks" in line for line in shown)
        watched.press(CTRL_C)
        code, left = watched.end()
    assert code == 3
    assert "RUNNING watched-asking" in left and "It goes on: deskport watch watched-asking" in left
    assert runs.sfn.describe_execution(executionArn=runs.execution("watched-asking"))["status"] == "RUNNING"
    runs.sfn.stop_execution(executionArn=runs.execution("watched-asking"))
    stopped = good(runs.stack, "watch", "watched-asking", code=1)
    assert "broke off without an outcome" in stopped.stdout


def test_a_job_gets_one_line_for_each_change(runs):
    runs.start_by_hand("watched-job", two("watched-job"))
    done = good(runs.stack, "watch", "watched-job", *FAST, code=1)
    lines = done.stderr.splitlines()
    assert len(set(lines)) == len(lines), done.stderr
    assert "\x1b" not in done.stderr + done.stdout
    ends = [line.split()[:3] for line in lines if line.split()[1] in ("done", "FAILED", "skipped")]
    assert sorted(ends) == [
        ["1", "done", "ImportWorkspaceImage"],
        ["1.1", "done", "UpdateWorkspaceBundle"],
        ["2", "FAILED", "ImportWorkspaceImage"],
        ["2.1", "skipped", "UpdateWorkspaceBundle"],
    ]
    assert any(line.split()[:3] == ["1", "runs", "ImportWorkspaceImage"] for line in lines)
    assert done.stdout == good(runs.stack, "show", "watched-job", code=1).stdout
    # What subscribers read.
    runs.notifications("watched-job")
    [mail] = [mail for mail in runs.stack.mails() if "Run:     watched-job\n" in mail["Text"]]
    assert done.stdout.strip() == f"FAILED watched-job\n\n{mail['Text'].strip()}"


def test_json_is_what_show_gives(runs):
    request = runs.stack.dir / "tmp" / "waited.json"
    request.write_text(json.dumps(two("waited")))
    done = good(runs.stack, "start", request, "--wait", "--output", "json", *FAST, code=1)
    assert done.json["Status"] == "FAILED"
    assert done.stderr.splitlines()[0] == f"started {done.json['Run']}"
    assert done.json == good(runs.stack, "show", done.json["Run"], "--output", "json", code=1).json
    # The same again is watched, not started: it has ended.
    again = good(runs.stack, "start", request, "--wait", code=1)
    assert "was started before" in again.stderr and f"FAILED {done.json['Run']}" in again.stdout


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"CI": "true"}, {"TERM": "dumb"}])
def test_who_wants_no_pictures_gets_lines(runs, failed, variables):
    name = f"watched-{next(iter(variables))}"
    runs.start_by_hand(name, {"Ec2ImageId": AMI, "Imports": [imported(f"{name}-broken")]})
    with Terminal(runs.stack, "watch", name, *FAST, columns=200, lines=50, **variables) as watched:
        code, _ = watched.end()
    assert code == 1
    assert ENTER not in watched.raw
    assert "1        FAILED" in terminal.plain(watched.raw)


def test_what_is_not_there_is_said(runs, failed):
    done = run(runs.stack, "watch", "nobody")
    assert done.code == 1 and "the stack deskport has no run nobody" in done.stderr and done.stdout == ""
    done = run(runs.stack, "watch", f"{runs.execution(failed)}x".replace("execution:", "execution:other"))
    assert done.code == 1 and "is no run of the stack deskport" in done.stderr
    done = run(runs.stack, "watch")
    assert done.code == 2 and "--latest" in done.stderr
    done = run(runs.stack, "watch", failed, "--calls-per-second", "21")
    assert done.code == 2 and "21 is not in 1..=20" in done.stderr
    # One that has ended is shown at once.
    done = run(runs.stack, "watch", failed)
    assert done.code == 1 and done.stderr == "" and f"FAILED {failed}" in done.stdout


@pytest.mark.parametrize(
    ("mood", "said"),
    [("expired", "Sign in again"), ("throttled", "too many calls"), ("lost", "AWS does not answer")],
)
def test_what_passes_is_survived(runs, mood, said):
    name = f"watched-{mood}"
    runs.start_by_hand(name, asking(name))
    credentials = runs.stack.dir / "tmp" / f"credentials-{mood}"
    credentials.write_text("[default]\naws_access_key_id = first\naws_secret_access_key = local\n")
    # As people have it: keys in a file, which whoever signs in again writes anew.
    variables = {
        "AWS_ACCESS_KEY_ID": None,
        "AWS_SECRET_ACCESS_KEY": None,
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
    }
    with Between(runs.stack.engine_url) as between:
        variables["AWS_ENDPOINT_URL"] = between.url
        with Terminal(runs.stack, "watch", name, *FAST, columns=120, lines=30, **variables) as watched:
            watched.until("Approve", "asks")
            between.turns(mood)
            shown = watched.until(said)
            assert any("Approve" in line and "asks" in line for line in shown)
            assert between.refused.is_set()
            if mood == "expired":
                credentials.write_text("[default]\naws_access_key_id = renewed\naws_secret_access_key = new\n")
            else:
                between.turns("well")
            watched.until("AWS answers again")
            watched.press(CTRL_C)
            assert watched.end()[0] == 3
    runs.sfn.stop_execution(executionArn=runs.execution(name))
