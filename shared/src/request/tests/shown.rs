//! What messages show, in what order, and from which source.

use super::*;
use crate::violation::Violation;

fn one(pointer: &str, value: Value) -> Violation {
    let (findings, _) = checked(&with(pointer, Some(value)));
    assert_eq!(findings.violations.len(), 1, "{findings:?}");
    findings.violations[0].clone()
}

#[test]
fn the_issues_own_example_hints_at_the_nearest_value() {
    let found = one("/Imports/0/ImportWorkspaceImage/IngestionProcess", json!("BYOL_REGULAR_wsp"));
    assert!(found.allowed.ends_with("(did you mean BYOL_REGULAR_WSP?)"), "{found:?}");
    assert_eq!(found.source, "Amazon WorkSpaces API Reference: ImportWorkspaceImage");
    let found = one("/TimeoutMinutes", json!("720"));
    assert!(found.allowed.ends_with("(without the quotes)"), "{found:?}");
}

#[test]
fn an_integer_is_written_as_one() {
    for text in ["720.0", "7.2e2", "-0", "0", "29", "10081", "99999999999999999999", "\"720\"", "-720"] {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(one("/TimeoutMinutes", value).path, "/TimeoutMinutes", "{text}");
    }
    for minutes in [30, 10_080] {
        assert_eq!(paths(&with("/TimeoutMinutes", Some(json!(minutes)))), Vec::<String>::new());
    }
}

#[test]
fn each_rule_names_the_page_that_it_comes_from() {
    let tags: Vec<_> = (0..49).map(|i| json!({"Key": i.to_string()})).collect();
    let cases = [
        ("/Imports/0/ImportWorkspaceImage/Tags", json!(tags), DESKPORT),
        (
            "/Imports/0/ImportWorkspaceImage/Applications",
            json!([]),
            "Amazon WorkSpaces API Reference: ImportWorkspaceImage",
        ),
        (
            "/Imports/0/ImportWorkspaceImage/Applications",
            json!(["Microsoft_Office_2019", "Microsoft_Office_2016"]),
            "WorkSpaces Administration Guide: Bring Your Own Windows desktop licenses",
        ),
        (
            "/Imports/0/ImportWorkspaceImage/ImageName",
            json!("a b"),
            "Amazon WorkSpaces API Reference: ImportWorkspaceImage",
        ),
        ("/Imports/0/ImportWorkspaceImage/Tags", json!([{"Key": "aws:x"}]), DESKPORT),
        (
            "/Imports/3/CreateImportedImage/Name",
            json!("a b"),
            "Amazon AppStream 2.0 API Reference: CreateImportedImage",
        ),
        (
            "/Imports/3/CreateImportedImage/Tags",
            json!({}),
            "Amazon AppStream 2.0 API Reference: CreateImportedImage",
        ),
        (
            "/Imports/3/CreateImportedImage/WorkspaceImageId",
            json!("wsi-0a1b2c3d4"),
            "WorkSpaces Applications Developer Guide: Import image",
        ),
        (
            "/EnableByol/DedicatedTenancyManagementCidrRange",
            json!("203.0.113.25/16"),
            "Amazon WorkSpaces API Reference: ModifyAccount",
        ),
        ("/TimeoutMinutes", json!(1), DESKPORT),
        ("/DryRun", json!(1), DESKPORT),
    ];
    for (pointer, value, source) in cases {
        assert_eq!(one(pointer, value).source, source, "{pointer}");
    }
}

#[test]
fn all_violations_come_at_once_in_the_order_of_the_document() {
    let document: Value = serde_json::from_str(
        r#"{"Extra": 1, "DryRun": 0, "Imports": [
            {"Then": [{"CreateImportedImage": {"DryRun": true}}], "OsVersion": 1,
             "CreateWorkspaceImage": {"WorkspaceId": 1, "Name": "a b", "Extra": 1}},
            {}], "EnableByol": {}}"#,
    )
    .unwrap();
    let then = "/Imports/0/Then/0/CreateImportedImage";
    let body = "/Imports/0/CreateWorkspaceImage";
    assert_eq!(
        paths(&document),
        [
            "/Extra",
            "/DryRun",
            &format!("{then}/DryRun"),
            &format!("{then}/Name"),
            "/Imports/0/OsVersion",
            &format!("{body}/WorkspaceId"),
            &format!("{body}/Name"),
            &format!("{body}/Extra"),
            &format!("{body}/Description"),
            "/Imports/1",
            "/EnableByol"
        ]
    );
}

