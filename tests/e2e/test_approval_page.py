"""The page on which people answer, over the HTTP of its function URL; and what of AWS it depends on."""

import json
import re
import urllib.error
import urllib.request
from urllib.parse import parse_qs

import botocore.session
import cases
import people
import pytest
from runs import Runs, until

from local.stack.deploy import TEMPLATE
from local.stack.processes import LOCAL_HTTP, ROOT
from local.stack.stack import Stack

AMI = "ami-0e2e2000000000003"
BUNDLE = "wsb-0e2e00001"
MESSAGE = "Pilot desktops run {ami-id}.\n<b>Shall everybody get it?</b>"
# The 24 hours to answer take 29 s.
TIME_SCALE = 3000
PAGE = cases.PARAMETERS | {"ApprovalPage": "true"}
OPERATIONS = {"get_execution_history": "GetExecutionHistory", "send_task_success": "SendTaskSuccess", "send_task_failure": "SendTaskFailure"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """A stack with the page, for runs that ask."""
    state = cases.state(tmp_path_factory.mktemp("simulator"))
    with Stack(TIME_SCALE, state=state, parameters=PAGE) as stack:
        stack.register(cases.image(AMI, "windows-11"))
        yield Runs(stack)


def start(runs, name):
    """Starts an import, and below an approval a bundle that gets the image; returns the e-mail that asks."""
    body = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "d"}
    then = [{"UpdateWorkspaceBundle": {"BundleId": BUNDLE}}]
    entry = {"Approve": {"Message": MESSAGE, "Hours": 24}, "Then": then}
    imports = [{"ImportWorkspaceImage": body, "OsVersion": "Windows_11", "Then": [entry]}]
    runs.start_by_hand(name, {"Ec2ImageId": AMI, "Imports": imports})
    return people.question(runs, "Deskport: approve the next steps?", f"The run {name} waits")


def link(runs, text):
    """The parts of the link in an e-mail."""
    [url] = [line for line in text.splitlines() if line.startswith("https://") and "#token=" in line]
    page, fragment = url.split("#")
    assert page == runs.stack.outputs["ApprovalPageUrl"]
    parts = {name: value[0] for name, value in parse_qs(fragment, strict_parsing=True).items()}
    # The e-mail is sent before the history holds what notify returned, which the page needs.
    until(lambda: known(runs, parts["execution"]), "the question in the history")
    return parts


def history(runs, execution):
    """The events of an execution, as text."""
    return str(runs.sfn.get_execution_history(executionArn=execution)["events"])


def known(runs, execution):
    """The digest of the link's token that the history holds, if it does yet."""
    found = re.search(r'"LinkDigest": ?"([0-9a-f]{64})"', history(runs, execution))
    return found and found[1]


def call(runs, method, path, body=None, **headers):
    """One HTTP request to the page; returns the status, the headers and the text."""
    host = runs.stack.outputs["ApprovalPageUrl"].removeprefix("https://").rstrip("/")
    request = urllib.request.Request(f"{runs.stack.engine_url}{path}", body, method=method)
    for name, value in ({"Host": host, "Origin": f"https://{host}", "Content-Type": "application/json"} | headers).items():
        request.add_header(name, value)
    try:
        with LOCAL_HTTP.open(request, timeout=30) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode()


def post(runs, path, body, **headers):
    """What the page's script sends; returns the status and what is said."""
    status, _, text = call(runs, "POST", path, json.dumps(body).encode(), **headers)
    return status, json.loads(text)


def image(runs):
    """The bundle's image."""
    [found] = [one for one in runs.stack.simulator("state")["Bundles"] if one["BundleId"] == BUNDLE]
    return found["ImageId"]


def steps(runs, name):
    """How each step of a run ended, with the code and the message of its error."""
    [one] = runs.outcome(name)["Imports"]
    return [(step["Status"], step.get("Error", {}).get("Code"), step.get("Error", {}).get("Message")) for step in one["Steps"]]


def test_a_get_changes_nothing_and_an_approval_is_taken_once(asked):
    text = start(asked, "page-approved")
    before = image(asked)
    parts = link(asked, text)
    for _ in range(3):
        status, headers, page = call(asked, "GET", "/")
        assert status == 200 and headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in headers["content-security-policy"] and headers["cache-control"] == "no-store"
        assert parts["token"] not in page and "page-approved" not in page
    status, question = post(asked, "/question", parts)
    assert (status, question["Status"], question["Run"]) == (200, "OPEN", "page-approved")
    assert f"> Pilot desktops run {AMI}.\n> <b>Shall everybody get it?</b>" in question["Text"]
    assert "A person or a program started the run by hand" in question["Text"]
    assert image(asked) == before
    status, answer = post(asked, "/answer", parts | {"answer": "APPROVE"})
    assert (status, answer["Status"]) == (200, "APPROVED"), answer
    status, again = post(asked, "/answer", parts | {"answer": "REFUSE", "reason": "too late"})
    assert (status, again["Status"]) in ((409, "APPROVED"), (409, "OVER")), again
    assert steps(asked, "page-approved") == [("SUCCEEDED", None, None)] * 3
    assert image(asked) != before
    status, again = post(asked, "/answer", parts | {"answer": "APPROVE"})
    assert (status, again["Said"]) == (409, "This question has been answered already: it was approved.")
    # The e-mail's command comes too late as well.
    token = re.search(r"--task-token '([^']+)'", text)[1]
    with pytest.raises(asked.sfn.exceptions.TaskTimedOut):
        asked.sfn.send_task_success(taskToken=token, output="{}")


