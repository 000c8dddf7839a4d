//! At or after an import's deadline nothing is started.

use crate::support::*;
use deskport_shared::job::Job;
use deskport_shared::status::JobStatus;
use serde_json::{Value, json};

/// The world's clock starts at 2027-01-15T08:00:00.000Z.
const NOW: &str = "2027-01-15T08:00:00.000Z";
const LATER: &str = "2027-01-15T08:00:00.001Z";

fn input(operation: &str, request: Value, deadline: &str) -> Value {
    json!({ "Step": step(operation, 0, request), "Run": "run-1", "DryRun": false, "Deadline": deadline })
}

fn routes() -> [(&'static str, Value); 4] {
    [
        ("ImportWorkspaceImage", import_workspace_image()),
        ("ImportCustomWorkspaceImage", import_custom_workspace_image(&json!({ "Ec2ImageId": AMI }))),
        ("CreateWorkspaceImage", create_workspace_image()),
        ("CreateImportedImage", create_imported_image()),
    ]
}

#[tokio::test]
async fn nothing_is_started_when_the_time_has_come() {
    for (operation, request) in routes() {
        let world = World::new().await;
        let job = world.start_with(input(operation, request.clone(), NOW)).await.unwrap();
        assert_eq!(
            (job.status, job.adopted, job.image_id, job.image_arn),
            (JobStatus::TimedOut, false, None, None)
        );
        assert_eq!(job.error.unwrap().code, "TimedOut");
        assert!(world.calls(operation).is_empty(), "{operation}");
        let job = world.start_with(input(operation, request, LATER)).await.unwrap();
        assert_eq!(job.status, JobStatus::InProgress, "{operation}");
    }
}

#[tokio::test]
async fn an_image_whose_response_was_lost_before_the_deadline_is_named() {
    for (operation, request) in routes() {
        let world = World::new().await;
        let made = world.start(operation, request.clone()).await.unwrap();
        let job = world.start_with(input(operation, request, NOW)).await.unwrap();
        let expected = Job { status: JobStatus::TimedOut, adopted: true, error: job.error.clone(), ..made };
        assert_eq!(job, expected, "{operation}");
        assert_eq!(world.calls(operation).len(), 1);
    }
}

#[tokio::test]
async fn a_deadline_that_is_no_time_is_named_by_its_place() {
    let world = World::new().await;
    let failure =
        world.start_with(input("CreateImportedImage", create_imported_image(), "soon")).await.unwrap_err();
    assert_eq!(failure.class.as_str(), "InvalidRequest");
    assert!(failure.message.contains("Deadline"), "{failure}");
}
