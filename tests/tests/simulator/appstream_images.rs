//! The operations that make, copy and delete AppStream images.

use serde_json::{Value, json};

use crate::support::{AppStream, Bench, ROLE, START, Workspaces, import, imported, text, with};

#[test]
fn an_import_passes_the_states_of_forty_five_minutes() {
    let bench = Bench::new();
    let image = bench.good(AppStream, "CreateImportedImage", imported("apps"))["Image"].clone();
    assert_eq!(image["Arn"], "arn:aws:appstream:eu-west-1:111122223333:image/apps");
    assert_eq!(image["State"], "PENDING");
    assert_eq!(image["Visibility"], "PRIVATE");
    assert_eq!(image["ImageType"], "CUSTOM");
    assert_eq!(image["CreatedTime"].as_f64(), Some(START));
    assert_eq!(image["ImageBuilderSupported"], false);
    let mut states: Vec<Value> = Vec::new();
    for _ in 0..=45 {
        let state = bench.appstream_image("apps")["State"].clone();
        if states.last() != Some(&state) {
            states.push(state);
        }
        bench.pass_minutes(1.0);
    }
    assert_eq!(states, ["PENDING", "CREATING", "IMPORTING", "VALIDATING", "AVAILABLE"]);
    let image = bench.appstream_image("apps");
    assert_eq!(image["ImageBuilderSupported"], true);
    assert!(image.get("StateChangeReason").is_none());
}

#[test]
fn the_arn_has_the_partition_of_the_region() {
    for (region, partition) in
        [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("us-east-1", "aws")]
    {
        let bench = Bench::from_json(&json!({ "Region": region }));
        let image = bench.good(AppStream, "CreateImportedImage", imported("a"));
        assert_eq!(image["Image"]["Arn"], format!("arn:{partition}:appstream:{region}:111122223333:image/a"));
    }
}

#[test]
fn a_workspaces_image_must_be_ready_to_be_imported() {
    let bench = Bench::new();
    let id = text(&bench.good(Workspaces, "ImportWorkspaceImage", import("win11"))["ImageId"]);
    let from = |id: &str| json!({ "Name": "apps", "WorkspaceImageId": id });
    let code = bench.code(AppStream, "CreateImportedImage", from(&id));
    assert_eq!(code, "IncompatibleImageException");
    let code = bench.code(AppStream, "CreateImportedImage", from("wsi-00000000"));
    assert_eq!(code, "ResourceNotFoundException");
    bench.pass_minutes(90.0);
    let image = bench.good(AppStream, "CreateImportedImage", from(&id))["Image"].clone();
    assert_eq!((&image["Platform"], &image["ImageType"]), (&json!("WINDOWS_11"), &json!("BYOL")));
}

#[test]
fn exactly_one_source_and_a_role_with_the_ami_only() {
    let bench = Bench::new();
    let id = bench.ready_workspace_image("win11");
    let source = json!("ami-0123456789abcdef0");
    for wrong in [
        json!({ "Name": "a" }),
        json!({ "Name": "a", "IamRoleArn": ROLE }),
        json!({ "Name": "a", "SourceAmiId": source }),
        json!({ "Name": "a", "SourceAmiId": source, "IamRoleArn": ROLE, "WorkspaceImageId": id }),
        json!({ "Name": "a", "SourceAmiId": source, "WorkspaceImageId": id }),
        json!({ "Name": "a", "WorkspaceImageId": id, "IamRoleArn": ROLE }),
    ] {
        let code = bench.code(AppStream, "CreateImportedImage", wrong.clone());
        assert_eq!(code, "InvalidParameterCombinationException", "{wrong}");
    }
}

#[test]
fn names_are_a_hundred_characters_though_the_model_says_more() {
    let bench = Bench::new();
    bench.good(AppStream, "CreateImportedImage", imported(&"a".repeat(100)));
    let code = |length| bench.code(AppStream, "CreateImportedImage", imported(&"a".repeat(length)));
    assert_eq!(code(101), "InvalidParameterCombinationException");
    assert_eq!(code(102), "ValidationException");
}

