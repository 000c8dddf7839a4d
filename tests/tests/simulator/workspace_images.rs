//! The operations that make, copy and delete WorkSpaces images.

use serde_json::{Value, json};

use crate::support::{ACCOUNT, Bench, START, Workspaces, capture, custom, import, text, with};

#[test]
fn an_import_is_pending_for_ninety_minutes() {
    let bench = Bench::new();
    let id = text(&bench.good(Workspaces, "ImportWorkspaceImage", import("win11"))["ImageId"]);
    let image = bench.workspace_image(&id);
    assert_eq!(image["State"], "PENDING");
    assert_eq!(image["Name"], "win11");
    assert_eq!(image["Description"], "A desktop");
    assert_eq!(image["OperatingSystem"], json!({ "Type": "WINDOWS" }));
    assert_eq!(image["RequiredTenancy"], "DEDICATED");
    assert_eq!(image["OwnerAccountId"], ACCOUNT);
    assert_eq!(image["Created"].as_f64(), Some(START));
    bench.pass_minutes(89.9);
    assert_eq!(bench.workspace_image(&id)["State"], "PENDING");
    bench.pass_minutes(0.1);
    let image = bench.workspace_image(&id);
    assert_eq!(image["State"], "AVAILABLE");
    assert!(image.get("ErrorCode").is_none() && image.get("ErrorDetails").is_none());
}

#[test]
fn an_import_with_office_takes_three_hours() {
    let bench = Bench::new();
    let input = with(import("win11"), "Applications", json!(["Microsoft_Office_2019"]));
    let id = text(&bench.good(Workspaces, "ImportWorkspaceImage", input)["ImageId"]);
    bench.pass_minutes(179.0);
    assert_eq!(bench.workspace_image(&id)["State"], "PENDING");
    bench.pass_minutes(1.0);
    assert_eq!(bench.workspace_image(&id)["State"], "AVAILABLE");
    let two = json!(["Microsoft_Office_2019", "Microsoft_Office_2016"]);
    let code = bench.code(Workspaces, "ImportWorkspaceImage", with(import("other"), "Applications", two));
    assert_eq!(code, "InvalidParameterValuesException");
}

#[test]
fn a_custom_import_passes_every_state_of_the_model() {
    let bench = Bench::new();
    let answer = bench.good(Workspaces, "ImportCustomWorkspaceImage", custom("custom"));
    assert_eq!(answer["State"], "PENDING");
    let id = text(&answer["ImageId"]);
    let mut states: Vec<Value> = Vec::new();
    let mut percentage = -1;
    for _ in 0..=150 {
        let import = bench.good(Workspaces, "DescribeCustomWorkspaceImageImport", json!({ "ImageId": id }));
        if states.last() != Some(&import["State"]) {
            states.push(import["State"].clone());
            let age = bench.0.clock().now() - import["LastUpdatedTime"].as_f64().unwrap();
            assert!((0.0..60.0).contains(&age), "changed {age} s ago, seen every 60 s");
        }
        let next = import["ProgressPercentage"].as_i64().unwrap();
        assert!(next >= percentage, "{next} after {percentage}");
        assert!(!text(&import["StateMessage"]).is_empty());
        percentage = next;
        let expected = if import["State"] == "COMPLETED" { "AVAILABLE" } else { "PENDING" };
        assert_eq!(bench.workspace_image(&id)["State"], expected);
        bench.pass_minutes(1.0);
    }
    let expected = [
        "PENDING",
        "IN_PROGRESS",
        "PROCESSING_SOURCE_IMAGE",
        "IMAGE_TESTING_START",
        "UPDATING_OPERATING_SYSTEM",
        "IMAGE_COMPATIBILITY_CHECKING",
        "IMAGE_TESTING_GENERALIZATION",
        "CREATING_TEST_INSTANCE",
        "INSTALLING_COMPONENTS",
        "GENERALIZING",
        "VALIDATING",
        "PUBLISHING",
        "COMPLETED",
    ];
    assert_eq!(states, expected);
    assert_eq!(percentage, 100);
}

#[test]
fn a_custom_import_shows_what_it_was_made_from() {
    let bench = Bench::new();
    let source = json!({ "Ec2ImportTaskId": "import-ami-0abc1234def567890" });
    let input = with(custom("custom"), "ImageSource", source.clone());
    let id = text(&bench.good(Workspaces, "ImportCustomWorkspaceImage", input.clone())["ImageId"]);
    let import = bench.good(Workspaces, "DescribeCustomWorkspaceImageImport", json!({ "ImageId": id }));
    assert_eq!(import["ImageSource"], source);
    assert_eq!(import["InfrastructureConfigurationArn"], input["InfrastructureConfigurationArn"]);
}

