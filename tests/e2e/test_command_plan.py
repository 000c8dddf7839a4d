"""`deskport plan`: what a run would do, from the live account and without one, and that it changes nothing."""

import json

import cases
import command
import pytest

AMI, ENCRYPTED, SERVER = "ami-0e2e5000000000001", "ami-0e2e5000000000002", "ami-0e2e5000000000003"
IMPORT = {"IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "plan-{ami-id}", "ImageDescription": "Made of {ami-name}"}
# How the names of operations begin that change nothing.
READING = ("Describe", "Get", "List")


def request(**more):
    """A request with a tree, of which every part is looked at."""
    pilot = {"UpdateWorkspaceBundle": {"BundleId": "wsb-0e2e00002"}}
    pilot["Then"] = [{"Approve": {"Message": "Go on?", "Hours": 2}}]
    copy = {"CopyWorkspaceImage": {"Name": "plan-{ami-id}"}, "Region": "us-east-1"}
    apps = {"CreateImportedImage": {"Name": "plan-apps-{date}"}}
    entry = {"ImportWorkspaceImage": IMPORT, "OsVersion": "Windows_11", "Then": [pilot, copy, apps]}
    return {"Ec2ImageId": AMI, "Imports": [entry, {"UpdateFleet": {"Name": "e2e-fleet", "ImageName": "apps"}}]} | more


@pytest.fixture(scope="module")
def account(stack):
    """A stack with AMIs."""
    stack.register(cases.image(AMI, "windows-11"))
    stack.register(cases.image(ENCRYPTED, "encrypted"))
    stack.register(cases.image(SERVER, "server-2022"))
    return stack


def planned(stack, document, *options, code=0, **more):
    """A plan, as JSON."""
    text = json.dumps(document, indent=2)
    return command.good(stack, "plan", "-", "--output", "json", *options, stdin=text, code=code, **more)


def entries(plan):
    """Its entries by their paths."""
    return {entry["Path"]: entry for each in plan["Imports"] for entry in each["Entries"]}


def test_a_live_plan_has_final_names_regions_times_and_what_is_there(account):
    before = len(account.simulator("state")["Calls"])
    done = planned(account, request(), code=1)
    plan = done.json
    assert plan["Valid"] and plan["Live"] and plan["Violations"] == [] == plan["Warnings"], plan
    assert (plan["Account"], plan["Region"], plan["Stack"]) == ("111122223333", "eu-west-1", "deskport")
    found = entries(plan)
    below = ["/Imports/0/Then/0", "/Imports/0/Then/0/Then/0", "/Imports/0/Then/1", "/Imports/0/Then/2"]
    assert list(found) == ["/Imports/0", *below, "/Imports/1"], found
    assert (found["/Imports/0"]["Target"], found["/Imports/0"]["UsualMinutes"]) == (f"plan-{AMI}", 90), found
    assert found["/Imports/0/Then/2"]["Target"] == "plan-apps-2026-11-18", found
    assert found["/Imports/0/Then/1"]["Region"] == "us-east-1", found
    assert found["/Imports/0/Then/0/Then/0"]["HoursToAnswer"] == 2, found
    # No such bundle is there: the run would start nothing.
    assert found["/Imports/0/Then/0"]["Now"] == {"There": False}, found
    assert plan["UsualMinutes"] == 150, plan
    rooms = [(room["Service"], room.get("Region"), room["Needed"], "Used" in room) for room in plan["Images"]]
    assert rooms == [
        ("WorkSpaces", None, 1, True),
        ("WorkSpaces", "us-east-1", 1, True),
        ("AppStream", None, 1, True),
    ], plan
    assert plan["ByolIsOn"] is True
    # MiniStack has no Service Quotas: that is said, and the plan goes on.
    assert any("servicequotas:ListServiceQuotas" in said for said in plan["NotKnown"]), plan
    calls = account.simulator("state")["Calls"][before:]
    assert calls and all(call["Operation"].startswith(READING) for call in calls), calls


def image_of_the_fleet(account):
    """The fleet's image, as the simulator has it."""
    [found] = [one for one in account.simulator("state")["Fleets"] if one["Name"] == "e2e-fleet"]
    return found["ImageName"]


def test_what_bundles_and_fleets_show_now_is_shown_by_id_and_name(account):
    fleet = {"UpdateFleet": {"Name": "e2e-fleet", "ImageName": "apps"}}
    bundles = [
        {"UpdateWorkspaceBundle": {"BundleId": bundle, "ImageId": "wsi-0a1b2c3d4"}}
        for bundle in ("wsb-0e2e00001", "wsb-amazon001")
    ]
    before = image_of_the_fleet(account)
    done = command.good(account, "plan", "-", stdin=json.dumps({"Imports": [*bundles, fleet]}))
    lines = [line.strip() for line in done.stdout.splitlines()]
    # Runs of other tests may set it meanwhile.
    images = {before, image_of_the_fleet(account)}
    assert any(f"3. UpdateFleet e2e-fleet, now {image}" in lines for image in images), done
    (own,) = [line for line in lines if line.startswith("1. UpdateWorkspaceBundle wsb-0e2e00001, now wsi-")]
    assert own.endswith(")"), done
    # The image of AWS's own bundle is none of the account's: it has no name here.
    assert "2. UpdateWorkspaceBundle wsb-amazon001, now wsi-amazon001" in lines, done
    assert "Account 111122223333, eu-west-1, stack deskport" in lines, done


def test_what_is_not_there_ends_the_plan_with_an_error(account):
    document = {"Imports": [{"UpdateWorkspaceBundle": {"BundleId": "wsb-0e2e00002", "ImageId": "wsi-0a1b2c3d4"}}]}
    done = command.good(account, "plan", "-", stdin=json.dumps(document), code=1)
    assert "1. UpdateWorkspaceBundle wsb-0e2e00002, not there" in done.stdout, done
    assert "1 of what it sets is not there: the run would start nothing." in done.stdout, done


def test_a_name_that_is_in_use_is_noted_with_what_has_it(account):
    document = {"Ec2ImageId": AMI, "Imports": [{"ImportWorkspaceImage": IMPORT | {"ImageName": "taken-by-another"}}]}
    found = entries(planned(account, document).json)["/Imports/0"]["InUse"]
    assert found["Id"].startswith("wsi-") and found["State"] == "AVAILABLE", found
    text = command.good(account, "plan", "-", stdin=json.dumps(document)).stdout
    assert "the name is in use by wsi-" in text and "(NameTaken)" in text, text
    assert "WorkSpaces images: 0 to make" in text, text


def test_the_ami_and_the_stack_refuse_as_a_run_would(account):
    document = request(Ec2ImageId=ENCRYPTED)
    document["Imports"][0]["Then"][0]["UpdateWorkspaceBundle"]["BundleId"] = "wsb-0b0b0b0b0"
    document["Imports"][0]["Then"][1]["Region"] = "ap-southeast-2"
    done = command.good(account, "plan", "-", stdin=json.dumps(document, indent=2), code=1)
    for said in ("an encrypted volume", "DeliveryBundles", "DeliveryRegions"):
        assert said in done.stdout, (said, done)
    assert "standard input: " in done.stdout and "violations" in done.stdout.splitlines()[0], done
    unknown = planned(account, request(Ec2ImageId="ami-0e2e5000000000009"), code=1).json
    assert [one["Path"] for one in unknown["Violations"]] == ["/Ec2ImageId"], unknown
    assert unknown["Imports"] == [] and not unknown["Valid"], unknown


def test_a_preset_is_planned_for_an_ami_stored_or_not(account, tmp_path):
    entry = {"ImportWorkspaceImage": IMPORT, "OsVersion": "Windows_11"}
    path = tmp_path / "planned.json"
    path.write_text(json.dumps({"Imports": [entry]}))
    command.good(account, "preset", "put", "planned", path, "--yes")
    try:
        stored = command.good(account, "plan", "--preset", "planned", "--ami", AMI, "--output", "json").json
        assert stored["Preset"] == {"Name": "planned", "Version": 1} and stored["Ec2ImageId"] == AMI, stored
        assert entries(stored)["/Imports/0"]["Target"] == f"plan-{AMI}", stored
        file = command.good(account, "plan", path, "--ami", AMI, "--output", "json").json
        assert file["Imports"] == stored["Imports"], (file, stored)
        # Without an AMI its name is not known.
        open_ = command.good(account, "plan", "--preset", "planned", "--output", "json").json
        assert entries(open_)["/Imports/0"]["Target"] == "plan-{ami-id}", open_
    finally:
        command.good(account, "preset", "rm", "planned", "--yes")
    gone = command.good(account, "plan", "--preset", "planned", "--ami", AMI, code=1)
    assert "there is no preset planned" in gone.stderr, gone
    wrong = command.good(account, "plan", path, "--ami", "ami-1", code=1)
    assert "allowed is an AMI's id" in wrong.stderr, wrong


def test_without_credentials_it_is_planned_by_the_rules_alone_and_says_why(account):
    nobody = {"AWS_ACCESS_KEY_ID": None, "AWS_SECRET_ACCESS_KEY": None}
    done = planned(account, request(), **nobody)
    assert "Planned offline: sts:GetCallerIdentity" in done.stderr and not done.json["Live"], done
    # The AMI is not described, so the date is open; the rest is as it is.
    assert entries(done.json)["/Imports/0"]["Target"] == f"plan-{AMI}", done
    assert done.json["Warnings"] and "NotKnown" not in done.json, done
    chosen = planned(account, request(), "--offline", **nobody)
    assert chosen.stderr == "" and chosen.json == done.json, chosen
    needed = command.good(account, "plan", "--preset", "x", "--ami", AMI, code=2, **nobody)
    assert "ssm:GetParameter" in needed.stderr and "hint: Sign in" in needed.stderr, needed


def test_another_namespace_has_no_stack_and_that_is_said(account):
    done = command.good(account, "plan", "-", "--namespace", "deskport-none", stdin=json.dumps(request()), code=1)
    assert "Not known, as AWS did not answer:" in done.stdout, done
    assert "what the stack allows: there is no Deskport in eu-west-1" in done.stdout, done


def test_a_plan_shows_no_catalogue(account):
    application = {"Name": "App", "DisplayName": "App", "AbsoluteAppPath": "C:\\secret\\app.exe"}
    body = {"Name": "plan-apps", "IamRoleArn": f"{cases.ROLES}/import", "AppCatalogConfig": [application]}
    document = {"Ec2ImageId": SERVER, "Imports": [{"CreateImportedImage": body}]}
    for options in ([], ["--output", "json"]):
        done = command.good(account, "plan", "-", *options, stdin=json.dumps(document, indent=2))
        assert "secret" not in done.stdout + done.stderr, done
