"""The stand-in as boto3 sees it, in every protocol that boto3 can speak.

DESKPORT_SIMULATOR_BIN names the program. Each test starts one on a free port and ends it by its own handle.
"""

import json
import os
import subprocess
import urllib.request

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError

PROGRAM = os.environ.get("DESKPORT_SIMULATOR_BIN", "")
ACCOUNT = "111122223333"

IMPORT = {
    "Ec2ImageId": "ami-0abc1234def567890",
    "IngestionProcess": "BYOL_REGULAR_WSP",
    "ImageName": "win11",
    "ImageDescription": "A desktop",
    "Tags": [{"Key": "team", "Value": "finance"}],
}
CUSTOM = {
    "ImageName": "custom",
    "ImageDescription": "Custom import",
    "ComputeType": "BASE",
    "Protocol": "DCV",
    "ImageSource": {"Ec2ImageId": "ami-0abc1234def567890"},
    "InfrastructureConfigurationArn": f"arn:aws:imagebuilder:eu-west-1:{ACCOUNT}:infrastructure-configuration/byol",
    "Platform": "WINDOWS",
    "OsVersion": "Windows_11",
}
IMPORTED = {
    "Name": "apps",
    "SourceAmiId": "ami-0123456789abcdef0",
    "IamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/import",
    "Tags": {"team": "finance"},
}


