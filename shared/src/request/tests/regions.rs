//! Where entries work, and what two of them may not set twice.

use super::*;
use crate::delivery::{Delivery, Parameter};

const HOME: &str = "eu-west-1";
const THERE: &str = "us-east-1";

/// A document checked as in a run of a stack that may deliver to one Region and one account.
fn in_a_run(document: &Value) -> (Findings, Option<Plan>) {
    let delivery = Delivery::read::<()>(|parameter| {
        Ok(match parameter {
            Parameter::Regions => THERE,
            Parameter::Bundles
            | Parameter::Fleets
            | Parameter::Accounts
            | Parameter::Roles
            | Parameter::Configurations => "*",
        }
        .to_owned())
    });
    let (images, delivery) = (images(), delivery.unwrap());
    let context = Context {
        images: &images,
        images_complete: true,
        account: Some("111122223333"),
        region: Some(HOME),
        delivery: Some(&delivery),
        start_date: Some("2026-11-21"),
        ..Context::default()
    };
    check(document, &context)
}

fn requests(imports: &Value) -> Value {
    json!({ "Ec2ImageId": AMI, "Imports": imports })
}

fn copy(name: &str, region: &str, then: &Value) -> Value {
    json!({ "CopyWorkspaceImage": { "Name": name }, "Region": region, "Then": then })
}

