//! WorkSpaces bundles.

use serde_json::{Value, json};

use crate::support::{ACCOUNT, Bench, Workspaces, text, with};

const OLD: &str = "wsi-aaaaaaaaa";
const NEW: &str = "wsi-bbbbbbbbb";

fn bench() -> Bench {
    Bench::from_json(&json!({
        "WorkspaceImages": [
            { "ImageId": OLD, "Name": "old" }, { "ImageId": NEW, "Name": "new" },
            { "ImageId": "wsi-ccccccccc", "Name": "pending", "State": "PENDING" },
            { "ImageId": "wsi-ddddddddd", "Name": "shared", "OwnerAccountId": "999988887777" },
            { "ImageId": "wsi-eeeeeeeee", "Name": "far", "Region": "us-east-1" },
        ],
        "Bundles": [
            { "BundleId": "wsb-aaaaaaaaa", "Name": "finance", "Description": "Finance", "ImageId": OLD },
            { "BundleId": "wsb-bbbbbbbbb", "Name": "theirs", "ImageId": "wsi-ddddddddd", "Owner": "999988887777" },
            { "BundleId": "wsb-ccccccccc", "Name": "making", "ImageId": OLD, "State": "PENDING" },
        ],
    }))
}

fn create(name: &str, image: &str) -> Value {
    json!({ "BundleName": name, "BundleDescription": "A bundle", "ImageId": image,
        "ComputeType": { "Name": "POWER" }, "UserStorage": { "Capacity": "100" } })
}

fn update(bundle: &str, image: &str) -> Value {
    json!({ "BundleId": bundle, "ImageId": image })
}

fn bundle(bench: &Bench, id: &str) -> Value {
    bench.good(Workspaces, "DescribeWorkspaceBundles", json!({ "BundleIds": [id] }))["Bundles"][0].clone()
}

#[test]
fn a_bundle_is_pending_and_then_available() {
    let bench = bench();
    let input = with(create("new", NEW), "Tags", json!([{ "Key": "team", "Value": "it" }]));
    let made = bench.good(Workspaces, "CreateWorkspaceBundle", input)["WorkspaceBundle"].clone();
    let id = text(&made["BundleId"]);
    assert!(id.starts_with("wsb-"), "{id}");
    assert_eq!(
        (&made["State"], &made["Owner"], &made["ImageId"]),
        (&json!("PENDING"), &json!(ACCOUNT), &json!(NEW))
    );
    assert_eq!(made["ComputeType"], json!({ "Name": "POWER" }));
    assert_eq!(
        (&made["UserStorage"], &made["RootStorage"]),
        (&json!({ "Capacity": "100" }), &json!({ "Capacity": "80" }))
    );
    bench.pass_minutes(5.0);
    assert_eq!(bundle(&bench, &id)["State"], "AVAILABLE");
    let tags = |bench: &Bench| {
        bench.good(Workspaces, "DescribeTags", json!({ "ResourceId": id }))["TagList"].clone()
    };
    assert_eq!(tags(&bench), json!([{ "Key": "team", "Value": "it" }]));
    let more = json!({ "ResourceId": id, "Tags": [{ "Key": "deskport:previous-image", "Value": OLD }] });
    bench.good(Workspaces, "CreateTags", more);
    assert_eq!(tags(&bench).as_array().unwrap().len(), 2);
}

#[test]
fn only_an_own_image_that_is_available_makes_a_bundle() {
    let bench = bench();
    for (image, code) in [
        ("wsi-ccccccccc", "ResourceUnavailableException"),
        ("wsi-ddddddddd", "AccessDeniedException"),
        ("wsi-eeeeeeeee", "ResourceNotFoundException"),
        ("wsi-fffffffff", "ResourceNotFoundException"),
    ] {
        assert_eq!(bench.code(Workspaces, "CreateWorkspaceBundle", create("b", image)), code);
        assert_eq!(bench.code(Workspaces, "UpdateWorkspaceBundle", update("wsb-aaaaaaaaa", image)), code);
    }
    let code = |input| bench.code(Workspaces, "CreateWorkspaceBundle", input);
    assert_eq!(code(with(create("b", NEW), "ComputeType", json!({}))), "InvalidParameterValuesException");
    let large = json!({ "Capacity": "large" });
    assert_eq!(code(with(create("b", NEW), "UserStorage", large)), "InvalidParameterValuesException");
}

#[test]
fn an_own_bundle_gets_another_image_at_once() {
    let bench = bench();
    bench.pass_minutes(1.0);
    let before = bundle(&bench, "wsb-aaaaaaaaa");
    assert_eq!(bench.good(Workspaces, "UpdateWorkspaceBundle", update("wsb-aaaaaaaaa", NEW)), json!({}));
    let after = bundle(&bench, "wsb-aaaaaaaaa");
    assert_eq!((&after["ImageId"], &after["State"]), (&json!(NEW), &json!("AVAILABLE")));
    assert_eq!(after["CreationTime"], before["CreationTime"]);
    assert!(after["LastUpdatedTime"].as_f64() > before["LastUpdatedTime"].as_f64());
    let code = |input| bench.code(Workspaces, "UpdateWorkspaceBundle", input);
    assert_eq!(code(update("wsb-amazon001", NEW)), "AccessDeniedException");
    assert_eq!(code(update("wsb-bbbbbbbbb", NEW)), "AccessDeniedException");
    assert_eq!(code(update("wsb-ccccccccc", NEW)), "ResourceUnavailableException");
    assert_eq!(code(update("wsb-000000000", NEW)), "ResourceNotFoundException");
    assert_eq!(code(json!({ "ImageId": NEW })), "InvalidParameterValuesException");
    assert_eq!(code(json!({ "BundleId": "wsb-aaaaaaaaa" })), "InvalidParameterValuesException");
}

