//! Several Regions: what is in one is not seen from another, and copies go from one to another.

use deskport_simulator::serve;
use serde_json::{Value, json};

use crate::http::send;
use crate::support::{AppStream, Bench, Workspaces, import, imported, text, with};

const FAR: &str = "us-east-1";

fn pull(source: &str, region: &str) -> Value {
    json!({ "Name": "copy", "SourceImageId": source, "SourceRegion": region })
}

fn push(source: &str, name: &str, region: &str) -> Value {
    json!({ "SourceImageName": source, "DestinationImageName": name, "DestinationRegion": region })
}

#[test]
fn a_region_has_images_names_and_quotas_of_its_own() {
    let bench = Bench::from_json(&json!({ "Quotas": { "WorkspaceImages": 1, "AppStreamImages": 1 } }));
    let here = text(&bench.good(Workspaces, "ImportWorkspaceImage", import("same"))["ImageId"]);
    let there = text(&bench.good_in(FAR, Workspaces, "ImportWorkspaceImage", import("same"))["ImageId"]);
    assert_ne!(here, there);
    assert_eq!(
        bench.code_in(FAR, Workspaces, "ImportWorkspaceImage", import("b")),
        "ResourceLimitExceededException"
    );
    bench.good(AppStream, "CreateImportedImage", imported("apps"));
    let image = bench.good_in(FAR, AppStream, "CreateImportedImage", imported("apps"));
    assert_eq!(image["Image"]["Arn"], "arn:aws:appstream:us-east-1:111122223333:image/apps");
    let listed = bench.good_in(FAR, Workspaces, "DescribeWorkspaceImages", json!({}));
    assert_eq!(listed["Images"].as_array().unwrap().len(), 1);
    assert_eq!(listed["Images"][0]["ImageId"], there);
    let tags = |id: &str| bench.code_in(FAR, Workspaces, "DescribeTags", json!({ "ResourceId": id }));
    assert_eq!(tags(&here), "ResourceNotFoundException");
    assert_eq!(tags("ws-0a1b2c3d4"), "ResourceNotFoundException", "the WorkSpace is in the home Region");
}

#[test]
fn the_state_shows_each_region() {
    let bench = Bench::from_json(&json!({
        "WorkspaceImages": [{ "Name": "home" }, { "Name": "far", "Region": FAR }],
        "AppStreamImages": [{ "Name": "apps", "Region": FAR }],
        "Workspaces": [{ "WorkspaceId": "ws-0a1b2c3d4" }, { "WorkspaceId": "ws-1a1b2c3d4", "Region": FAR }],
    }));
    let state = bench.0.state();
    assert_eq!(state["WorkspaceImages"].as_array().unwrap().len(), 1);
    let far = &state["Regions"][FAR];
    assert_eq!(
        (&far["WorkspaceImages"][0]["Name"], &far["AppStreamImages"][0]["Name"]),
        (&json!("far"), &json!("apps"))
    );
    assert_eq!(far["Workspaces"][0]["WorkspaceId"], "ws-1a1b2c3d4");
    assert_eq!(far["ByolEnabled"], true);
    bench.good_in("eu-north-1", Workspaces, "DescribeAccount", json!({}));
    let journal = bench.0.journal();
    assert_eq!(journal.last().unwrap().region, "eu-north-1");
    assert_eq!(
        bench.code_in("Eu North", Workspaces, "DescribeAccount", json!({})),
        "InvalidSignatureException"
    );
}