fn import(then: &Value) -> Value {
    json!({ "ImportWorkspaceImage": { "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "n", "ImageDescription": "d" },
        "Then": then })
}

fn bundle() -> Value {
    json!({ "UpdateWorkspaceBundle": { "BundleId": "wsb-0a1b2c3d4" } })
}

fn share() -> Value {
    json!({ "UpdateWorkspaceImagePermission": { "SharedAccountId": "444455556666", "AllowCopyImage": true } })
}

fn refused(document: &Value) -> Vec<(String, String)> {
    in_a_run(document).0.violations.into_iter().map(|v| (v.path, v.allowed)).collect()
}

fn only(document: &Value) -> (String, String) {
    let mut found = refused(document);
    assert_eq!(found.len(), 1, "{document}: {found:?}");
    found.remove(0)
}

#[test]
fn below_a_copy_everything_works_in_its_region() {
    let apps = json!({ "CreateImportedImage": { "Name": "apps" }, "Then": [
        { "UpdateFleet": { "Name": "fleet" } },
        { "CopyImage": { "DestinationImageName": "apps", "DestinationRegion": HOME },
            "Then": [{ "UpdateFleet": { "Name": "fleet" } }] } ] });
    let then = json!([bundle(), copy("copied", THERE, &json!([bundle(), apps]))]);
    let (findings, plan) = in_a_run(&requests(&json!([import(&then)])));
    assert_eq!(findings.violations, []);
    let plan = plan.unwrap();
    let regions: Vec<_> = plan.imports[0].steps.iter().map(|step| step.region.as_deref()).collect();
    let there = Some(THERE);
    assert_eq!(regions, [None, None, there, there, there, there, None, None]);
}

#[test]
fn in_imports_a_region_stands_beside_what_gives_the_same_image() {
    let set = json!({ "UpdateWorkspaceBundle": { "BundleId": "wsb-0a1b2c3d4", "ImageId": "wsi-0a1b2c3d4" }, "Region": THERE });
    let (findings, plan) = in_a_run(&requests(&json!([set])));
    assert_eq!(findings.violations, []);
    assert_eq!(plan.unwrap().imports[0].steps[0].region.as_deref(), Some(THERE));
    // The run's own is no other Region.
    let own = json!({ "UpdateWorkspaceBundle": { "BundleId": "wsb-0a1b2c3d4", "ImageId": "wsi-0a1b2c3d4" }, "Region": HOME });
    assert_eq!(in_a_run(&requests(&json!([own]))).1.unwrap().imports[0].steps[0].region, None);
}

#[test]
fn a_region_stands_nowhere_else_and_is_one_that_the_stack_may_work_in() {
    let mut wrong = import(&json!([bundle()]));
    wrong["Region"] = json!(THERE);
    let (path, allowed) = only(&requests(&json!([wrong])));
    assert_eq!(path, "/Imports/0/Region");
    assert!(
        allowed.starts_with("only beside CopyWorkspaceImage, and in Imports beside CreateWorkspaceBundle"),
        "{allowed}"
    );
    let mut below = bundle();
    below["Region"] = json!(THERE);
    assert_eq!(only(&requests(&json!([import(&json!([below]))]))).0, "/Imports/0/Then/0/Region");
    let missing = json!({ "CopyWorkspaceImage": { "Name": "copied" } });
    let (path, allowed) = only(&requests(&json!([import(&json!([missing]))])));
    assert_eq!((path.as_str(), &allowed[..8]), ("/Imports/0/Then/0/Region", "required"));
    for (region, said) in [("eu-west-9", "DeliveryRegions"), ("Europe", "a Region's code")] {
        let (path, allowed) =
            only(&requests(&json!([import(&json!([copy("c", region, &json!([bundle()]))]))])));
        assert_eq!(path, "/Imports/0/Then/0/Region");
        assert!(allowed.contains(said), "{allowed}");
    }
    let push = json!({ "CopyImage": { "SourceImageName": "a", "DestinationImageName": "b", "DestinationRegion": "eu-west-9" } });
    let (path, allowed) = only(&requests(&json!([push])));
    assert_eq!(path, "/Imports/0/CopyImage/DestinationRegion");
    assert!(allowed.contains("DeliveryRegions"), "{allowed}");
}

#[test]
fn a_name_is_taken_in_its_own_region_alone() {
    let then = json!([copy("c", THERE, &json!([bundle()])), copy("c", HOME, &json!([bundle()]))]);
    assert_eq!(refused(&requests(&json!([import(&then)]))), []);
    let then = json!([copy("c", THERE, &json!([bundle()])), copy("c", THERE, &json!([share()]))]);
    assert_eq!(only(&requests(&json!([import(&then)]))).0, "/Imports/0/Then/1/CopyWorkspaceImage/Name");
    let then = json!([copy("c", HOME, &json!([bundle()])), bundle()]);
    assert_eq!(
        only(&requests(&json!([import(&then)]))).0,
        "/Imports/0/Then/1/UpdateWorkspaceBundle/BundleId"
    );
}

#[test]
fn a_permission_is_set_once_for_an_image_and_never_for_oneself() {
    let mut first = bundle();
    first["Then"] = json!([share()]);
    let clash = only(&requests(&json!([import(&json!([first, share()]))])));
    assert_eq!(clash.0, "/Imports/0/Then/1/UpdateWorkspaceImagePermission/SharedAccountId");
    assert!(clash.1.contains("/Imports/0/Then/0/Then/0/"), "{}", clash.1);
    // Another image is another permission.
    let then = json!([share(), copy("c", THERE, &json!([share()]))]);
    assert_eq!(refused(&requests(&json!([import(&then)]))), []);
    let mut own = share();
    own["UpdateWorkspaceImagePermission"]["SharedAccountId"] = json!("111122223333");
    let (path, allowed) = only(&requests(&json!([import(&json!([own]))])));
    assert_eq!(path, "/Imports/0/Then/0/UpdateWorkspaceImagePermission/SharedAccountId");
    assert!(allowed.contains("another account"), "{allowed}");
}

#[test]
fn what_names_a_fleets_image_is_one_member_in_imports_and_none_in_then() {
    let fleet = |members: Value| {
        let mut body = json!({ "Name": "fleet" });
        body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
        requests(&json!([{ "UpdateFleet": body }]))
    };
    let arn = "arn:aws:appstream:eu-west-1:111122223333:image/apps";
    assert_eq!(refused(&fleet(json!({ "ImageName": "apps" }))), []);
    assert_eq!(only(&fleet(json!({}))).0, "/Imports/0/UpdateFleet/ImageName");
    assert_eq!(
        only(&fleet(json!({ "ImageName": "apps", "ImageArn": arn }))).0,
        "/Imports/0/UpdateFleet/ImageArn"
    );
    assert_eq!(
        only(&fleet(json!({ "ImageName": "apps", "DisplayName": "x" }))).0,
        "/Imports/0/UpdateFleet/DisplayName"
    );
    let none = json!({ "UpdateImagePermissions": { "Name": "apps", "SharedAccountId": "444455556666", "ImagePermissions": {} } });
    assert_eq!(only(&requests(&json!([none]))).0, "/Imports/0/UpdateImagePermissions/ImagePermissions");
}