#[test]
fn windows_11_has_no_pcoip() {
    let bench = Bench::new();
    let input = with(custom("custom"), "Protocol", json!("PCOIP"));
    let code = bench.code(Workspaces, "ImportCustomWorkspaceImage", input.clone());
    assert_eq!(code, "InvalidParameterValuesException");
    bench.good(Workspaces, "ImportCustomWorkspaceImage", with(input, "OsVersion", json!("Windows_10")));
}

#[test]
fn only_a_custom_import_can_be_described_as_one() {
    let bench = Bench::new();
    let id = bench.ready_workspace_image("win11");
    for id in [id.as_str(), "wsi-000000000"] {
        let fault = bench.fault(Workspaces, "DescribeCustomWorkspaceImageImport", json!({ "ImageId": id }));
        assert_eq!(fault.code, "ResourceNotFoundException");
        assert_eq!(fault.members, [("ResourceId".to_owned(), id.to_owned())]);
    }
}

#[test]
fn a_capture_takes_forty_five_minutes_and_one_at_a_time() {
    let bench = Bench::new();
    let image = bench.good(Workspaces, "CreateWorkspaceImage", capture("one"));
    assert_eq!(image["State"], "PENDING");
    assert_eq!(image["Name"], "one");
    assert!(image.get("Updates").is_none());
    let code = bench.code(Workspaces, "CreateWorkspaceImage", capture("two"));
    assert_eq!(code, "InvalidResourceStateException");
    let code = bench.code(Workspaces, "CreateWorkspaceImage", capture("one"));
    assert_eq!(code, "ResourceAlreadyExistsException", "the same call again");
    bench.pass_minutes(45.0);
    assert_eq!(bench.workspace_image(&text(&image["ImageId"]))["State"], "AVAILABLE");
    bench.good(Workspaces, "CreateWorkspaceImage", capture("two"));
}

#[test]
fn a_capture_needs_a_running_workspace() {
    let bench =
        Bench::from_json(&json!({ "Workspaces": [{ "WorkspaceId": "ws-0a1b2c3d4", "State": "STOPPED" }] }));
    assert_eq!(bench.code(Workspaces, "CreateWorkspaceImage", capture("a")), "InvalidResourceStateException");
    let unknown = with(capture("a"), "WorkspaceId", json!("ws-999999999"));
    assert_eq!(bench.code(Workspaces, "CreateWorkspaceImage", unknown), "ResourceNotFoundException");
}

#[test]
fn a_copy_pulls_an_image_that_is_ready() {
    let bench = Bench::from_json(&json!({ "WorkspaceImages": [
        { "ImageId": "wsi-aaaaaaaaa", "Name": "golden", "Region": "us-east-1" },
        { "ImageId": "wsi-bbbbbbbbb", "Name": "pending", "Region": "us-east-1", "State": "PENDING", "ReadyInMinutes": 5 },
    ]}));
    let copy = |source: &str, region: &str| json!({ "Name": "copy", "SourceImageId": source, "SourceRegion": region });
    let call = |input| bench.code(Workspaces, "CopyWorkspaceImage", input);
    assert_eq!(call(copy("wsi-aaaaaaaaa", "eu-west-1")), "ResourceNotFoundException");
    assert_eq!(call(copy("wsi-bbbbbbbbb", "us-east-1")), "ResourceUnavailableException");
    let id =
        text(&bench.good(Workspaces, "CopyWorkspaceImage", copy("wsi-aaaaaaaaa", "us-east-1"))["ImageId"]);
    bench.pass_minutes(30.0);
    assert_eq!(bench.workspace_image(&id)["State"], "AVAILABLE");
    bench.good(
        Workspaces,
        "CopyWorkspaceImage",
        with(copy("wsi-bbbbbbbbb", "us-east-1"), "Name", json!("second")),
    );
    assert_eq!(
        bench.workspace_image("wsi-aaaaaaaaa"),
        Value::Null,
        "an image of another Region is not listed"
    );
}

#[test]
fn a_name_can_be_used_once() {
    let bench = Bench::new();
    bench.good(Workspaces, "ImportWorkspaceImage", import("same"));
    for (operation, input) in [
        ("ImportWorkspaceImage", import("same")),
        ("ImportCustomWorkspaceImage", custom("same")),
        ("CreateWorkspaceImage", capture("same")),
    ] {
        assert_eq!(bench.code(Workspaces, operation, input), "ResourceAlreadyExistsException", "{operation}");
    }
    assert_eq!(bench.0.state()["WorkspaceImages"].as_array().unwrap().len(), 1);
}

#[test]
fn a_shared_image_takes_neither_name_nor_slot() {
    let bench = Bench::from_json(&json!({
        "Quotas": { "WorkspaceImages": 1 },
        "WorkspaceImages": [{ "Name": "same", "OwnerAccountId": "999988887777" }],
    }));
    bench.good(Workspaces, "ImportWorkspaceImage", import("same"));
}

