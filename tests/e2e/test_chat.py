"""A topic of its own gets each result in the form that Amazon Q Developer in chat applications reads."""

import json

import cases
from runs import until


def in_chat(runs, run):
    """The messages for chat about a run, as the queue behind the topic got them."""
    while messages := runs.sqs.receive_message(QueueUrl=runs.chat_queue, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            runs.in_chat.append(json.loads(message["Body"]))
            runs.sqs.delete_message(QueueUrl=runs.chat_queue, ReceiptHandle=message["ReceiptHandle"])
    return [one for one in runs.in_chat if one["metadata"].get("threadId") == run]


def test_each_result_is_shown_once_with_the_subject_of_its_notification(runs):
    for case in cases.ALL:
        [notification] = runs.notifications(case.run)
        [message] = until(lambda: in_chat(runs, case.run), f"the message for chat of {case.run}")
        assert (message["version"], message["source"]) == ("1.0", "custom")
        content = message["content"]
        assert (content["textType"], content["title"]) == ("client-markdown", notification["Subject"]), case.run
        assert 0 < len(content["description"]) <= 3000


def test_nothing_secret_is_in_chat(runs):
    for case in cases.ALL:
        runs.notifications(case.run)
        until(lambda: in_chat(runs, case.run), f"the message for chat of {case.run}")
    text = json.dumps(runs.in_chat)
    secrets = [case.said["Secret"] for case in cases.ALL if "Secret" in case.said]
    assert secrets and not any(secret in text for secret in secrets)
