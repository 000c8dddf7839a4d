//! Whose image has the name: ours has the same source and recipe, and the same run where the source can change.

use crate::support::*;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Job;
use deskport_shared::status::JobStatus;
use serde_json::{Value, json};

async fn in_run(world: &World, run: &str, operation: &str, request: &Value) -> Result<Job, Failure> {
    world
        .start_with(json!({ "Step": step(operation, 0, request.clone()), "Run": run, "DryRun": false }))
        .await
}

async fn refused(world: &World, operation: &str, request: &Value) -> String {
    let failure = in_run(world, "run-2", operation, request).await.unwrap_err();
    assert_eq!(failure.class, Class::NameTaken, "{failure}");
    failure.message
}

#[tokio::test]
async fn an_image_of_another_operation_is_not_adopted() {
    let world = World::new().await;
    world.start("ImportWorkspaceImage", import_workspace_image()).await.unwrap();
    let mut custom = import_custom_workspace_image(&json!({ "Ec2ImageId": AMI }));
    custom["ImageName"] = json!("finance");
    let said = refused(&world, "ImportCustomWorkspaceImage", &custom).await;
    assert!(said.contains("was made by ImportWorkspaceImage, not by ImportCustomWorkspaceImage"), "{said}");
}

#[tokio::test]
async fn an_image_made_otherwise_is_not_adopted_and_name_description_and_tags_do_not_matter() {
    let world = World::new().await;
    world.start("ImportWorkspaceImage", import_workspace_image()).await.unwrap();
    let mut other = import_workspace_image();
    other["ImageDescription"] = json!("another");
    other["Tags"] = json!([{ "Key": "team", "Value": "sales" }]);
    assert!(in_run(&world, "run-2", "ImportWorkspaceImage", &other).await.unwrap().adopted);
    other["IngestionProcess"] = json!("BYOL_GRAPHICS_G4DN_WSP");
    let said = refused(&world, "ImportWorkspaceImage", &other).await;
    assert!(said.contains("with other members than this request has"), "{said}");
    let mut other = import_workspace_image();
    other["Ec2ImageId"] = json!("ami-0fff1234def567890");
    let said = refused(&world, "ImportWorkspaceImage", &other).await;
    assert!(said.contains(&format!("was made from {AMI}, not from ami-0fff1234def567890")), "{said}");
}

#[tokio::test]
async fn from_a_source_that_can_change_only_the_same_runs_image_is_adopted() {
    let open =
        json!({ "ImageBuildVersionArn": "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.x" });
    let fixed =
        json!({ "ImageBuildVersionArn": "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1" });
    let cases = [
        ("CreateWorkspaceImage", create_workspace_image(), false),
        ("ImportCustomWorkspaceImage", import_custom_workspace_image(&open), false),
        ("ImportCustomWorkspaceImage", import_custom_workspace_image(&fixed), true),
    ];
    for (operation, request, any_run) in cases {
        let world = World::new().await;
        world.start(operation, request.clone()).await.unwrap();
        assert!(in_run(&world, "run-1", operation, &request).await.unwrap().adopted, "{request}");
        if any_run {
            assert!(in_run(&world, "run-2", operation, &request).await.unwrap().adopted, "{request}");
        } else {
            let said = refused(&world, operation, &request).await;
            assert!(
                said.contains("was made by the run run-1") && said.contains("may have changed"),
                "{said}"
            );
        }
    }
}

/// An image of that name with these tags beside the source's, in either service.
fn there(state: &str, tags: &[(&str, &str)]) -> (Value, Value) {
    let listed: Vec<_> = tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
    let mapped: serde_json::Map<_, _> =
        tags.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    let workspaces = json!({ "WorkspaceImages": [{ "Name": "finance", "State": if state == "FAILED" { "ERROR" } else { state }, "Tags": listed }] });
    (workspaces, json!({ "AppStreamImages": [{ "Name": "apps", "State": state, "Tags": mapped }] }))
}

/// The recipe that a request is sent with.
async fn recipe(operation: &str, request: &Value) -> String {
    let world = World::new().await;
    world.start(operation, request.clone()).await.unwrap();
    let sent = world.calls(operation).remove(0);
    let tags = sent["Tags"].as_array().into_iter().flatten();
    let listed = tags.into_iter().find(|tag| tag["Key"] == "deskport:recipe").map(|tag| &tag["Value"]);
    listed.unwrap_or(&sent["Tags"]["deskport:recipe"]).as_str().unwrap().to_owned()
}

