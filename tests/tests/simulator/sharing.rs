//! Images that are shared with other accounts.

use serde_json::{Value, json};

use crate::support::{ACCOUNT, AppStream, Bench, Workspaces};

const FRIEND: &str = "444455556666";
const OTHER: &str = "999988887777";

fn bench() -> Bench {
    Bench::from_json(&json!({
        "WorkspaceImages": [
            { "ImageId": "wsi-aaaaaaaaa", "Name": "golden", "SharedWith": [OTHER] },
            { "ImageId": "wsi-bbbbbbbbb", "Name": "pending", "State": "PENDING" },
            { "ImageId": "wsi-ccccccccc", "Name": "theirs", "OwnerAccountId": OTHER },
        ],
        "AppStreamImages": [
            { "Name": "apps", "SharedWith": { OTHER: { "allowFleet": true } } },
            { "Name": "pending", "State": "PENDING" }, { "Name": "theirs", "Visibility": "SHARED" },
        ],
    }))
}

fn share(image: &str, account: &str, allow: bool) -> Value {
    json!({ "ImageId": image, "AllowCopyImage": allow, "SharedAccountId": account })
}

fn permit(image: &str, account: &str, fleet: bool) -> Value {
    json!({ "Name": image, "SharedAccountId": account, "ImagePermissions": { "allowFleet": fleet } })
}

#[test]
fn a_workspaces_image_is_shared_with_one_account_at_a_time() {
    let bench = bench();
    bench.good(Workspaces, "UpdateWorkspaceImagePermission", share("wsi-aaaaaaaaa", FRIEND, true));
    bench.good(Workspaces, "UpdateWorkspaceImagePermission", share("wsi-aaaaaaaaa", FRIEND, true));
    let shown = |input| bench.good(Workspaces, "DescribeWorkspaceImagePermissions", input);
    let all = shown(json!({ "ImageId": "wsi-aaaaaaaaa" }));
    assert_eq!(all["ImageId"], "wsi-aaaaaaaaa");
    assert_eq!(all["ImagePermissions"], json!([{ "SharedAccountId": FRIEND }, { "SharedAccountId": OTHER }]));
    let first = shown(json!({ "ImageId": "wsi-aaaaaaaaa", "MaxResults": 1 }));
    let rest = shown(json!({ "ImageId": "wsi-aaaaaaaaa", "NextToken": first["NextToken"] }));
    assert_eq!(rest["ImagePermissions"], json!([{ "SharedAccountId": OTHER }]));
    assert_eq!(bench.0.state()["WorkspaceImages"][0]["SharedWith"], json!([FRIEND, OTHER]));
    bench.good(Workspaces, "UpdateWorkspaceImagePermission", share("wsi-aaaaaaaaa", OTHER, false));
    assert_eq!(bench.0.state()["WorkspaceImages"][0]["SharedWith"], json!([FRIEND]));
}

#[test]
fn only_an_own_workspaces_image_that_is_available_is_shared_and_with_another_account() {
    let bench = bench();
    let code = |input| bench.code(Workspaces, "UpdateWorkspaceImagePermission", input);
    assert_eq!(code(share("wsi-aaaaaaaaa", ACCOUNT, true)), "InvalidParameterValuesException");
    assert_eq!(code(share("wsi-aaaaaaaaa", FRIEND, false)), "InvalidParameterValuesException");
    assert_eq!(code(share("wsi-aaaaaaaaa", "1", true)), "ValidationException");
    assert_eq!(code(share("wsi-bbbbbbbbb", FRIEND, true)), "ResourceUnavailableException");
    assert_eq!(code(share("wsi-ccccccccc", FRIEND, true)), "AccessDeniedException");
    assert_eq!(code(share("wsi-ddddddddd", FRIEND, true)), "ResourceNotFoundException");
    let there = bench.code_in(
        "us-east-1",
        Workspaces,
        "UpdateWorkspaceImagePermission",
        share("wsi-aaaaaaaaa", FRIEND, true),
    );
    assert_eq!(there, "ResourceNotFoundException", "it is in another Region");
    let theirs = json!({ "ImageId": "wsi-ccccccccc" });
    assert_eq!(bench.code(Workspaces, "DescribeWorkspaceImagePermissions", theirs), "AccessDeniedException");
    let gov = Bench::from_json(
        &json!({ "Region": "us-gov-west-1", "WorkspaceImages": [{ "ImageId": "wsi-aaaaaaaaa", "Name": "a" }] }),
    );
    let refused =
        gov.code(Workspaces, "UpdateWorkspaceImagePermission", share("wsi-aaaaaaaaa", FRIEND, true));
    assert_eq!(refused, "OperationNotSupportedException");
}

