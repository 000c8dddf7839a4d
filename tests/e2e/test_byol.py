"""An account that BYOL is off for: nothing is imported there without consent, and with it BYOL is switched on once."""

import cases
import pytest
import runner
import same
from conftest import TIME_SCALE
from runs import Runs

from local.stack.stack import Stack

AMI = "ami-0e2e2000000000001"
BODY = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "byol-{ami-id}", "ImageDescription": "d"}
REQUEST = {"Ec2ImageId": AMI, "Imports": [{"ImportWorkspaceImage": BODY, "OsVersion": "Windows_11"}]}
AGAIN = [{"ImportWorkspaceImage": BODY | {"ImageName": "again-{ami-id}"}, "OsVersion": "Windows_11"}]
# The runs, one after the other.
REQUESTS = {
    "without-consent": REQUEST,
    "range-not-there": REQUEST | {"EnableByol": {"DedicatedTenancyManagementCidrRange": "10.1.0.0/16"}},
    "with-consent": REQUEST | {"EnableByol": {"ChooseRange": True}},
    "already-on": REQUEST | {"Imports": AGAIN, "EnableByol": {"ChooseRange": True}},
}
BYOL_OFF = {"Byol": {"Support": "DISABLED"}}
PARAMETERS = {"AllowEnableByol": "true", "ReservedCidrRanges": "192.168.0.0/16"}
DAY = 86400


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("byol")
    with Stack(TIME_SCALE, state=cases.state(folder, **BYOL_OFF), parameters=PARAMETERS) as stack:
        stack.register(cases.image(AMI, "windows-11"))
        yield Runs(stack)


def modifications(runs):
    return [call for call in runs.calls("") if call["Operation"] == "ModifyAccount"]


def test_byol_is_off_until_a_request_consents(runs):
    for name in ("without-consent", "range-not-there"):
        runs.start_by_hand(name, REQUESTS[name])
        assert runs.outcome(name)["Status"] == "FAILED"
        assert modifications(runs) == []

    runs.start_by_hand("with-consent", REQUESTS["with-consent"])
    outcome = runs.outcome("with-consent")
    assert outcome["Status"] == "SUCCEEDED", outcome
    assert len(modifications(runs)) == 1
    on = outcome["EnableByol"]
    assert on == {"DedicatedTenancyManagementCidrRange": on["DedicatedTenancyManagementCidrRange"], "Status": "ENABLED"}
    [mail] = [mail for mail in runs.stack.mails() if "BYOL was switched on by this run" in mail["Text"]]
    assert on["DedicatedTenancyManagementCidrRange"] in mail["Text"] and "with-consent" in mail["Text"]

    runs.start_by_hand("already-on", REQUESTS["already-on"])
    assert runs.outcome("already-on")["Status"] == "SUCCEEDED"
    assert len(modifications(runs)) == 1
    for name in REQUESTS:
        assert len(runs.notifications(name)) == 1


def test_both_engines_report_the_same(runs):
    answer = runner.answer(
        {
            "Start": runs.outcome("without-consent")["StartedAt"],
            "State": cases.STATE | BYOL_OFF,
            "Images": [cases.image(AMI, "windows-11")],
            "Parameters": PARAMETERS,
            "Executions": [runner.by_hand(name, REQUESTS[name], day * DAY) for day, name in enumerate(REQUESTS)],
            "Runs": list(REQUESTS),
        }
    )
    for name in REQUESTS:
        same.check(runs, name, answer)
