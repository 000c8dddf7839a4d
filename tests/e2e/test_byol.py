"""An account that BYOL is off for: nothing is imported there without consent, and with it BYOL is switched on once."""

import cases
import pytest
from conftest import TIME_SCALE
from runs import Runs

from local.stack import Stack

AMI = "ami-0e2e2000000000001"
BODY = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "byol-{ami-id}", "ImageDescription": "d"}
REQUEST = {"Ec2ImageId": AMI, "Imports": [{"ImportWorkspaceImage": BODY, "OsVersion": "Windows_11"}]}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("byol")
    state = cases.state(folder, Byol={"Support": "DISABLED"})
    with Stack(TIME_SCALE, state=state, parameters={"AllowEnableByol": "true"}) as stack:
        stack.register(cases.image(AMI, "windows-11"))
        yield Runs(stack)


def modifications(runs):
    return [call for call in runs.calls("") if call["Operation"] == "ModifyAccount"]


def test_byol_is_off_until_a_request_consents(runs):
    runs.start_by_hand("without-consent", REQUEST)
    outcome = runs.outcome("without-consent")
    assert outcome["Status"] == "FAILED"
    assert modifications(runs) == []

    consent = {"DedicatedTenancyManagementCidrRange": "10.1.0.0/16"}
    runs.start_by_hand("range-not-there", REQUEST | {"EnableByol": consent})
    outcome = runs.outcome("range-not-there")
    assert outcome["Status"] == "FAILED"
    assert modifications(runs) == []

    runs.start_by_hand("with-consent", REQUEST | {"EnableByol": {"ChooseRange": True}})
    outcome = runs.outcome("with-consent")
    assert outcome["Status"] == "SUCCEEDED", outcome
    assert len(modifications(runs)) == 1
    on = outcome["EnableByol"]
    assert on == {"DedicatedTenancyManagementCidrRange": on["DedicatedTenancyManagementCidrRange"], "Status": "ENABLED"}
    [mail] = [mail for mail in runs.stack.mails() if "BYOL was switched on by this run" in mail["Text"]]
    assert on["DedicatedTenancyManagementCidrRange"] in mail["Text"] and "with-consent" in mail["Text"]

    imports = [{"ImportWorkspaceImage": BODY | {"ImageName": "again-{ami-id}"}, "OsVersion": "Windows_11"}]
    runs.start_by_hand("already-on", {"Ec2ImageId": AMI, "Imports": imports, "EnableByol": {"ChooseRange": True}})
    assert runs.outcome("already-on")["Status"] == "SUCCEEDED"
    assert len(modifications(runs)) == 1
    for name in ("without-consent", "range-not-there", "with-consent", "already-on"):
        assert len(runs.notifications(name)) == 1