#[tokio::test]
async fn only_what_carries_all_of_deskports_tags_is_deleted() {
    for (operation, delete, request) in [
        ("ImportWorkspaceImage", "DeleteWorkspaceImage", import_workspace_image()),
        ("CreateImportedImage", "DeleteImage", create_imported_image()),
    ] {
        let recipe = recipe(operation, &request).await;
        let (source, recipe, run) =
            (("deskport:source", AMI), ("deskport:recipe", recipe.as_str()), ("deskport:run", "october"));
        let other = ("deskport:recipe", "CreateImportedImage/0000");
        for (tags, deleted) in [
            (vec![source, recipe, run], true),
            (vec![source, recipe], false),
            (vec![source, run], false),
            (vec![recipe, run], false),
            (vec![source, other, run], false),
            (vec![], false),
        ] {
            let (workspaces, appstream) = there("FAILED", &tags);
            let world =
                World::with(if operation == "CreateImportedImage" { appstream } else { workspaces }).await;
            let step = step(operation, 0, request.clone());
            let answer = world
                .start_with(json!({ "Step": step, "Run": "run-2", "DryRun": false, "ReplaceFailed": true }))
                .await;
            assert_eq!(world.calls(delete).len(), usize::from(deleted), "{operation} {tags:?}");
            match answer {
                Ok(job) => assert!(deleted && job.replaced.is_some() && !job.adopted, "{job:?}"),
                Err(failure) => assert!(!deleted && failure.class == Class::NameTaken, "{tags:?}: {failure}"),
            }
        }
    }
}

#[tokio::test]
async fn a_dry_run_compares_in_the_same_way() {
    let used = json!([{ "When": { "Operation": "CreateImportedImage" }, "Do": { "Answer": { "Code": "ResourceAlreadyExistsException" } } }]);
    let recipe = recipe("CreateImportedImage", &create_imported_image()).await;
    for (recipe, ours) in [(recipe.as_str(), true), ("CreateImportedImage/0000", false)] {
        let tags = [("deskport:source", AMI), ("deskport:recipe", recipe), ("deskport:run", "october")];
        let world = World::with(there("AVAILABLE", &tags).1).await;
        world.script(used.clone());
        let step = step("CreateImportedImage", 0, create_imported_image());
        let answer = world.start_with(json!({ "Step": step, "Run": "run-2", "DryRun": true })).await;
        match answer {
            Ok(job) => assert!(ours && job.status == JobStatus::Succeeded),
            Err(failure) => assert!(!ours && failure.class == Class::NameTaken, "{failure}"),
        }
    }
}

#[tokio::test]
async fn an_image_that_this_run_made_before_recipes_were_written_down_is_adopted() {
    let tags = [("deskport:source", AMI), ("deskport:run", "run-1")];
    let world = World::with(there("PENDING", &tags).0).await;
    assert!(
        in_run(&world, "run-1", "ImportWorkspaceImage", &import_workspace_image()).await.unwrap().adopted
    );
    let said = refused(&world, "ImportWorkspaceImage", &import_workspace_image()).await;
    assert!(said.contains("has no tag deskport:recipe"), "{said}");
}

#[tokio::test]
async fn a_response_that_names_no_image_is_no_defect() {
    for (operation, request) in [
        ("ImportWorkspaceImage", import_workspace_image()),
        ("ImportCustomWorkspaceImage", import_custom_workspace_image(&json!({ "Ec2ImageId": AMI }))),
        ("CreateWorkspaceImage", create_workspace_image()),
        ("CreateImportedImage", create_imported_image()),
    ] {
        let world = World::new().await;
        let rule = |more: Value| {
            let mut effect = json!({ "AnswerNothing": true });
            effect.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            json!([{ "When": { "Operation": operation }, "Do": effect }])
        };
        world.script(rule(json!({})));
        let job = world.start(operation, request.clone()).await.unwrap();
        assert!(!job.adopted && (job.image_id.is_some() || job.image_arn.is_some()), "{operation} {job:?}");
        assert_eq!(world.calls(operation).len(), 1);
        // Where the list does not show it yet, the step is tried again.
        let world = World::new().await;
        world.script(rule(json!({ "HideMinutes": 5 })));
        let failure = world.start(operation, request).await.unwrap_err();
        assert_eq!((failure.class, failure.code.as_str()), (Class::ServiceUnavailable, "ImageNotShown"));
    }
}
