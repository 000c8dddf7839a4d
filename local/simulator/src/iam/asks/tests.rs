//! What calls ask for.

use serde_json::json;

use super::*;
use crate::config::Config;
use crate::operations;
use crate::world::HOME;

/// A call that names every member that a resource's id is read from.
fn asked(service: Service, operation: &str) -> Vec<Ask> {
    let world = World::new(Config::default(), 0.0);
    let input = json!({ "WorkspaceId": "ws-0a1b2c3d4", "ImageId": "wsi-0a1b2c3d4", "Name": "golden",
        "ResourceArn": "arn:aws:appstream:eu-west-1:111122223333:image/golden" });
    asks(&world, HOME, service, operation, &input)
}

#[test]
fn every_operation_asks_for_what_the_reference_says() {
    for name in Reference::get().names() {
        let (prefix, operation) = name.split_once(':').unwrap_or_default();
        let Ok(service) = prefix.parse::<Service>() else { continue };
        assert!(operations::find(service, operation).is_some(), "{name} is not served here");
        let kinds = Reference::get().action(name).map_or(&[][..], |action| &action.resources);
        let resources: Vec<String> = asked(service, operation).into_iter().map(|ask| ask.resource).collect();
        let required: Vec<&ResourceKind> = kinds.iter().filter(|kind| kind.required).collect();
        assert_eq!(resources.len(), required.len().max(1), "{name}: {resources:?}");
        assert_eq!(resources == ["*"], kinds.is_empty(), "{name}: {resources:?}");
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
    assert_eq!(asks(&world, HOME, Service::Workspaces, "CreateWorkspaceImage", &input), expected);
}