#[test]
fn a_missing_member_comes_after_those_that_are_there() {
    let document = json!({"Imports": [{"ImportWorkspaceImage": {"Tags": 1}}], "DryRun": 1});
    let body = "/Imports/0/ImportWorkspaceImage";
    let expected: Vec<_> = ["Tags", "Ec2ImageId", "IngestionProcess", "ImageName", "ImageDescription"]
        .map(|m| format!("{body}/{m}"))
        .into();
    assert_eq!(paths(&document), [expected, vec!["/DryRun".to_owned()]].concat());
}

#[test]
fn a_document_that_is_no_object_has_an_empty_path() {
    for document in [json!([]), json!("x"), json!(null), json!(7), json!([full()])] {
        assert_eq!(paths(&document), [""]);
    }
}

#[test]
fn forty_imports_are_taken_and_one_more_is_reported_once() {
    let import = |i: usize| json!({"CreateWorkspaceImage": {"Name": format!("n{i}"), "Description": "d", "WorkspaceId": format!("ws-{i:08}")}});
    let imports = |count: usize| json!({"Imports": (0..count).map(import).collect::<Vec<_>>()});
    assert_eq!(paths(&imports(40)), Vec::<String>::new());
    let (findings, _) = checked(&imports(41));
    assert_eq!((findings.violations.len(), findings.violations[0].given.as_str()), (1, "41 entries"));
}

#[test]
fn a_secret_is_shown_nowhere_wherever_it_stands() {
    let secret = json!({"Name": "s3cret", "AbsoluteAppPath": ["s3cret"], "s3cret": 1});
    let catalogue = json!({"CreateImportedImage": {"AppCatalogConfig": [secret, "s3cret"]}});
    let mut documents = vec![
        json!([catalogue]),
        json!({"Imports": catalogue}),
        json!({"Imports": [[catalogue]]}),
        json!(catalogue.to_string()),
    ];
    documents.push(json!({"Imports": [{"CreateImportedImage": [catalogue]}]}));
    documents.push(json!({"Imports": [{"CreateImportedImage": catalogue.to_string()}]}));
    documents.push(json!({"Imports": catalogue.to_string()}));
    documents.push(json!({"Imports": [catalogue.to_string()]}));
    documents.push(json!({"Imports": [catalogue, {"CreateImportedImage": {}, "Then": catalogue}]}));
    documents.push(json!({"Imports": [{"CreateWorkspaceImage": {}, "Then": catalogue}]}));
    documents.push(json!({"Imports": [{"CreateWorkspaceImage": {}, "Then": [catalogue, [catalogue], catalogue.to_string()]}]}));
    documents.push(json!({"Imports": [{"CreateWorkspaceImage": {}, "CreateImportedImage": {"AppCatalogConfig": "s3cret"}}]}));
    documents.push(json!({"Imports": [{"CreateImportedImage": {"AppCatalogConfig": "s3cret"}}, {"CreateImportedImage": {"AppCatalogConfig": {"s3cret": "s3cret"}}}]}));
    for document in documents {
        let (findings, _) = checked(&document);
        assert!(!findings.violations.is_empty(), "{document}");
        for found in findings.violations.iter().chain(&findings.warnings) {
            assert!(
                !found.given.contains("s3cret") && !found.allowed.contains("s3cret"),
                "{document}: {found:?}"
            );
        }
    }
}

#[test]
fn a_plan_shows_no_secret_when_it_is_debugged() {
    let document = with(
        "/Imports/3/CreateImportedImage/AppCatalogConfig",
        Some(json!([{"Name": "s3cret", "AbsoluteAppPath": "s3cret"}])),
    );
    let (_, plan) = checked(&document);
    assert!(!format!("{:?}", plan.unwrap()).contains("s3cret"));
}

#[test]
fn thousands_of_violations_are_reported_in_a_moment() {
    let members: serde_json::Map<_, _> = (0..20_000).map(|i| (format!("m{i}"), json!(1))).collect();
    let tags: Vec<_> = (0..10_000).map(|_| json!({"Key": "aws:", "Value": "{x"})).collect();
    let mut document = full();
    document.as_object_mut().unwrap().extend(members);
    document["Imports"][0]["ImportWorkspaceImage"]["Tags"] = json!(tags);
    assert_eq!(paths(&document).len(), 20_000 + 20_001);
}
