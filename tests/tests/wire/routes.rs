//! Each route from the call to the ready image.

use crate::support::*;
use deskport_shared::job::Job;
use deskport_shared::status::JobStatus;
use serde_json::{Value, json};

/// Deskport's tags as they were sent; the recipe's own test covers its content.
fn own_tags(source: &str, sent: &Value) -> Value {
    let tags = sent["Tags"].as_array().unwrap();
    let recipe = tags.iter().find(|tag| tag["Key"] == "deskport:recipe").unwrap();
    assert!(recipe["Value"].as_str().unwrap().contains("Image/"), "{recipe}");
    json!([{ "Key": "deskport:source", "Value": source }, recipe, { "Key": "deskport:run", "Value": "run-1" }])
}

/// Looks every 5 minutes until the job has ended; returns it, and the states on the way.
async fn follow(world: &World, mut job: Job) -> (Job, Vec<String>) {
    let mut states = Vec::new();
    for _ in 0..100 {
        job = world.look(&job, 5).await.unwrap();
        let state = job.state.clone().unwrap();
        if states.last() != Some(&state) {
            states.push(state);
        }
        if job.status != JobStatus::InProgress {
            return (job, states);
        }
    }
    panic!("never ended: {job:?}");
}

/// One body of each operation.
fn routes() -> [(&'static str, Value); 4] {
    [
        ("ImportWorkspaceImage", import_workspace_image()),
        ("ImportCustomWorkspaceImage", import_custom_workspace_image(&json!({ "Ec2ImageId": AMI }))),
        ("CreateWorkspaceImage", create_workspace_image()),
        ("CreateImportedImage", create_imported_image()),
    ]
}

#[tokio::test]
async fn import_workspace_image_sends_every_member_and_becomes_available() {
    let world = World::new().await;
    let job = world.start("ImportWorkspaceImage", import_workspace_image()).await.unwrap();
    assert!(job.image_id.as_deref().unwrap().starts_with("wsi-") && !job.adopted);
    let mut sent = import_workspace_image();
    sent["Tags"]
        .as_array_mut()
        .unwrap()
        .extend(own_tags(AMI, &world.calls("ImportWorkspaceImage")[0]).as_array().unwrap().clone());
    assert_eq!(world.calls("ImportWorkspaceImage"), [sent]);
    let (job, states) = follow(&world, job).await;
    assert_eq!(
        (job.status, states),
        (JobStatus::Succeeded, vec!["PENDING".to_owned(), "AVAILABLE".to_owned()])
    );
}

#[tokio::test]
async fn every_ingestion_process_is_sent_as_it_is() {
    for process in deskport_shared::operation::INGESTION_PROCESSES {
        let world = World::new().await;
        let mut request = import_workspace_image();
        request["IngestionProcess"] = json!(process);
        world.start("ImportWorkspaceImage", request).await.unwrap();
        assert_eq!(world.calls("ImportWorkspaceImage")[0]["IngestionProcess"], *process);
    }
}

#[tokio::test]
async fn import_custom_workspace_image_takes_each_source_and_reports_progress() {
    let sources = [
        json!({ "Ec2ImageId": AMI }),
        json!({ "Ec2ImportTaskId": "import-ami-0abc1234def567890" }),
        json!({ "ImageBuildVersionArn": "arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/1.0.0/1" }),
    ];
    for source in sources {
        let world = World::new().await;
        let request = import_custom_workspace_image(&source);
        let job = world.start("ImportCustomWorkspaceImage", request.clone()).await.unwrap();
        let mut sent = request;
        let source = source.as_object().unwrap().values().next().unwrap().as_str().unwrap();
        sent["Tags"] = own_tags(source, &world.calls("ImportCustomWorkspaceImage")[0]);
        assert_eq!(world.calls("ImportCustomWorkspaceImage"), [sent]);
        let halfway = world.look(&job, 75).await.unwrap();
        assert!(halfway.progress.is_some_and(|p| (1..100).contains(&p)), "{halfway:?}");
        let (job, states) = follow(&world, halfway).await;
        assert_eq!(job.status, JobStatus::Succeeded);
        assert_eq!(states.last().unwrap(), "COMPLETED");
        assert!(states.len() > 3, "{states:?}");
    }
}

#[tokio::test]
async fn create_workspace_image_captures_a_workspace() {
    let world = World::new().await;
    let job = world.start("CreateWorkspaceImage", create_workspace_image()).await.unwrap();
    let mut sent = create_workspace_image();
    sent["Tags"] = own_tags("ws-0a1b2c3d4", &world.calls("CreateWorkspaceImage")[0]);
    assert_eq!(world.calls("CreateWorkspaceImage"), [sent]);
    assert_eq!(follow(&world, job).await.0.status, JobStatus::Succeeded);
}

#[tokio::test]
async fn create_imported_image_sends_every_member_over_cbor() {
    let world = World::new().await;
    let job = world.start("CreateImportedImage", create_imported_image()).await.unwrap();
    assert_eq!(job.image_arn.as_deref(), Some("arn:aws:appstream:eu-west-1:111122223333:image/apps"));
    let mut sent = create_imported_image();
    let mut called = world.calls("CreateImportedImage").remove(0);
    let recipe = called["Tags"]["deskport:recipe"].clone();
    assert!(recipe.as_str().unwrap().starts_with("CreateImportedImage/"), "{recipe}");
    sent["Tags"] = json!({ "team": "finance", "deskport:source": AMI, "deskport:recipe": recipe, "deskport:run": "run-1" });
    // The journal never holds the application catalogue; the image shows that it arrived.
    let catalogue = called["AppCatalogConfig"].take();
    assert!(!catalogue.to_string().contains("editor.exe"), "{catalogue}");
    sent["AppCatalogConfig"] = Value::Null;
    assert_eq!(called, sent);
    let (job, states) = follow(&world, job).await;
    assert_eq!(job.status, JobStatus::Succeeded);
    assert_eq!(states.last().unwrap(), "AVAILABLE");
}

#[tokio::test]
async fn a_then_takes_the_image_of_its_import() {
    let world = World::new().await;
    let first = world.start("CreateWorkspaceImage", create_workspace_image()).await.unwrap();
    let (first, _) = follow(&world, first).await;
    let id = first.image_id.unwrap();
    let input = json!({ "Step": step("CreateImportedImage", 1, json!({ "Name": "apps" })), "Run": "run-1", "DryRun": false,
        "WorkspaceImageId": id });
    let second = world.start_with(input.clone()).await.unwrap();
    let called = world.calls("CreateImportedImage").remove(0);
    assert_eq!(called["WorkspaceImageId"], id.as_str());
    assert_eq!(called["Tags"]["deskport:source"], id.as_str());
    assert_eq!(follow(&world, second).await.0.status, JobStatus::Succeeded);
    let mut without = input;
    without.as_object_mut().unwrap().remove("WorkspaceImageId");
    assert_eq!(world.start_with(without).await.unwrap_err().class.as_str(), "InvalidRequest");
}

#[tokio::test]
async fn a_dry_run_calls_appstream_and_starts_nothing() {
    let world = World::new().await;
    let ask =
        |operation, request| json!({ "Step": step(operation, 0, request), "Run": "run-1", "DryRun": true });
    let job = world.start_with(ask("CreateImportedImage", create_imported_image())).await.unwrap();
    assert_eq!((job.status, job.image_arn), (JobStatus::Succeeded, None));
    assert_eq!(world.calls("CreateImportedImage")[0]["DryRun"], true);
    let job = world.start_with(ask("ImportWorkspaceImage", import_workspace_image())).await.unwrap();
    assert_eq!((job.status, job.image_id), (JobStatus::Succeeded, None));
    assert!(world.calls("ImportWorkspaceImage").is_empty());
    let state = world.simulator.state();
    assert_eq!((&state["WorkspaceImages"], &state["AppStreamImages"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn a_dry_run_looks_names_up_in_both_services() {
    for (operation, request) in routes() {
        let world = World::new().await;
        let dry = json!({ "Step": step(operation, 0, request.clone()), "Run": "run-1", "DryRun": true });
        let made = world.start(operation, request.clone()).await.unwrap();
        let foreseen = world.start_with(dry).await.unwrap();
        assert_eq!(
            (foreseen.status, foreseen.adopted, &foreseen.image_id, &foreseen.image_arn),
            (JobStatus::Succeeded, true, &made.image_id, &made.image_arn)
        );
        let mut other = request;
        other["Tags"] = Value::Null;
        other.as_object_mut().unwrap().shift_remove("Tags");
        for source in ["Ec2ImageId", "SourceAmiId", "WorkspaceId"] {
            if other.get(source).is_some() {
                let id = if source == "WorkspaceId" { "ws-0f9e8d7c6" } else { "ami-0fedcba9876543210" };
                other[source] = json!(id);
            }
        }
        if other.get("ImageSource").is_some() {
            other["ImageSource"] = json!({ "Ec2ImageId": "ami-0fedcba9876543210" });
        }
        let dry = json!({ "Step": step(operation, 0, other), "Run": "run-1", "DryRun": true });
        let taken = world.start_with(dry).await.unwrap_err();
        assert_eq!(taken.class.as_str(), "NameTaken", "{operation}: {taken}");
    }
}

#[tokio::test]
async fn a_dry_run_knows_the_image_that_a_then_would_take() {
    let world = World::new().await;
    let first = world.start("CreateWorkspaceImage", create_workspace_image()).await.unwrap();
    let (first, _) = follow(&world, first).await;
    let id = first.image_id.unwrap();
    let then = |dry: bool, source: Option<&str>| {
        json!({ "Step": step("CreateImportedImage", 1, json!({ "Name": "apps" })), "Run": "run-1", "DryRun": dry,
            "WorkspaceImageId": source })
    };
    let free = world.start_with(then(true, None)).await.unwrap();
    assert_eq!((free.status, free.image_arn), (JobStatus::Succeeded, None));
    let made = world.start_with(then(false, Some(&id))).await.unwrap();
    let adopted = world.start_with(then(true, Some(&id))).await.unwrap();
    assert_eq!((adopted.status, adopted.image_arn), (JobStatus::Succeeded, made.image_arn));
    let taken = world.start_with(then(true, None)).await.unwrap_err();
    assert!(
        taken.message.ends_with(&format!("was made from {id}, not from the image that is yet to be made")),
        "{taken}"
    );
    assert_eq!(world.calls("CreateImportedImage").len(), 1);
}

#[tokio::test]
async fn called_twice_it_makes_one_image_and_adopts_it() {
    for (operation, request) in routes() {
        let world = World::new().await;
        let first = world.start(operation, request.clone()).await.unwrap();
        let again = world.start(operation, request).await.unwrap();
        assert_eq!(again, Job { adopted: true, ..first });
        let state = world.simulator.state();
        let images = state["WorkspaceImages"].as_array().unwrap().len()
            + state["AppStreamImages"].as_array().unwrap().len();
        assert_eq!(images, 1, "{operation}");
    }
}

#[tokio::test]
async fn a_name_that_another_source_has_is_taken() {
    let world = World::new().await;
    world.start("ImportWorkspaceImage", import_workspace_image()).await.unwrap();
    let mut other = import_workspace_image();
    other["Ec2ImageId"] = json!("ami-0fffffffffffffff0");
    let failure = world.start("ImportWorkspaceImage", other).await.unwrap_err();
    assert_eq!(failure.class.as_str(), "NameTaken");
    assert!(failure.message.contains("wsi-") && failure.message.contains(AMI), "{failure}");
}
