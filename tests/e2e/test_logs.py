"""The functions' logs: every line that the cases leave is one flat JSON object that names its run and entry."""

import json
import re

import cases

FUNCTIONS = ("plan-import", "enable-byol", "start-import", "deliver", "check-status", "notify")
# Lambda's own lines around an invocation; on AWS they are JSON as well.
PLATFORM = re.compile(r"(START|END|REPORT) RequestId: ")
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")


def once(pairs):
    """An object, where it has each key once."""
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), keys
    return dict(pairs)


def entries(runs, function):
    """What a function has written itself, read strictly."""
    lines = runs.log(f"/aws/lambda/deskport-{function}", "")
    return [json.loads(line, object_pairs_hook=once) for line in lines if not PLATFORM.match(line)]


def test_every_line_of_every_function_has_the_form(runs):
    for case in cases.ALL:
        runs.notifications(case.run)
    secrets = [case.said["Secret"] for case in cases.ALL if "Secret" in case.said]
    assert secrets
    for function in FUNCTIONS:
        found = entries(runs, function)
        assert found, function
        for entry in found:
            assert RFC_3339.fullmatch(entry["timestamp"]), entry
            assert entry["level"] in ("INFO", "WARN", "ERROR"), entry
            assert entry["message"] and entry["requestId"] and entry["run"], entry
            # What CloudWatch reads of a metric is nested; nothing else is.
            nested = [key for key, value in entry.items() if isinstance(value, (dict, list))]
            assert nested == (["_aws"] if "_aws" in entry else []), entry
            assert not any(secret in json.dumps(entry) for secret in secrets), entry
            # deliver also looks ahead for a whole run.
            if function in ("start-import", "check-status") or "place" in entry:
                assert entry["place"].startswith("/Imports/"), entry


def test_each_call_is_one_line_with_its_operation_duration_and_outcome(runs):
    for case in cases.ALL:
        runs.outcome(case.run)
    calls = [entry for function in FUNCTIONS for entry in entries(runs, function) if "operation" in entry]
    for call in calls:
        assert call["outcome"] and call["durationMs"] >= 0 and call["tries"] >= 1, call
        assert "awsRequestId" in call or call["outcome"] in ("timed out", "no response", "not sent"), call
    logged = {call["operation"] for call in calls}
    assert {"ImportWorkspaceImage", "DescribeWorkspaceImages", "CreateImportedImage", "Publish"} <= logged
    # As often as they reached the service, the SDK's own tries counted with the call.
    for operation in ("ImportCustomWorkspaceImage", "CreateWorkspaceImage"):
        tries = sum(call["tries"] for call in calls if call["operation"] == operation)
        assert tries == sum(call["Operation"] == operation for call in runs.calls("")), operation


def test_a_failure_is_one_line_and_only_a_defect_of_deskport_is_an_error(runs):
    for case in cases.ALL:
        runs.outcome(case.run)
    found = [entry for function in FUNCTIONS for entry in entries(runs, function)]
    failures = [entry for entry in found if "class" in entry]
    assert failures
    seen = [(entry["requestId"], entry["message"]) for entry in failures]
    assert len(seen) == len(set(seen)), "a failure was logged twice"
    for entry in failures:
        assert entry["level"] == ("ERROR" if entry["class"] == "Defect" else "WARN"), entry
    assert all("class" in entry for entry in found if entry["level"] == "ERROR")


def test_an_invocation_logs_less_than_the_cost_of_a_month_counts(runs):
    """docs/operations.md counts 4 KB for each; Lambda's own lines in JSON, which are not written here, have less than one."""
    for case in cases.ALL:
        runs.outcome(case.run)
    lines = [line for function in FUNCTIONS for line in runs.log(f"/aws/lambda/deskport-{function}", "")]
    invocations = sum(line.startswith("START RequestId: ") for line in lines)
    assert invocations
    written = sum(len(line) for line in lines if not PLATFORM.match(line))
    assert written / invocations < 3000
