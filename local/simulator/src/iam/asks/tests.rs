//! What calls ask for.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use serde_json::json;

use super::*;
use crate::config::Config;
use crate::operations;
use crate::world::HOME;

/// What the reference says of actions that the simulator serves and the template does not name.
fn others() -> Reference {
    serde_json::from_str(include_str!("other-actions.json")).unwrap()
}

/// What a call in the home Region asks for, by one reference.
fn asked_by(
    reference: &Reference,
    world: &World,
    service: Service,
    operation: &str,
    input: &Value,
) -> Vec<Ask> {
    Asking { call: Call { world, here: HOME, operation, input }, service, reference }.all()
}

/// A call that names every member that a resource's id is read from, but for those that need not be there.
fn resources(reference: &Reference, service: Service, operation: &str) -> Vec<String> {
    let world = World::new(Config::default(), 0.0);
    let input = json!({ "WorkspaceId": "ws-0a1b2c3d4", "ImageId": "wsi-0a1b2c3d4", "BundleId": "wsb-0a1b2c3d4",
        "SourceImageId": "wsi-0a1b2c3d4", "SourceRegion": "eu-west-1", "SourceImageName": "golden", "Name": "golden",
        "ResourceArn": "arn:aws:appstream:eu-west-1:111122223333:image/golden" });
    asked_by(reference, &world, service, operation, &input).into_iter().map(|ask| ask.resource).collect()
}

#[test]
fn every_operation_asks_for_what_the_reference_says() {
    for reference in [Reference::get(), &others()] {
        for name in reference.names() {
            let (prefix, operation) = name.split_once(':').unwrap_or_default();
            let Ok(service) = prefix.parse::<Service>() else { continue };
            assert!(operations::find(service, operation).is_some(), "{name} is not served here");
            let kinds = reference.action(name).map_or(&[][..], |action| &action.resources);
            let resources = resources(reference, service, operation);
            let required: Vec<&ResourceKind> = kinds.iter().filter(|kind| kind.required).collect();
            assert_eq!(resources.len(), required.len().max(1), "{name}: {resources:?}");
            assert_eq!(resources == ["*"], kinds.is_empty(), "{name}: {resources:?}");
        }
    }
}

/// A world with an image, a bundle and a fleet that have tags, and shared images.
fn tagged_world() -> World {
    let config = json!({
        "WorkspaceImages": [
            { "ImageId": "wsi-aaaaaaaaa", "Name": "a", "Tags": [{ "Key": "kind", "Value": "image" }] },
            { "ImageId": "wsi-bbbbbbbbb", "Name": "b", "OwnerAccountId": "999988887777" },
        ],
        "AppStreamImages": [{ "Name": "apps", "Tags": { "kind": "apps" } }],
        "Bundles": [{ "BundleId": "wsb-aaaaaaaaa", "Name": "b", "ImageId": "wsi-aaaaaaaaa",
            "Tags": [{ "Key": "kind", "Value": "bundle" }] }],
        "Fleets": [{ "Name": "apps", "ImageName": "apps", "Tags": { "kind": "fleet" } }],
    });
    World::new(Config::from_json(&config.to_string()).unwrap(), 0.0)
}

fn workspaces_arn(resource: &str) -> String {
    format!("arn:aws:workspaces:eu-west-1:111122223333:{resource}")
}

fn appstream_arn(resource: &str) -> String {
    format!("arn:aws:appstream:eu-west-1:111122223333:{resource}")
}

#[test]
fn a_bundle_is_asked_for_together_with_its_image() {
    let (world, reference) = (tagged_world(), Reference::get());
    let asked = |operation, input| asked_by(reference, &world, Service::Workspaces, operation, &input);
    let update = "workspaces:UpdateWorkspaceBundle";
    assert_eq!(
        asked("UpdateWorkspaceBundle", json!({ "BundleId": "wsb-aaaaaaaaa", "ImageId": "wsi-aaaaaaaaa" })),
        [
            Ask::new(update, workspaces_arn("workspacebundle/wsb-aaaaaaaaa"))
                .with("aws:ResourceTag/kind", "bundle"),
            Ask::new(update, workspaces_arn("workspaceimage/wsi-aaaaaaaaa"))
                .with("aws:ResourceTag/kind", "image"),
        ]
    );
    let create = "workspaces:CreateWorkspaceBundle";
    let tags = |ask: Ask| ask.with("aws:RequestTag/team", "it").with("aws:TagKeys", "team");
    let input = json!({ "ImageId": "wsi-aaaaaaaaa", "Tags": [{ "Key": "team", "Value": "it" }] });
    assert_eq!(
        asked("CreateWorkspaceBundle", input)[..2],
        [
            tags(Ask::new(create, workspaces_arn("workspacebundle/*"))),
            Ask::new(create, workspaces_arn("workspaceimage/wsi-aaaaaaaaa"))
                .with("aws:ResourceTag/kind", "image"),
        ]
    );
}