#[test]
fn applications_have_names_of_their_own() {
    let bench = Bench::new();
    let app = |name: &str| json!({ "Name": name, "AbsoluteAppPath": "C:\\secret\\app.exe" });
    let catalogue = |apps: Value| with(imported("apps"), "AppCatalogConfig", apps);
    let code = bench.code(AppStream, "CreateImportedImage", catalogue(json!([app("one"), app("one")])));
    assert_eq!(code, "InvalidParameterCombinationException");
    let answer = bench.good(AppStream, "CreateImportedImage", catalogue(json!([app("one"), app("two")])));
    assert_eq!(
        answer["Image"]["Applications"][1],
        json!({ "Name": "two", "DisplayName": "two", "Enabled": true })
    );
    let all = format!("{:?} {}", bench.0.journal(), bench.0.state());
    assert!(!all.contains("secret"), "{all}");
}

#[test]
fn a_dry_run_returns_an_error_when_everything_is_right() {
    let bench = Bench::new();
    let dry = |input| with(input, "DryRun", json!(true));
    let fault = bench.fault(AppStream, "CreateImportedImage", dry(imported("a")));
    assert_eq!(fault.code, "DryRunOperationException");
    assert_eq!(fault.http_status(AppStream), 412);
    assert_eq!(bench.0.state()["AppStreamImages"], json!([]));
    let wrong = with(dry(imported("a")), "IamRoleArn", Value::Null);
    assert_eq!(bench.code(AppStream, "CreateImportedImage", wrong), "InvalidParameterCombinationException");
    bench.good(AppStream, "CreateImportedImage", with(imported("a"), "DryRun", json!(false)));
    assert_eq!(
        bench.code(AppStream, "CreateImportedImage", dry(imported("a"))),
        "ResourceAlreadyExistsException"
    );
}

#[test]
fn names_and_slots_are_limited() {
    let bench = Bench::new();
    for number in 0..10 {
        bench.good(AppStream, "CreateImportedImage", imported(&format!("image-{number}")));
    }
    let code = |name| bench.code(AppStream, "CreateImportedImage", imported(name));
    assert_eq!(code("image-3"), "ResourceAlreadyExistsException");
    assert_eq!(code("more"), "LimitExceededException");
    bench.pass_minutes(45.0);
    bench.good(AppStream, "DeleteImage", json!({ "Name": "image-3" }));
    bench.good(AppStream, "CreateImportedImage", imported("more"));
}

#[test]
fn a_copy_in_the_region_loses_its_tags() {
    let bench = Bench::from_json(&json!({ "AppStreamImages": [
        { "Name": "golden", "Tags": { "team": "it" } }, { "Name": "pending", "State": "PENDING" },
    ]}));
    let copy = |source: &str, region: &str| json!({ "SourceImageName": source, "DestinationImageName": "copy", "DestinationRegion": region });
    let code = |input| bench.code(AppStream, "CopyImage", input);
    assert_eq!(code(copy("none", "eu-west-1")), "ResourceNotFoundException");
    assert_eq!(code(copy("pending", "eu-west-1")), "ResourceNotAvailableException");
    let answer = bench.good(AppStream, "CopyImage", copy("golden", "eu-west-1"));
    assert_eq!(answer, json!({ "DestinationImageName": "copy" }));
    let image = bench.appstream_image("copy");
    assert_eq!(image["State"], "COPYING");
    let tags = bench.good(AppStream, "ListTagsForResource", json!({ "ResourceArn": image["Arn"] }));
    assert_eq!(tags, json!({}));
    bench.pass_minutes(30.0);
    assert_eq!(bench.appstream_image("copy")["State"], "AVAILABLE");
    assert_eq!(code(copy("golden", "eu-west-1")), "ResourceAlreadyExistsException");
}

#[test]
fn only_an_own_image_that_has_ended_can_be_deleted() {
    let bench = Bench::from_json(&json!({ "AppStreamImages": [
        { "Name": "public", "Visibility": "PUBLIC" }, { "Name": "pending", "State": "PENDING" },
        { "Name": "failed", "State": "FAILED", "Failure": { "Message": "No." } },
    ]}));
    let code = |name: &str| bench.code(AppStream, "DeleteImage", json!({ "Name": name }));
    assert_eq!(code("public"), "OperationNotPermittedException");
    assert_eq!(code("pending"), "OperationNotPermittedException");
    assert_eq!(code("none"), "ResourceNotFoundException");
    let answer = bench.good(AppStream, "DeleteImage", json!({ "Name": "failed" }));
    assert_eq!(
        answer["Image"]["StateChangeReason"],
        json!({ "Code": "IMAGE_IMPORT_FAILURE", "Message": "No." })
    );
    assert_eq!(code("failed"), "ResourceNotFoundException");
}