#[test]
fn an_update_on_command_takes_its_time_or_fails() {
    let bench = bench().script(&json!([
        { "When": { "ImageName": "finance" }, "Do": { "TakeMinutes": 10 } },
        { "When": { "ImageName": "wsb-aaaaaaaaa" }, "Do": { "Fail": { "AfterMinutes": 1 } } },
    ]));
    // Both rules are about the call: by the bundle's name, and by its id.
    bench.good(Workspaces, "UpdateWorkspaceBundle", update("wsb-aaaaaaaaa", NEW));
    let seen = |bench: &Bench| {
        let state = bench.0.state()["Bundles"][0].clone();
        (text(&state["State"]), text(&state["ImageId"]))
    };
    assert_eq!(seen(&bench), ("PENDING".to_owned(), OLD.to_owned()));
    let delete = |id: &str| bench.code(Workspaces, "DeleteWorkspaceImage", json!({ "ImageId": id }));
    assert_eq!(
        (delete(OLD), delete(NEW)),
        ("ResourceAssociatedException".to_owned(), "ResourceAssociatedException".to_owned())
    );
    bench.pass_minutes(1.0);
    assert_eq!(seen(&bench), ("ERROR".to_owned(), OLD.to_owned()));
}

#[test]
fn a_creation_fails_on_command() {
    let bench = bench()
        .script(&json!([{ "When": { "Operation": "CreateWorkspaceBundle", "ImageName": "new" },
        "Do": { "Fail": {}, "TakeMinutes": 20 } }]));
    let id = text(
        &bench.good(Workspaces, "CreateWorkspaceBundle", create("b", NEW))["WorkspaceBundle"]["BundleId"],
    );
    bench.pass_minutes(19.0);
    assert_eq!(bundle(&bench, &id)["State"], "PENDING");
    bench.pass_minutes(1.0);
    assert_eq!(bundle(&bench, &id)["State"], "ERROR");
}

#[test]
fn a_name_is_free_two_hours_after_its_bundle_was_deleted() {
    let bench = bench();
    let code = || bench.code(Workspaces, "CreateWorkspaceBundle", create("finance", NEW));
    assert_eq!(code(), "ResourceAlreadyExistsException");
    let delete = json!({ "BundleId": "wsb-aaaaaaaaa" });
    bench.good(Workspaces, "DeleteWorkspaceBundle", delete.clone());
    assert_eq!(bench.code(Workspaces, "DeleteWorkspaceBundle", delete), "ResourceNotFoundException");
    assert_eq!(bundle(&bench, "wsb-aaaaaaaaa"), Value::Null);
    bench.pass_minutes(119.0);
    assert_eq!(code(), "ResourceAlreadyExistsException");
    bench.pass_minutes(1.0);
    bench.good(Workspaces, "CreateWorkspaceBundle", create("finance", NEW));
    bench.good_in("us-east-1", Workspaces, "CreateWorkspaceBundle", create("finance", "wsi-eeeeeeeee"));
    let amazons = json!({ "BundleId": "wsb-amazon001" });
    assert_eq!(bench.code(Workspaces, "DeleteWorkspaceBundle", amazons), "AccessDeniedException");
}

#[test]
fn the_quota_is_fifty_bundles_of_ones_own() {
    let bench = bench();
    for number in 2..50 {
        bench.good(Workspaces, "CreateWorkspaceBundle", create(&format!("b{number}"), NEW));
    }
    let code = bench.code(Workspaces, "CreateWorkspaceBundle", create("more", NEW));
    assert_eq!(code, "ResourceLimitExceededException");
}

#[test]
fn an_image_in_a_bundle_cannot_be_deleted() {
    let bench = bench();
    bench.good(Workspaces, "DeleteWorkspaceBundle", json!({ "BundleId": "wsb-ccccccccc" }));
    let delete = || json!({ "ImageId": OLD });
    assert_eq!(bench.code(Workspaces, "DeleteWorkspaceImage", delete()), "ResourceAssociatedException");
    bench.good(Workspaces, "UpdateWorkspaceBundle", update("wsb-aaaaaaaaa", NEW));
    bench.good(Workspaces, "DeleteWorkspaceImage", delete());
}

#[test]
fn bundles_are_listed_by_owner_or_id_in_pages() {
    let bench = bench();
    let names = |input: Value| {
        let answer = bench.good(Workspaces, "DescribeWorkspaceBundles", input);
        let bundles = answer["Bundles"].as_array().unwrap().iter();
        bundles.map(|bundle| text(&bundle["Name"])).collect::<Vec<_>>()
    };
    assert_eq!(names(json!({})), ["finance", "making"]);
    assert_eq!(names(json!({ "Owner": "AMAZON" })), ["Standard with Windows 11"]);
    assert_eq!(names(json!({ "BundleIds": ["wsb-aaaaaaaaa", "wsb-amazon001", "wsb-000000000"] })).len(), 2);
    let both = json!({ "Owner": "AMAZON", "BundleIds": ["wsb-aaaaaaaaa"] });
    assert_eq!(bench.code(Workspaces, "DescribeWorkspaceBundles", both), "InvalidParameterValuesException");
    for number in 0..26 {
        bench.good(Workspaces, "CreateWorkspaceBundle", create(&format!("b{number}"), NEW));
    }
    let first = bench.good(Workspaces, "DescribeWorkspaceBundles", json!({}));
    assert_eq!(first["Bundles"].as_array().unwrap().len(), 25);
    assert_eq!(names(json!({ "NextToken": first["NextToken"] })).len(), 3);
}
