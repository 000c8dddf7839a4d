//! Tags of both services.

use serde_json::{Value, json};

use crate::support::{AppStream, Bench, Workspaces, import, imported, text, with};

fn listed(count: usize) -> Value {
    (0..count).map(|n| json!({ "Key": format!("k{n}"), "Value": "v" })).collect()
}

fn mapped(count: usize) -> Value {
    Value::Object((0..count).map(|n| (format!("k{n}"), json!("v"))).collect())
}

#[test]
fn workspaces_tags_are_added_replaced_and_deleted() {
    let bench = Bench::new();
    let input = with(import("a"), "Tags", json!([{ "Key": "team", "Value": "it" }, { "Key": "empty" }]));
    let id = text(&bench.good(Workspaces, "ImportWorkspaceImage", input)["ImageId"]);
    let tags = || bench.good(Workspaces, "DescribeTags", json!({ "ResourceId": id }))["TagList"].clone();
    assert_eq!(tags(), json!([{ "Key": "team", "Value": "it" }, { "Key": "empty", "Value": "" }]));
    let new = json!([{ "Key": "team", "Value": "finance" }, { "Key": "deskport:run", "Value": "r" }]);
    bench.good(Workspaces, "CreateTags", json!({ "ResourceId": id, "Tags": new }));
    bench.good(Workspaces, "DeleteTags", json!({ "ResourceId": id, "TagKeys": ["empty", "never there"] }));
    assert_eq!(tags(), new);
}

#[test]
fn every_making_operation_of_workspaces_takes_tags() {
    let bench =
        Bench::from_json(&json!({ "WorkspaceImages": [{ "ImageId": "wsi-aaaaaaaaa", "Name": "old" }] }));
    let copy = json!({ "Name": "d", "SourceImageId": "wsi-aaaaaaaaa", "SourceRegion": "eu-west-1" });
    for (operation, input) in [
        ("ImportWorkspaceImage", import("a")),
        ("ImportCustomWorkspaceImage", crate::support::custom("b")),
        ("CreateWorkspaceImage", crate::support::capture("c")),
        ("CopyWorkspaceImage", copy),
    ] {
        let too_many = with(input.clone(), "Tags", listed(51));
        assert_eq!(
            bench.code(Workspaces, operation, too_many),
            "InvalidParameterValuesException",
            "{operation}"
        );
        let answer = bench.good(Workspaces, operation, with(input, "Tags", listed(50)));
        let tags = bench.good(Workspaces, "DescribeTags", json!({ "ResourceId": answer["ImageId"] }));
        assert_eq!(tags["TagList"], listed(50), "{operation}");
    }
}

#[test]
fn workspaces_tags_have_rules() {
    let bench = Bench::new();
    let id = text(
        &bench.good(Workspaces, "ImportWorkspaceImage", with(import("a"), "Tags", listed(50)))["ImageId"],
    );
    let tag = |tags: Value| bench.code(Workspaces, "CreateTags", json!({ "ResourceId": id, "Tags": tags }));
    assert_eq!(tag(json!([{ "Key": "more" }])), "ResourceLimitExceededException");
    assert_eq!(tag(json!([{ "Key": "aws:x" }])), "InvalidParameterValuesException");
    assert_eq!(tag(json!([{ "Key": "a" }, { "Key": "a" }])), "InvalidParameterValuesException");
    bench.good(
        Workspaces,
        "CreateTags",
        json!({ "ResourceId": id, "Tags": [{ "Key": "k7", "Value": "new" }] }),
    );
    for (operation, input) in [
        ("DescribeTags", json!({})),
        ("CreateTags", json!({ "Tags": [] })),
        ("DeleteTags", json!({ "TagKeys": [] })),
    ] {
        let fault = bench.fault(Workspaces, operation, with(input, "ResourceId", json!("wsi-000000000")));
        assert_eq!(fault.code, "ResourceNotFoundException", "{operation}");
    }
}

#[test]
fn a_workspace_has_tags_too() {
    let bench = Bench::from_json(
        &json!({ "Workspaces": [{ "WorkspaceId": "ws-0a1b2c3d4", "Tags": [{ "Key": "a" }] }] }),
    );
    let tags = bench.good(Workspaces, "DescribeTags", json!({ "ResourceId": "ws-0a1b2c3d4" }));
    assert_eq!(tags["TagList"], json!([{ "Key": "a", "Value": "" }]));
}

#[test]
fn appstream_tags_are_added_replaced_and_deleted() {
    let bench = Bench::new();
    let input = with(imported("a"), "Tags", json!({ "team": "it", "empty": "" }));
    let arn = text(&bench.good(AppStream, "CreateImportedImage", input)["Image"]["Arn"]);
    let tags = || bench.good(AppStream, "ListTagsForResource", json!({ "ResourceArn": arn }));
    assert_eq!(tags()["Tags"], json!({ "empty": "", "team": "it" }));
    bench.good(
        AppStream,
        "TagResource",
        json!({ "ResourceArn": arn, "Tags": { "team": "finance", "deskport:run": "r" } }),
    );
    bench.good(
        AppStream,
        "UntagResource",
        json!({ "ResourceArn": arn, "TagKeys": ["empty", "never there"] }),
    );
    assert_eq!(tags()["Tags"], json!({ "deskport:run": "r", "team": "finance" }));
    bench.good(
        AppStream,
        "UntagResource",
        json!({ "ResourceArn": arn, "TagKeys": ["team", "deskport:run"] }),
    );
    assert_eq!(tags(), json!({}));
}

#[test]
fn appstream_tags_have_rules() {
    let bench = Bench::new();
    let too_many = with(imported("a"), "Tags", mapped(51));
    assert_eq!(bench.code(AppStream, "CreateImportedImage", too_many), "ValidationException");
    let answer = bench.good(AppStream, "CreateImportedImage", with(imported("a"), "Tags", mapped(50)));
    let arn = text(&answer["Image"]["Arn"]);
    let tag = |tags: Value| bench.code(AppStream, "TagResource", json!({ "ResourceArn": arn, "Tags": tags }));
    assert_eq!(tag(json!({ "more": "" })), "LimitExceededException");
    assert_eq!(tag(json!({ "aws:x": "" })), "ValidationException");
    assert_eq!(tag(json!({})), "ValidationException");
    bench.good(AppStream, "TagResource", json!({ "ResourceArn": arn, "Tags": { "k7": "new" } }));
    let other = "arn:aws:appstream:eu-west-1:111122223333:fleet/a";
    for (operation, input) in [
        ("ListTagsForResource", json!({})),
        ("TagResource", json!({ "Tags": { "a": "b" } })),
        ("UntagResource", json!({ "TagKeys": ["a"] })),
    ] {
        let fault = bench.fault(AppStream, operation, with(input, "ResourceArn", json!(other)));
        assert_eq!(fault.code, "ResourceNotFoundException", "{operation}");
    }
}