#[test]
fn an_appstream_image_is_shared_for_fleets_or_image_builders() {
    let bench = bench();
    bench.good(AppStream, "UpdateImagePermissions", permit("apps", FRIEND, true));
    let shown = |input| bench.good(AppStream, "DescribeImagePermissions", input);
    let fleet = json!({ "allowFleet": true, "allowImageBuilder": false });
    let all = shown(json!({ "Name": "apps" }));
    let expected = json!([{ "sharedAccountId": FRIEND, "imagePermissions": fleet }, { "sharedAccountId": OTHER, "imagePermissions": fleet }]);
    assert_eq!((&all["Name"], &all["SharedImagePermissionsList"]), (&json!("apps"), &expected));
    let one = shown(json!({ "Name": "apps", "SharedAwsAccountIds": [OTHER, ACCOUNT] }));
    assert_eq!(one["SharedImagePermissionsList"].as_array().unwrap().len(), 1);
    assert_eq!(bench.appstream_image("apps")["ImageSharedWithOthers"], "TRUE");
    assert_eq!(bench.0.state()["AppStreamImages"][0]["SharedWith"], json!({ FRIEND: fleet, OTHER: fleet }));
    for account in [FRIEND, OTHER] {
        bench.good(AppStream, "UpdateImagePermissions", permit("apps", account, false));
    }
    assert_eq!(bench.appstream_image("apps")["ImageSharedWithOthers"], "FALSE");
    let code = |input| bench.code(AppStream, "UpdateImagePermissions", input);
    assert_eq!(code(permit("apps", ACCOUNT, true)), "InvalidParameterCombinationException");
    assert_eq!(code(permit("apps", "1234", true)), "InvalidParameterCombinationException");
    assert_eq!(code(permit("pending", FRIEND, true)), "ResourceNotAvailableException");
    assert_eq!(code(permit("theirs", FRIEND, true)), "ResourceNotFoundException");
    assert_eq!(
        bench.code(AppStream, "DescribeImagePermissions", json!({ "Name": "theirs" })),
        "ResourceNotFoundException"
    );
}

#[test]
fn an_appstream_image_is_shared_with_a_hundred_accounts() {
    let bench = bench();
    for number in 1..100 {
        bench.good(AppStream, "UpdateImagePermissions", permit("apps", &format!("{number:012}"), true));
    }
    assert_eq!(
        bench.code(AppStream, "UpdateImagePermissions", permit("apps", FRIEND, true)),
        "LimitExceededException"
    );
    bench.good(AppStream, "UpdateImagePermissions", permit("apps", OTHER, true));
    bench.good(AppStream, "UpdateImagePermissions", permit("apps", OTHER, false));
    bench.good(AppStream, "UpdateImagePermissions", permit("apps", FRIEND, true));
}

#[test]
fn what_is_shared_cannot_be_deleted_and_a_copy_is_not_shared() {
    let bench = bench();
    let image = json!({ "ImageId": "wsi-aaaaaaaaa" });
    assert_eq!(
        bench.code(Workspaces, "DeleteWorkspaceImage", image.clone()),
        "InvalidResourceStateException"
    );
    assert_eq!(
        bench.code(AppStream, "DeleteImage", json!({ "Name": "apps" })),
        "OperationNotPermittedException"
    );
    let pull = json!({ "Name": "copy", "SourceImageId": "wsi-aaaaaaaaa", "SourceRegion": "eu-west-1" });
    bench.good_in("us-east-1", Workspaces, "CopyWorkspaceImage", pull);
    let push = json!({ "SourceImageName": "apps", "DestinationImageName": "copy", "DestinationRegion": "us-east-1" });
    bench.good(AppStream, "CopyImage", push);
    let far = bench.0.state()["Regions"]["us-east-1"].clone();
    assert_eq!(
        (&far["WorkspaceImages"][0]["SharedWith"], &far["AppStreamImages"][0]["SharedWith"]),
        (&json!([]), &json!({}))
    );
    bench.good(Workspaces, "UpdateWorkspaceImagePermission", share("wsi-aaaaaaaaa", OTHER, false));
    bench.good(AppStream, "UpdateImagePermissions", permit("apps", OTHER, false));
    bench.good(Workspaces, "DeleteWorkspaceImage", image);
    bench.good(AppStream, "DeleteImage", json!({ "Name": "apps" }));
}
