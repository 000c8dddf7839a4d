"""Others hear of each run and step: a rule on the default bus gets their events, as the optimized integration puts them."""

import json

import cases
from runs import until


def heard(runs):
    """The events that the queue behind the rule has got so far."""
    while messages := runs.sqs.receive_message(QueueUrl=runs.events_queue, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            runs.events.append(json.loads(message["Body"]))
            runs.sqs.delete_message(QueueUrl=runs.events_queue, ReceiptHandle=message["ReceiptHandle"])
    return runs.events


def about(runs, run, kind):
    """The details of a run's events of one kind."""
    found = [event for event in heard(runs) if event["detail"]["Run"] == run]
    return [event["detail"] for event in found if event["detail-type"] == kind]


def test_each_case_is_told_once_with_each_of_its_steps(runs):
    for case in cases.ALL:
        outcome = runs.outcome(case.run)
        run = until(lambda: about(runs, case.run, "Deskport Run Finished"), f"the event of {case.run}")
        assert run == [{"Version": "1"} | outcome], case.run
        steps = [step for one in outcome["Imports"] for step in one["Steps"] if step["Status"] != "SKIPPED"]
        reported = about(runs, case.run, "Deskport Step Finished")
        beside = {"Version": "1", "Run": case.run, "DryRun": outcome["DryRun"]}
        by_path = lambda step: step["Path"]
        assert sorted(reported, key=by_path) == sorted([beside | step for step in steps], key=by_path), case.run


def test_an_event_names_the_execution_that_put_it(runs):
    case = cases.ALL[0]
    runs.outcome(case.run)
    until(lambda: about(runs, case.run, "Deskport Run Finished"), f"the event of {case.run}")
    [event] = [
        event
        for event in heard(runs)
        if event["detail"]["Run"] == case.run and event["detail-type"] == "Deskport Run Finished"
    ]
    assert event["source"] == "deskport"
    assert event["resources"] == [runs.execution(case.run), runs.import_machine]


def test_no_event_holds_a_secret_or_a_token(runs):
    for case in cases.ALL:
        runs.outcome(case.run)
    secrets = [case.said["Secret"] for case in cases.ALL if "Secret" in case.said]
    text = json.dumps(heard(runs))
    assert secrets and len(text) > 10_000
    assert "TaskToken" not in text and not any(secret in text for secret in secrets)