#[test]
fn a_copy_is_asked_for_by_its_source_with_both_regions_and_the_owners_account() {
    let (mut world, reference) = (tagged_world(), Reference::get());
    let here = world.enter("us-east-1");
    let resources = |id: &str| {
        let input = json!({ "Name": "c", "SourceImageId": id, "SourceRegion": "eu-west-1" });
        let call = Call { world: &world, here, operation: "CopyWorkspaceImage", input: &input };
        let asks = Asking { call, service: Service::Workspaces, reference }.all();
        asks.into_iter().map(|ask| ask.resource).collect::<Vec<_>>()
    };
    let arn = |region, account, id| format!("arn:aws:workspaces:{region}:{account}:workspaceimage/{id}");
    for (id, account) in [("wsi-aaaaaaaaa", "111122223333"), ("wsi-bbbbbbbbb", "999988887777")] {
        assert_eq!(resources(id), [arn("eu-west-1", account, id), arn("us-east-1", account, id)]);
    }
}

#[test]
fn a_fleet_is_asked_for_with_its_image_by_name_or_arn() {
    let (world, reference) = (tagged_world(), Reference::get());
    let asked = |input| asked_by(reference, &world, Service::AppStream, "UpdateFleet", &input);
    let fleet =
        Ask::new("appstream:UpdateFleet", appstream_arn("fleet/apps")).with("aws:ResourceTag/kind", "fleet");
    let image = |arn: String| Ask::new("appstream:UpdateFleet", arn);
    assert_eq!(asked(json!({ "Name": "apps", "DisplayName": "Apps" })), std::slice::from_ref(&fleet));
    let own = image(appstream_arn("image/apps")).with("aws:ResourceTag/kind", "apps");
    assert_eq!(asked(json!({ "Name": "apps", "ImageName": "apps" })), [fleet.clone(), own]);
    let shared = "arn:aws:appstream:eu-west-1:999988887777:image/other";
    assert_eq!(asked(json!({ "Name": "apps", "ImageArn": shared })), [fleet, image(shared.to_owned())]);
}

#[test]
fn a_tag_is_asked_for_on_what_its_arn_names() {
    let world = tagged_world();
    for (resource, kind) in [("fleet/apps", "fleet"), ("image/apps", "apps")] {
        let input = json!({ "ResourceArn": appstream_arn(resource), "Tags": { "team": "it" } });
        let expected = Ask::new("appstream:TagResource", appstream_arn(resource))
            .with("aws:RequestTag/team", "it")
            .with("aws:TagKeys", "team")
            .with("aws:ResourceTag/kind", kind);
        assert_eq!(asked_by(Reference::get(), &world, Service::AppStream, "TagResource", &input), [expected]);
    }
}

#[test]
fn an_image_that_is_made_is_asked_for_with_its_tags_and_the_workspace_with_its_own() {
    let mut config = Config::default();
    config.workspaces[0].tags.push(crate::config::Tag { key: "team".to_owned(), value: "it".to_owned() });
    let world = World::new(config, 0.0);
    let input = json!({ "WorkspaceId": "ws-0a1b2c3d4", "Tags": [{ "Key": "deskport:run", "Value": "r" }] });
    let expected = [
        Ask::new(
            "workspaces:CreateWorkspaceImage",
            "arn:aws:workspaces:eu-west-1:111122223333:workspace/ws-0a1b2c3d4",
        )
        .with("aws:ResourceTag/team", "it"),
        Ask::new(
            "workspaces:CreateWorkspaceImage",
            "arn:aws:workspaces:eu-west-1:111122223333:workspaceimage/*",
        )
        .with("aws:RequestTag/deskport:run", "r")
        .with("aws:TagKeys", "deskport:run"),
        Ask::new("workspaces:CreateTags", "*")
            .with("aws:RequestTag/deskport:run", "r")
            .with("aws:TagKeys", "deskport:run"),
    ];
    assert_eq!(
        asked_by(Reference::get(), &world, Service::Workspaces, "CreateWorkspaceImage", &input),
        expected
    );
}