def test_a_refusal_brings_its_reason(asked):
    parts = link(asked, start(asked, "page-refused"))
    assert post(asked, "/answer", parts | {"answer": "REFUSE"})[0] == 400
    status, answer = post(asked, "/answer", parts | {"answer": "REFUSE", "reason": "not before the holidays"})
    assert (status, answer["Status"]) == (200, "REFUSED"), answer
    assert steps(asked, "page-refused") == [
        ("SUCCEEDED", None, None),
        ("FAILED", "ApprovalRefused", "not before the holidays"),
        ("SKIPPED", None, None),
    ]
    assert post(asked, "/question", parts)[1]["Status"] == "REFUSED"


def test_a_link_that_is_not_the_e_mails_answers_nothing_and_the_commands_still_do(asked):
    text = start(asked, "page-forged")
    parts = link(asked, text)
    execution = parts["execution"]
    forged = [
        parts | {"token": "0" * 64},
        parts | {"execution": execution.replace("page-forged", "page-nowhere")},
        # The run itself, whose history the page may not read.
        parts | {"execution": asked.execution("page-forged")},
    ]
    # What readers of the history know of the token.
    digest = known(asked, execution)
    assert parts["token"] not in history(asked, execution)
    for body in [*forged, parts | {"token": digest}]:
        status, said = post(asked, "/answer", body | {"answer": "APPROVE"})
        assert status == 403, said
    assert post(asked, "/answer", parts | {"answer": "APPROVE"}, Origin="https://other.example")[0] == 403
    assert call(asked, "POST", "/answer", b"{", **{"Content-Type": "application/json"})[0] == 400
    assert call(asked, "POST", "/answer", b"x" * 9000, **{"Content-Type": "application/json"})[0] == 413
    assert call(asked, "HEAD", "/")[0] == 405
    assert call(asked, "GET", "/wp-login.php")[0] == 404
    assert post(asked, "/question", parts)[1]["Status"] == "OPEN"
    people.say(asked, text, "send-task-failure")
    assert steps(asked, "page-forged")[1][:2] == ("FAILED", "ApprovalRefused")


def test_tokens_reach_approvers_alone_and_no_log(asked):
    text = start(asked, "page-secret")
    parts = link(asked, text)
    token = re.search(r"--task-token '([^']+)'", text)[1]
    post(asked, "/answer", parts | {"answer": "REFUSE", "reason": "a reason that no log holds"})
    asked.outcome("page-secret")
    mails = until(lambda: (found := about(asked, "page-secret")) and len(found) >= 3 and found, "three e-mails")
    asking = [mail for mail in mails if mail["To"] == asked.stack.approver]
    assert [mail["Subject"] for mail in asking] == ["Deskport: approve the next steps?"]
    others = [mail for mail in mails if mail["To"] != asked.stack.approver]
    assert {mail["To"] for mail in others} == {asked.stack.email}
    assert "Deskport: a run waits for an approval" in {mail["Subject"] for mail in others}
    for secret in (token, parts["token"]):
        assert secret in asking[0]["Text"]
        assert all(secret not in json.dumps(mail) for mail in others)
        assert all(secret not in json.dumps(message) for message in asked.received.get("page-secret", []))
        for group in ("notify", "approval-page"):
            assert asked.log(f"/aws/lambda/deskport-{group}", secret) == []
    logged = asked.log("/aws/lambda/deskport-approval-page", "answered")
    assert any('"answer":"REFUSED"' in line and '"run":"page-secret"' in line for line in logged), logged
    assert asked.log("/aws/lambda/deskport-approval-page", "a reason that no log holds") == []


def about(runs, name):
    """The e-mails that name a run."""
    return [mail for mail in runs.stack.mails() if name in mail["Text"]]


def test_without_the_page_there_is_no_url_no_role_and_no_link(tmp_path):
    with Stack(TIME_SCALE, state=cases.state(tmp_path), parameters=cases.PARAMETERS) as stack:
        stack.register(cases.image(AMI, "windows-11"))
        runs = Runs(stack)
        text = start(runs, "no-page")
        assert "#token=" not in text and "browser" not in text and "send-task-success" in text
        assert "ApprovalPageUrl" not in stack.outputs
        functions = stack.client("lambda").list_functions()["Functions"]
        roles = stack.client("iam").list_roles()["Roles"]
        assert not [one for one in functions if "ApprovalPage" in one["FunctionName"]]
        assert not [one for one in roles if "ApprovalPage" in one["RoleName"]]


def test_anybody_calls_the_page_only_by_both_permissions(tmp_path):
    text = TEMPLATE.read_text()
    part = "      # Through the URL and in no other way.\n      InvokedViaFunctionUrl: true\n"
    assert text.count(part) == 1
    template = tmp_path / "template.yaml"
    template.write_text(text.replace(part, "      SourceAccount: '444455556666'\n"))
    with Stack(TIME_SCALE, parameters={"ApprovalPage": "true"}, template=template) as stack:
        runs = Runs(stack)
        status, _, said = call(runs, "GET", "/")
        assert (status, "Forbidden" in said) == (403, True)


def test_the_errors_of_the_calls_are_those_of_the_services_model():
    model = botocore.session.get_session().get_service_model("stepfunctions")
    for module, operation in OPERATIONS.items():
        source = (ROOT / "aws" / "src" / "operation" / f"{module}.rs").read_text()
        # Both answers share a table, which one of them adds to.
        shared = (ROOT / "aws" / "src" / "waiting.rs").read_text() if "waiting::ERRORS" in source else ""
        table = (source + shared).partition("ERRORS: ")[2]
        known = set(re.findall(r'\("(\w+)", ', table))
        assert known == {shape.name for shape in model.operation_model(operation).error_shapes}, operation