#[test]
fn a_workspaces_image_is_pulled_from_its_region() {
    let bench = Bench::from_json(&json!({ "WorkspaceImages": [
        { "ImageId": "wsi-aaaaaaaaa", "Name": "golden", "Description": "Golden", "Tags": [{ "Key": "team", "Value": "it" }] },
        { "ImageId": "wsi-bbbbbbbbb", "Name": "shared", "OwnerAccountId": "999988887777" },
    ]}));
    let input =
        with(pull("wsi-aaaaaaaaa", "eu-west-1"), "Tags", json!([{ "Key": "deskport:run", "Value": "r" }]));
    assert_eq!(
        bench.code_in(FAR, Workspaces, "CopyWorkspaceImage", pull("wsi-aaaaaaaaa", FAR)),
        "ResourceNotFoundException",
        "the source is not in that Region"
    );
    let id = text(&bench.good_in(FAR, Workspaces, "CopyWorkspaceImage", input.clone())["ImageId"]);
    assert_eq!(bench.code_in(FAR, Workspaces, "CopyWorkspaceImage", input), "ResourceAlreadyExistsException");
    let image = |at: &Bench| {
        at.good_in(FAR, Workspaces, "DescribeWorkspaceImages", json!({ "ImageIds": [id] }))["Images"][0]
            .clone()
    };
    assert_eq!(
        (&image(&bench)["State"], &image(&bench)["Description"]),
        (&json!("PENDING"), &json!("Golden"))
    );
    let tags = bench.good_in(FAR, Workspaces, "DescribeTags", json!({ "ResourceId": id }));
    assert_eq!(
        tags["TagList"],
        json!([{ "Key": "deskport:run", "Value": "r" }]),
        "its own, not the source's"
    );
    bench.pass_minutes(30.0);
    assert_eq!(image(&bench)["State"], "AVAILABLE");
    assert_eq!(bench.workspace_image(&id), Value::Null);
    let shared = with(pull("wsi-bbbbbbbbb", "eu-west-1"), "Name", json!("mine"));
    bench.good_in(FAR, Workspaces, "CopyWorkspaceImage", shared);
}

#[test]
fn an_appstream_image_is_pushed_into_a_region_without_its_tags() {
    let bench = Bench::from_json(&json!({ "AppStreamImages": [
        { "Name": "golden", "Tags": { "team": "it" } }, { "Name": "public", "Visibility": "PUBLIC" },
    ]}));
    bench.good(AppStream, "CopyImage", push("golden", "copy", FAR));
    assert_eq!(
        bench.code(AppStream, "CopyImage", push("golden", "copy", FAR)),
        "ResourceAlreadyExistsException"
    );
    let image =
        || bench.good_in(FAR, AppStream, "DescribeImages", json!({ "Names": ["copy"] }))["Images"][0].clone();
    let arn = "arn:aws:appstream:us-east-1:111122223333:image/copy";
    assert_eq!((&image()["State"], &image()["Arn"]), (&json!("COPYING"), &json!(arn)));
    let tags = bench.good_in(FAR, AppStream, "ListTagsForResource", json!({ "ResourceArn": arn }));
    assert_eq!(tags, json!({}));
    bench.pass_minutes(30.0);
    assert_eq!(image()["State"], "AVAILABLE");
    assert_eq!(
        bench.code(AppStream, "DescribeImages", json!({ "Names": ["copy"] })),
        "ResourceNotFoundException"
    );
    let code = |input| bench.code(AppStream, "CopyImage", input);
    assert_eq!(code(push("public", "own", FAR)), "ResourceNotAvailableException");
    for nowhere in ["cn-north-1", "US East"] {
        assert_eq!(code(push("golden", "own", nowhere)), "InvalidParameterCombinationException");
    }
}

#[test]
fn two_copies_at_once_go_into_a_region() {
    let bench = Bench::from_json(&json!({ "AppStreamImages": [{ "Name": "golden" }] }));
    for name in ["one", "two"] {
        bench.good(AppStream, "CopyImage", push("golden", name, FAR));
    }
    assert_eq!(bench.code(AppStream, "CopyImage", push("golden", "three", FAR)), "LimitExceededException");
    bench.good(AppStream, "CopyImage", push("golden", "three", "eu-north-1"));
    bench.pass_minutes(30.0);
    bench.good(AppStream, "CopyImage", push("golden", "three", FAR));
}

#[test]
fn a_copy_counts_on_the_destinations_quota() {
    let bench = Bench::from_json(&json!({
        "Quotas": { "WorkspaceImages": 1, "AppStreamImages": 1 },
        "WorkspaceImages": [{ "ImageId": "wsi-aaaaaaaaa", "Name": "golden" }, { "Name": "full", "Region": FAR }],
        "AppStreamImages": [{ "Name": "golden" }, { "Name": "full", "Region": FAR }],
    }));
    let pulled = bench.code_in(FAR, Workspaces, "CopyWorkspaceImage", pull("wsi-aaaaaaaaa", "eu-west-1"));
    assert_eq!(pulled, "ResourceLimitExceededException");
    assert_eq!(bench.code(AppStream, "CopyImage", push("golden", "copy", FAR)), "LimitExceededException");
    bench.good_in("eu-north-1", Workspaces, "CopyWorkspaceImage", pull("wsi-aaaaaaaaa", "eu-west-1"));
}

