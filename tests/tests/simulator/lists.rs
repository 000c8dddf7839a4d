//! Lists: filters and pages.

use serde_json::{Value, json};

use crate::support::{AppStream, Bench, Workspaces, text};

/// Reads all pages of an operation.
fn pages(
    bench: &Bench,
    service: deskport_simulator::Service,
    operation: &str,
    member: &str,
    input: Value,
) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut input = input;
    loop {
        let answer = bench.good(service, operation, input.clone());
        pages.push(answer[member].as_array().unwrap().clone());
        match answer.get("NextToken") {
            Some(token) => input["NextToken"] = token.clone(),
            None => return pages,
        }
    }
}

fn sizes(pages: &[Vec<Value>]) -> Vec<usize> {
    pages.iter().map(Vec::len).collect()
}

fn with_images(count: usize) -> Bench {
    let workspaces: Vec<Value> = (0..count).map(|n| json!({ "Name": format!("w-{n:02}") })).collect();
    let appstream: Vec<Value> = (0..count).map(|n| json!({ "Name": format!("a-{n:02}") })).collect();
    Bench::from_json(&json!({ "WorkspaceImages": workspaces, "AppStreamImages": appstream }))
}

#[test]
fn workspace_images_come_in_pages() {
    let bench = with_images(53);
    let all = pages(&bench, Workspaces, "DescribeWorkspaceImages", "Images", json!({}));
    assert_eq!(sizes(&all), [25, 25, 3]);
    let names: Vec<String> = all.concat().iter().map(|image| text(&image["Name"])).collect();
    let expected: Vec<String> = (0..53).map(|n| format!("w-{n:02}")).collect();
    assert_eq!(names, expected);
    let by_ten = pages(&bench, Workspaces, "DescribeWorkspaceImages", "Images", json!({ "MaxResults": 10 }));
    assert_eq!(sizes(&by_ten), [10, 10, 10, 10, 10, 3]);
}

#[test]
fn appstream_images_come_in_pages() {
    let bench = with_images(50);
    assert_eq!(sizes(&pages(&bench, AppStream, "DescribeImages", "Images", json!({}))), [25, 25]);
    let input = json!({ "MaxResults": 0, "Type": "PRIVATE" });
    assert_eq!(sizes(&pages(&bench, AppStream, "DescribeImages", "Images", input)), [25, 25]);
    assert_eq!(
        sizes(&pages(&bench, AppStream, "DescribeImages", "Images", json!({ "Type": "PUBLIC" }))),
        [0]
    );
}

#[test]
fn ranges_and_modifications_come_in_pages() {
    let pending: Vec<Value> = (0..12).map(|_| json!({ "State": "FAILED" })).collect();
    let bench = Bench::from_json(&json!({ "Byol": { "Modifications": pending } }));
    let list = json!({ "ManagementCidrRangeConstraint": "0.0.0.0/0" });
    let all =
        pages(&bench, Workspaces, "ListAvailableManagementCidrRanges", "ManagementCidrRanges", list.clone());
    assert_eq!(sizes(&all), [5, 2]);
    let mut two = list;
    two["MaxResults"] = json!(2);
    let all = pages(&bench, Workspaces, "ListAvailableManagementCidrRanges", "ManagementCidrRanges", two);
    assert_eq!(sizes(&all), [2, 2, 2, 1]);
    let all = pages(&bench, Workspaces, "DescribeAccountModifications", "AccountModifications", json!({}));
    assert_eq!(sizes(&all), [10, 2]);
}

#[test]
fn pages_can_be_made_short() {
    let bench =
        Bench::from_json(&json!({ "PageSize": 1, "WorkspaceImages": [{ "Name": "a" }, { "Name": "b" }] }));
    let all = pages(&bench, Workspaces, "DescribeWorkspaceImages", "Images", json!({ "MaxResults": 25 }));
    assert_eq!(sizes(&all), [1, 1]);
}

#[test]
fn a_token_that_was_never_given_is_refused() {
    let bench = with_images(30);
    let token = bench.good(Workspaces, "DescribeWorkspaceImages", json!({}))["NextToken"].clone();
    for (service, operation) in [(AppStream, "DescribeImages"), (Workspaces, "DescribeAccountModifications")]
    {
        assert_eq!(bench.code(service, operation, json!({ "NextToken": token })), "ValidationException");
    }
    let code = bench.code(Workspaces, "DescribeWorkspaceImages", json!({ "NextToken": "made up" }));
    assert_eq!(code, "ValidationException");
}

#[test]
fn workspace_images_are_filtered_by_id_and_type() {
    let bench = Bench::from_json(&json!({ "WorkspaceImages": [
        { "ImageId": "wsi-aaaaaaaaa", "Name": "own" },
        { "ImageId": "wsi-bbbbbbbbb", "Name": "shared", "OwnerAccountId": "999988887777" },
    ]}));
    let names = |input: Value| -> Vec<String> {
        let answer = bench.good(Workspaces, "DescribeWorkspaceImages", input);
        answer["Images"].as_array().unwrap().iter().map(|image| text(&image["Name"])).collect()
    };
    assert_eq!(names(json!({})), ["own", "shared"]);
    assert_eq!(names(json!({ "ImageType": "OWNED" })), ["own"]);
    assert_eq!(names(json!({ "ImageType": "SHARED" })), ["shared"]);
    assert_eq!(names(json!({ "ImageIds": ["wsi-bbbbbbbbb", "wsi-ccccccccc"] })), ["shared"]);
    assert!(names(json!({ "ImageIds": ["wsi-bbbbbbbbb"], "ImageType": "OWNED" })).is_empty());
}

#[test]
fn appstream_images_are_filtered_by_name_arn_and_type() {
    let bench = Bench::from_json(&json!({ "AppStreamImages": [
        { "Name": "own" }, { "Name": "base", "Visibility": "PUBLIC", "Platform": "WINDOWS_SERVER_2025" },
    ]}));
    let names = |input: Value| -> Vec<String> {
        let answer = bench.good(AppStream, "DescribeImages", input);
        answer["Images"].as_array().unwrap().iter().map(|image| text(&image["Name"])).collect()
    };
    assert_eq!(names(json!({})), ["own", "base"]);
    assert_eq!(names(json!({ "Type": "PUBLIC" })), ["base"]);
    assert_eq!(names(json!({ "Names": ["own"] })), ["own"]);
    assert_eq!(names(json!({ "Arns": ["arn:aws:appstream:eu-west-1::image/base"] })), ["base"]);
    let code = |input| bench.code(AppStream, "DescribeImages", input);
    assert_eq!(code(json!({ "Names": ["own", "none"] })), "ResourceNotFoundException");
    assert_eq!(
        code(json!({ "Arns": ["arn:aws:appstream:eu-west-1::image/own"] })),
        "ResourceNotFoundException"
    );
    let both = json!({ "Names": ["own"], "Arns": ["arn:aws:appstream:eu-west-1::image/base"] });
    assert_eq!(code(both), "InvalidParameterCombinationException");
}
