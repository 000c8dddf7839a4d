//! The stack's tags in a plan.

use super::*;
use crate::image_tags::ImageTags;
use crate::recipe;

fn tagged(document: &Value, tags: &str) -> (Findings, Option<Plan>) {
    let (images, tags) = (images(), ImageTags::read(tags).unwrap());
    let context =
        Context { images: &images, images_complete: true, image_tags: Some(&tags), ..Context::default() };
    check(document, &context)
}

/// A WorkSpaces image with tags of its own, whose copy has none, and an AppStream image with its own and a copy of it.
fn document(own: &Value) -> Value {
    json!({ "Ec2ImageId": AMI, "Imports": [{
        "ImportWorkspaceImage": { "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "w", "ImageDescription": "w", "Tags": own },
        "Then": [
            { "CopyWorkspaceImage": { "Name": "there" }, "Region": "us-east-1" },
            { "CreateWorkspaceBundle": { "BundleName": "b", "BundleDescription": "b",
                "ComputeType": { "Name": "STANDARD" }, "UserStorage": { "Capacity": "50" } } },
            { "UpdateWorkspaceBundle": { "BundleId": "wsb-0a1b2c3d4" } },
            { "CreateImportedImage": { "Name": "a", "Tags": { "Owner": "apps" } },
              "Then": [{ "CopyImage": { "DestinationImageName": "c", "DestinationRegion": "us-east-1" } }] } ] }] })
}

fn own() -> Value {
    json!([{ "Key": "Owner", "Value": "finance" }])
}

#[test]
fn every_image_and_bundle_gets_the_stacks_tags_and_its_own_win() {
    let (findings, plan) = tagged(&document(&own()), "Owner=desktops,CostCenter=4711");
    let plan = plan.unwrap_or_else(|| panic!("{findings:?}"));
    let steps = &plan.imports[0].steps;
    let (cost, stacks) =
        (json!({ "Key": "CostCenter", "Value": "4711" }), json!({ "Key": "Owner", "Value": "desktops" }));
    let tags: Vec<_> = steps.iter().map(|step| step.request["Tags"].clone()).collect();
    let expected = [
        json!([{ "Key": "Owner", "Value": "finance" }, cost]),
        json!([stacks, cost]),
        json!([stacks, cost]),
        json!(null),
        json!({ "Owner": "apps", "CostCenter": "4711" }),
        json!(null),
    ];
    assert_eq!(tags, expected);
    let afterwards: Vec<_> = steps.iter().map(|step| json!(step.image_tags)).collect();
    assert_eq!(afterwards[5], json!([stacks, cost]));
    assert!(afterwards[..5].iter().all(|tags| *tags == json!([])), "{afterwards:?}");
}

#[test]
fn a_recipe_and_the_names_stay_as_they_are_without_them() {
    let recipes = |tags| -> Vec<_> {
        let (_, plan) = tagged(&document(&own()), tags);
        let steps = plan.unwrap().imports[0].steps.clone();
        steps.iter().map(|step| (recipe::of(&step.body().unwrap()), step.name.clone())).collect()
    };
    assert_eq!(recipes("Owner=desktops,CostCenter=4711"), recipes(""));
}

#[test]
fn too_many_together_are_a_violation_that_names_the_parameter() {
    let many = |count: usize| {
        let tag = |number| json!({ "Key": format!("k{number}"), "Value": "v" });
        document(&(0..count).map(tag).collect())
    };
    assert!(tagged(&many(46), "k0=x,CostCenter=4711").1.is_some());
    let (findings, plan) = tagged(&many(46), "Owner=desktops,CostCenter=4711");
    assert!(plan.is_none());
    let [violation] = &findings.violations[..] else { panic!("{findings:?}") };
    assert_eq!(violation.path, "/Imports/0/ImportWorkspaceImage/Tags");
    assert_eq!(violation.given, "46 tags, and 2 more of the stack's");
    let allowed =
        "at most 47, with those that the stack's parameter ImageTags adds: Owner=desktops,CostCenter=4711";
    assert_eq!(violation.allowed, allowed);
}

#[test]
fn what_is_wrong_with_a_requests_own_tags_is_reported_as_without_them() {
    for wrong in [json!({ "Owner": "x" }), json!([{ "Value": "x" }]), json!([{ "Key": "aws:x" }]), json!("x")]
    {
        let with = tagged(&document(&wrong), "Owner=desktops").0.violations;
        assert!(!with.is_empty());
        assert_eq!(with, tagged(&document(&wrong), "").0.violations);
    }
}