#[test]
fn byol_images_go_only_where_byol_is_on() {
    let bench = Bench::from_json(&json!({
        "Byol": { "OtherRegions": { FAR: "DISABLED" } },
        "WorkspaceImages": [{ "ImageId": "wsi-aaaaaaaaa", "Name": "golden" }],
    }));
    bench.good(
        AppStream,
        "CreateImportedImage",
        json!({ "Name": "byol", "WorkspaceImageId": "wsi-aaaaaaaaa" }),
    );
    bench.pass_minutes(45.0);
    let copy = |region: &str| {
        bench.0.call_in(
            region,
            &Default::default(),
            Workspaces,
            "CopyWorkspaceImage",
            &pull("wsi-aaaaaaaaa", "eu-west-1"),
        )
    };
    let refused = copy(FAR).unwrap_err().to_string();
    assert!(refused.starts_with("OperationNotSupportedException"), "{refused}");
    assert!(copy("eu-north-1").is_ok());
    assert_eq!(bench.code(AppStream, "CopyImage", push("byol", "copy", FAR)), "IncompatibleImageException");
    let account = bench.good_in(FAR, Workspaces, "DescribeAccount", json!({}));
    assert_eq!(account, json!({ "DedicatedTenancySupport": "DISABLED" }));
    let range = json!({ "DedicatedTenancySupport": "ENABLED", "DedicatedTenancyManagementCidrRange": "10.80.0.0/16" });
    bench.good_in(FAR, Workspaces, "ModifyAccount", range);
    bench.pass_minutes(30.0);
    assert!(copy(FAR).is_ok());
    bench.good(AppStream, "CopyImage", push("byol", "copy", FAR));
}

#[test]
fn a_script_speaks_of_a_copy_by_its_name_or_its_sources() {
    let bench = Bench::from_json(&json!({ "WorkspaceImages": [{ "ImageId": "wsi-aaaaaaaaa", "Name": "golden" }],
        "AppStreamImages": [{ "Name": "golden" }] }))
    .script(&json!([
        { "When": { "Operation": "CopyWorkspaceImage", "ImageName": "golden" }, "Do": { "TakeMinutes": 100 } },
        { "When": { "Operation": "CopyImage", "ImageName": "bad" }, "Do": { "Fail": { "AfterMinutes": 5, "Message": "No." } } },
    ]));
    let id = text(
        &bench.good_in(FAR, Workspaces, "CopyWorkspaceImage", pull("wsi-aaaaaaaaa", "eu-west-1"))["ImageId"],
    );
    bench.good(AppStream, "CopyImage", push("golden", "bad", FAR));
    bench.pass_minutes(99.0);
    let state = bench.0.state()["Regions"][FAR].clone();
    assert_eq!(
        (&state["WorkspaceImages"][0]["ImageId"], &state["WorkspaceImages"][0]["State"]),
        (&json!(id), &json!("PENDING"))
    );
    let failed = &state["AppStreamImages"][0];
    assert_eq!(failed["State"], "FAILED");
    assert_eq!(failed["StateChangeReason"], json!({ "Code": "IMAGE_COPY_FAILURE", "Message": "No." }));
}

#[test]
fn a_requests_region_is_that_of_its_signature() {
    let bench = Bench::new();
    let server = serve(bench.0.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
    let call = |authorization: Option<&str>| {
        let mut headers = vec![
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", "WorkspacesService.DescribeAccount"),
        ];
        headers.extend(authorization.map(|value| ("authorization", value)));
        send(server.addr(), "POST /", &headers, b"{}").unwrap().status
    };
    let signed = |scope: &str| {
        call(Some(&format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0")))
    };
    assert_eq!(signed("key/20270115/us-east-1/workspaces/aws4_request"), 200);
    assert_eq!((signed("key"), call(None)), (200, 200));
    assert_eq!(signed("key/20270115/US EAST/workspaces/aws4_request"), 403);
    let regions: Vec<String> = bench.0.journal().into_iter().map(|entry| entry.region).collect();
    assert_eq!(regions, ["us-east-1", "eu-west-1", "eu-west-1", "US EAST"]);
}