#[test]
fn a_deleted_image_frees_its_slot() {
    let bench = Bench::from_json(&json!({ "Quotas": { "WorkspaceImages": 2 } }));
    let first = bench.ready_workspace_image("first");
    bench.good(Workspaces, "ImportWorkspaceImage", import("second"));
    assert_eq!(
        bench.code(Workspaces, "ImportWorkspaceImage", import("third")),
        "ResourceLimitExceededException"
    );
    bench.good(Workspaces, "DeleteWorkspaceImage", json!({ "ImageId": first }));
    assert_eq!(bench.workspace_image(&first), Value::Null);
    bench.good(Workspaces, "ImportWorkspaceImage", import("third"));
}

#[test]
fn the_quota_is_forty_images() {
    let bench = Bench::new();
    for number in 0..40 {
        bench.good(Workspaces, "ImportWorkspaceImage", import(&format!("image-{number}")));
    }
    assert_eq!(
        bench.code(Workspaces, "ImportWorkspaceImage", import("more")),
        "ResourceLimitExceededException"
    );
}

#[test]
fn only_an_own_image_that_has_ended_can_be_deleted() {
    let bench = Bench::from_json(&json!({ "WorkspaceImages": [
        { "ImageId": "wsi-aaaaaaaaa", "Name": "shared", "OwnerAccountId": "999988887777" },
        { "ImageId": "wsi-bbbbbbbbb", "Name": "pending", "State": "PENDING" },
        { "ImageId": "wsi-ccccccccc", "Name": "failed", "State": "ERROR" },
    ]}));
    let delete = |id: &str| json!({ "ImageId": id });
    let code = |id| bench.code(Workspaces, "DeleteWorkspaceImage", delete(id));
    assert_eq!(code("wsi-aaaaaaaaa"), "AccessDeniedException");
    assert_eq!(code("wsi-bbbbbbbbb"), "InvalidResourceStateException");
    assert_eq!(code("wsi-ddddddddd"), "ResourceNotFoundException");
    bench.good(Workspaces, "DeleteWorkspaceImage", delete("wsi-ccccccccc"));
}

#[test]
fn imports_are_refused_while_byol_is_off() {
    for refusal in ["AccessDeniedException", "OperationNotSupportedException"] {
        let bench = Bench::from_json(&json!({ "Byol": { "Support": "DISABLED", "Refusal": refusal } }));
        assert_eq!(bench.code(Workspaces, "ImportWorkspaceImage", import("a")), refusal);
        assert_eq!(bench.code(Workspaces, "ImportCustomWorkspaceImage", custom("a")), refusal);
        let image = bench.good(Workspaces, "CreateWorkspaceImage", capture("a"));
        assert_eq!(image["RequiredTenancy"], "DEFAULT");
    }
}

#[test]
fn ids_are_as_the_model_says_and_the_same_every_time() {
    let ids = || {
        let bench = Bench::new();
        (0..5)
            .map(|n| {
                text(&bench.good(Workspaces, "ImportWorkspaceImage", import(&format!("i{n}")))["ImageId"])
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(), ids());
    assert!(ids().iter().all(|id| id.len() == 13 && id.starts_with("wsi-")), "{:?}", ids());
}

#[test]
fn seeded_images_stand_as_the_state_file_says() {
    let bench = Bench::from_json(&json!({ "WorkspaceImages": [
        { "ImageId": "wsi-aaaaaaaaa", "Name": "old", "Created": 1_700_000_000.5, "Description": "Old" },
        { "ImageId": "wsi-bbbbbbbbb", "Name": "soon", "State": "PENDING", "ReadyInMinutes": 5, "Created": START - 600.0 },
        { "ImageId": "wsi-ccccccccc", "Name": "bad", "State": "ERROR",
          "Failure": { "Errors": [{ "ErrorCode": "DomainJoined", "ErrorMessage": "Joined." }] } },
    ]}));
    let old = bench.workspace_image("wsi-aaaaaaaaa");
    assert_eq!((&old["State"], old["Created"].as_f64()), (&json!("AVAILABLE"), Some(1_700_000_000.5)));
    assert_eq!(bench.workspace_image("wsi-bbbbbbbbb")["State"], "PENDING");
    bench.pass_minutes(5.0);
    assert_eq!(bench.workspace_image("wsi-bbbbbbbbb")["State"], "AVAILABLE");
    let bad = bench.workspace_image("wsi-ccccccccc");
    assert_eq!((&bad["State"], &bad["ErrorCode"]), (&json!("ERROR"), &json!("DomainJoined")));
    assert_eq!(bad["ErrorDetails"], json!([{ "ErrorCode": "DomainJoined", "ErrorMessage": "Joined." }]));
}