class Simulator:
    """A running program."""

    def __init__(self):
        self.process = subprocess.Popen(
            [PROGRAM, "--port", "0", "--time-scale", "0", "--exit-with-stdin"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.endpoint = json.loads(self.process.stdout.readline())["Endpoint"]

    def control(self, endpoint, body=None):
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(f"{self.endpoint}/_simulator/{endpoint}", data=data, timeout=20) as answer:
            return json.load(answer)

    def pass_minutes(self, minutes):
        self.control("clock", {"AdvanceMinutes": minutes})

    def script(self, *rules):
        self.control("script", {"Rules": list(rules)})

    def end(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=20) == 0
        self.process.stdout.close()


@pytest.fixture
def simulator():
    assert PROGRAM, "DESKPORT_SIMULATOR_BIN must name the program"
    simulator = Simulator()
    yield simulator
    simulator.end()


def client(simulator, service, protocol, attempts=1, region="eu-west-1"):
    """A client that speaks the protocol, whatever the service's model puts first."""
    session = botocore.session.get_session()
    if protocol != "default":
        loader = session.get_component("data_loader")
        load = loader.load_service_model

        def load_with_protocol(*arguments, **more):
            model = load(*arguments, **more)
            if "metadata" not in model or "protocol" not in model["metadata"]:
                return model
            metadata = {**model["metadata"], "protocol": protocol, "protocols": [protocol]}
            return {**model, "metadata": metadata}

        loader.load_service_model = load_with_protocol
    session.set_credentials("test", "test")
    config = Config(retries={"max_attempts": attempts - 1, "mode": "legacy"}, read_timeout=20)
    boto = boto3.Session(botocore_session=session, region_name=region)
    made = boto.client(service, endpoint_url=simulator.endpoint, config=config)
    if protocol != "default":
        assert made.meta.service_model.resolved_protocol == protocol
    return made


@pytest.fixture(params=["default", "json", "smithy-rpc-v2-cbor"])
def protocol(request):
    return request.param


@pytest.fixture
def workspaces(simulator, protocol):
    return client(simulator, "workspaces", protocol)


@pytest.fixture
def appstream(simulator, protocol):
    return client(simulator, "appstream", protocol)


def refused(call, **input):
    with pytest.raises(ClientError) as error:
        call(**input)
    return error.value.response


def code(call, **input):
    return refused(call, **input)["Error"]["Code"]


def test_a_workspaces_import_becomes_available(simulator, workspaces):
    image_id = workspaces.import_workspace_image(**IMPORT)["ImageId"]
    image = workspaces.describe_workspace_images(ImageIds=[image_id])["Images"][0]
    assert (image["State"], image["Name"], image["OwnerAccountId"]) == ("PENDING", "win11", ACCOUNT)
    assert image["Created"].timestamp() == pytest.approx(simulator.control("clock")["Now"], abs=0.01)
    assert workspaces.describe_tags(ResourceId=image_id)["TagList"] == IMPORT["Tags"]
    simulator.pass_minutes(90)
    assert workspaces.describe_workspace_images(ImageIds=[image_id])["Images"][0]["State"] == "AVAILABLE"
    assert code(workspaces.import_workspace_image, **IMPORT) == "ResourceAlreadyExistsException"


def test_a_workspaces_import_fails_with_details(simulator, workspaces):
    errors = [{"ErrorCode": "DomainJoined", "ErrorMessage": "Joined."}]
    fail = {"AfterMinutes": 91, "Code": "DomainJoined", "Message": "No.", "Errors": errors}
    simulator.script({"When": {"ImageName": "win*"}, "Do": {"Fail": fail}})
    image_id = workspaces.import_workspace_image(**IMPORT)["ImageId"]
    simulator.pass_minutes(91)
    image = workspaces.describe_workspace_images(ImageIds=[image_id])["Images"][0]
    assert (image["State"], image["ErrorCode"], image["ErrorMessage"]) == ("ERROR", "DomainJoined", "No.")
    assert image["ErrorDetails"] == errors


def test_a_custom_import_reports_its_progress(simulator, workspaces):
    image_id = workspaces.import_custom_workspace_image(**CUSTOM)["ImageId"]
    simulator.pass_minutes(75)
    describe = workspaces.describe_custom_workspace_image_import
    halfway = describe(ImageId=image_id)
    assert (halfway["State"], halfway["ProgressPercentage"]) == ("IMAGE_TESTING_GENERALIZATION", 50)
    assert halfway["LastUpdatedTime"] > halfway["Created"]
    assert halfway["ImageSource"] == CUSTOM["ImageSource"]
    simulator.pass_minutes(75)
    assert describe(ImageId=image_id)["State"] == "COMPLETED"


def test_a_capture_and_its_deletion(simulator, workspaces):
    image = workspaces.create_workspace_image(Name="shot", Description="A shot", WorkspaceId="ws-0a1b2c3d4")
    assert image["State"] == "PENDING"
    assert code(workspaces.delete_workspace_image, ImageId=image["ImageId"]) == "InvalidResourceStateException"
    simulator.pass_minutes(45)
    copy = workspaces.copy_workspace_image(Name="copy", SourceImageId=image["ImageId"], SourceRegion="eu-west-1")
    workspaces.delete_workspace_image(ImageId=image["ImageId"])
    left = workspaces.describe_workspace_images()["Images"]
    assert [each["ImageId"] for each in left] == [copy["ImageId"]]


def test_workspaces_tags(workspaces):
    image_id = workspaces.import_workspace_image(**IMPORT)["ImageId"]
    workspaces.create_tags(ResourceId=image_id, Tags=[{"Key": "größe", "Value": "XL ✓"}])
    workspaces.delete_tags(ResourceId=image_id, TagKeys=["team"])
    assert workspaces.describe_tags(ResourceId=image_id)["TagList"] == [{"Key": "größe", "Value": "XL ✓"}]
    answer = refused(workspaces.describe_tags, ResourceId="wsi-000000000")
    assert answer["Error"]["Code"] == "ResourceNotFoundException"
    assert answer["Error"]["Message"] == "The resource wsi-000000000 could not be found."
    assert answer["ResourceId"] == "wsi-000000000"


def test_lists_come_in_pages(simulator, workspaces, appstream):
    simulator.control("reset", {
        "WorkspaceImages": [{"Name": f"w{n}"} for n in range(60)],
        "AppStreamImages": [{"Name": f"a{n}"} for n in range(30)],
    })
    paginator = workspaces.get_paginator("describe_workspace_images")
    assert [len(page["Images"]) for page in paginator.paginate()] == [25, 25, 10]
    paginator = appstream.get_paginator("describe_images")
    assert [len(page["Images"]) for page in paginator.paginate(MaxResults=20)] == [20, 10]


def test_byol_is_switched_on(simulator, workspaces):
    simulator.control("reset", {"Byol": {"Support": "DISABLED", "ManagementCidrRange": None}})
    assert code(workspaces.import_workspace_image, **IMPORT) == "AccessDeniedException"
    listed = workspaces.list_available_management_cidr_ranges(ManagementCidrRangeConstraint="10.0.0.0/8")
    chosen = listed["ManagementCidrRanges"][0]
    workspaces.modify_account(DedicatedTenancySupport="ENABLED", DedicatedTenancyManagementCidrRange=chosen)
    (modification,) = workspaces.describe_account_modifications()["AccountModifications"]
    assert modification["ModificationState"] == "PENDING"
    simulator.pass_minutes(30)
    account = workspaces.describe_account()
    assert (account["DedicatedTenancySupport"], account["DedicatedTenancyManagementCidrRange"]) == ("ENABLED", chosen)


def test_an_appstream_import_becomes_available(simulator, appstream):
    image = appstream.create_imported_image(**IMPORTED)["Image"]
    assert image["State"] == "PENDING"
    assert image["Arn"] == f"arn:aws:appstream:eu-west-1:{ACCOUNT}:image/apps"
    assert image["CreatedTime"].timestamp() == pytest.approx(simulator.control("clock")["Now"], abs=0.01)
    assert appstream.list_tags_for_resource(ResourceArn=image["Arn"])["Tags"] == {"team": "finance"}
    simulator.pass_minutes(45)
    image = appstream.describe_images(Names=["apps"])["Images"][0]
    assert (image["State"], image["ImageBuilderSupported"]) == ("AVAILABLE", True)
    assert appstream.describe_images(Arns=[image["Arn"]])["Images"] == [image]
    assert code(appstream.create_imported_image, **IMPORTED) == "ResourceAlreadyExistsException"


def test_an_appstream_import_fails_with_reasons(simulator, appstream):
    errors = [{"ErrorCode": "INTERNAL_SERVICE_ERROR", "ErrorMessage": "Oops."}]
    simulator.script({"Do": {"Fail": {"AfterMinutes": 10, "Message": "It is encrypted.", "Errors": errors}}})
    appstream.create_imported_image(**IMPORTED)
    simulator.pass_minutes(10)
    image = appstream.describe_images(Names=["apps"])["Images"][0]
    assert image["State"] == "FAILED"
    assert image["StateChangeReason"] == {"Code": "IMAGE_IMPORT_FAILURE", "Message": "It is encrypted."}
    (error,) = image["ImageErrors"]
    assert (error["ErrorCode"], error["ErrorMessage"]) == ("INTERNAL_SERVICE_ERROR", "Oops.")
    assert error["ErrorTimestamp"] > image["CreatedTime"]


def test_an_appstream_dry_run_is_an_error(appstream):
    answer = refused(appstream.create_imported_image, **IMPORTED, DryRun=True)
    assert answer["Error"]["Code"] == "DryRunOperationException"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 412
    assert appstream.describe_images()["Images"] == []


def test_appstream_errors_have_codes_and_texts(appstream):
    answer = refused(appstream.describe_images, Names=["none"])
    assert answer["Error"] == {
        "Code": "ResourceNotFoundException",
        "Message": "The resource none was not found.",
    }
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 404
    without_role = {key: value for key, value in IMPORTED.items() if key != "IamRoleArn"}
    assert code(appstream.create_imported_image, **without_role) == "InvalidParameterCombinationException"
    assert code(appstream.create_imported_image, **{**IMPORTED, "Name": "a b"}) == "ValidationException"


def test_appstream_tags_copies_and_deletions(simulator, appstream):
    arn = appstream.create_imported_image(**IMPORTED)["Image"]["Arn"]
    appstream.tag_resource(ResourceArn=arn, Tags={"deskport:run": "one"})
    appstream.untag_resource(ResourceArn=arn, TagKeys=["team"])
    assert appstream.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"deskport:run": "one"}
    assert code(appstream.delete_image, Name="apps") == "OperationNotPermittedException"
    simulator.pass_minutes(45)
    appstream.copy_image(SourceImageName="apps", DestinationImageName="copy", DestinationRegion="eu-west-1")
    assert appstream.delete_image(Name="apps")["Image"]["Name"] == "apps"
    (copy,) = appstream.describe_images()["Images"]
    assert (copy["Name"], copy["State"]) == ("copy", "COPYING")


def test_the_chain_from_workspaces_to_appstream(simulator, workspaces, appstream):
    image_id = workspaces.import_workspace_image(**IMPORT)["ImageId"]
    body = {"Name": "chained", "WorkspaceImageId": image_id}
    assert code(appstream.create_imported_image, **body) == "IncompatibleImageException"
    simulator.pass_minutes(90)
    assert appstream.create_imported_image(**body)["Image"]["Platform"] == "WINDOWS_11"


def test_a_throttled_call_is_retried(simulator, protocol):
    answer = {"Code": "ThrottlingException", "Message": "Rate exceeded"}
    simulator.script({"When": {"Operation": "DescribeAccount", "FirstCalls": 1}, "Do": {"Answer": answer}})
    patient = client(simulator, "workspaces", protocol, attempts=2)
    assert patient.describe_account()["DedicatedTenancySupport"] == "ENABLED"
    calls = simulator.control("state")["Calls"]
    assert [call["Outcome"]["Status"] for call in calls] == ["FAULT", "OK"]


def test_a_lost_response_is_a_closed_connection(simulator, appstream):
    simulator.script({"When": {"Operation": "CreateImportedImage"}, "Do": {"LoseReply": True}})
    with pytest.raises(ConnectionClosedError):
        appstream.create_imported_image(**IMPORTED)
    assert appstream.describe_images(Names=["apps"])["Images"][0]["State"] == "PENDING"


def test_images_are_copied_into_another_region(simulator, protocol, workspaces, appstream):
    simulator.control("reset", {
        "WorkspaceImages": [{"ImageId": "wsi-aaaaaaaaa", "Name": "golden"}],
        "AppStreamImages": [{"Name": "apps", "Tags": {"team": "finance"}}],
    })
    far = [client(simulator, service, protocol, region="us-east-1") for service in ("workspaces", "appstream")]
    source = {"SourceImageId": "wsi-aaaaaaaaa", "SourceRegion": "eu-west-1"}
    copy = far[0].copy_workspace_image(Name="copy", **source)["ImageId"]
    appstream.copy_image(SourceImageName="apps", DestinationImageName="copy", DestinationRegion="us-east-1")
    simulator.pass_minutes(30)
    assert far[0].describe_workspace_images(ImageIds=[copy])["Images"][0]["State"] == "AVAILABLE"
    assert workspaces.describe_workspace_images(ImageIds=[copy])["Images"] == []
    (image,) = far[1].describe_images(Names=["copy"])["Images"]
    assert (image["State"], image["Arn"]) == ("AVAILABLE", f"arn:aws:appstream:us-east-1:{ACCOUNT}:image/copy")
    assert far[1].list_tags_for_resource(ResourceArn=image["Arn"]).get("Tags", {}) == {}


def test_a_bundle_is_made_and_gets_another_image(simulator, workspaces):
    images = [{"ImageId": "wsi-aaaaaaaaa", "Name": "old"}, {"ImageId": "wsi-bbbbbbbbb", "Name": "new"}]
    simulator.control("reset", {"WorkspaceImages": images})
    bundle = workspaces.create_workspace_bundle(
        BundleName="finance", BundleDescription="Finance", ImageId="wsi-aaaaaaaaa",
        ComputeType={"Name": "STANDARD"}, UserStorage={"Capacity": "50"},
        Tags=[{"Key": "team", "Value": "finance"}],
    )["WorkspaceBundle"]
    assert (bundle["State"], bundle["Owner"]) == ("PENDING", ACCOUNT)
    workspaces.create_tags(ResourceId=bundle["BundleId"], Tags=[{"Key": "deskport:run", "Value": "one"}])
    assert len(workspaces.describe_tags(ResourceId=bundle["BundleId"])["TagList"]) == 2
    update = {"BundleId": bundle["BundleId"], "ImageId": "wsi-bbbbbbbbb"}
    assert code(workspaces.update_workspace_bundle, **update) == "ResourceUnavailableException"
    simulator.pass_minutes(5)
    workspaces.update_workspace_bundle(**update)
    (shown,) = workspaces.describe_workspace_bundles()["Bundles"]
    assert (shown["ImageId"], shown["State"]) == ("wsi-bbbbbbbbb", "AVAILABLE")
    assert code(workspaces.delete_workspace_image, ImageId="wsi-bbbbbbbbb") == "ResourceAssociatedException"
    (provided,) = workspaces.describe_workspace_bundles(Owner="AMAZON")["Bundles"]
    assert code(workspaces.update_workspace_bundle, BundleId=provided["BundleId"], ImageId="wsi-aaaaaaaaa") == (
        "AccessDeniedException"
    )


def test_a_fleet_gets_another_image(simulator, appstream):
    simulator.control("reset", {
        "AppStreamImages": [{"Name": "old"}, {"Name": "new"}, {"Name": "server", "Platform": "WINDOWS_SERVER_2025"}],
        "Fleets": [{"Name": "finance", "ImageName": "old", "Tags": {"team": "finance"}}],
    })
    (fleet,) = appstream.describe_fleets(Names=["finance"])["Fleets"]
    assert (fleet["State"], fleet["FleetType"], fleet["ImageName"]) == ("RUNNING", "ON_DEMAND", "old")
    appstream.tag_resource(ResourceArn=fleet["Arn"], Tags={"deskport:previous-image": "old"})
    assert appstream.update_fleet(Name="finance", ImageName="new")["Fleet"]["ImageName"] == "new"
    assert code(appstream.update_fleet, Name="finance", ImageName="server") == "ResourceInUseException"
    assert code(appstream.delete_image, Name="new") == "ResourceInUseException"
    appstream.stop_fleet(Name="finance")
    simulator.pass_minutes(5)
    assert appstream.update_fleet(Name="finance", ImageName="server")["Fleet"]["Platform"] == "WINDOWS_SERVER_2025"
    appstream.start_fleet(Name="finance")
    assert appstream.describe_fleets()["Fleets"][0]["State"] == "STARTING"
    simulator.pass_minutes(20)
    assert appstream.describe_fleets()["Fleets"][0]["State"] == "RUNNING"
    tags = appstream.list_tags_for_resource(ResourceArn=fleet["Arn"])["Tags"]
    assert tags == {"team": "finance", "deskport:previous-image": "old"}


def test_images_are_shared_with_an_account(simulator, workspaces, appstream):
    simulator.control("reset", {
        "WorkspaceImages": [{"ImageId": "wsi-aaaaaaaaa", "Name": "golden"}],
        "AppStreamImages": [{"Name": "apps"}],
    })
    share = {"ImageId": "wsi-aaaaaaaaa", "SharedAccountId": "444455556666"}
    workspaces.update_workspace_image_permission(AllowCopyImage=True, **share)
    listed = workspaces.describe_workspace_image_permissions(ImageId="wsi-aaaaaaaaa")["ImagePermissions"]
    assert listed == [{"SharedAccountId": "444455556666"}]
    assert code(workspaces.delete_workspace_image, ImageId="wsi-aaaaaaaaa") == "InvalidResourceStateException"
    permissions = {"allowFleet": True, "allowImageBuilder": False}
    appstream.update_image_permissions(Name="apps", SharedAccountId="444455556666", ImagePermissions=permissions)
    (shared,) = appstream.describe_image_permissions(Name="apps")["SharedImagePermissionsList"]
    assert shared == {"sharedAccountId": "444455556666", "imagePermissions": permissions}
    assert appstream.describe_images(Names=["apps"])["Images"][0]["ImageSharedWithOthers"] == "TRUE"
