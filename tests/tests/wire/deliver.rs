//! deliver over the wire: it looks before it changes, remembers what was there, and changes once.

use crate::support::{World, account, create_workspace_bundle, step, update_workspace_bundle};
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Job;
use deskport_shared::operation::OperationName;
use deskport_shared::status::JobStatus;
use serde_json::{Value, json};

const UPDATE: &str = "UpdateWorkspaceBundle";
const CREATE: &str = "CreateWorkspaceBundle";
const OLD: &str = "wsi-000000001";
const NEW: &str = "wsi-000000002";

/// The bundle of that id as the account shows it, with its tags by key.
fn bundle(world: &World, id: &str) -> (Value, Value) {
    let state = world.simulator.state();
    let bundles = state["Bundles"].as_array().unwrap();
    let bundle = bundles.iter().find(|bundle| bundle["BundleId"] == id).unwrap().clone();
    let tags = bundle["Tags"].as_array().into_iter().flatten();
    let tags = tags.map(|tag| (tag["Key"].as_str().unwrap().to_owned(), tag["Value"].clone())).collect();
    (bundle, Value::Object(tags))
}

fn changes(world: &World) -> usize {
    world.calls(UPDATE).len() + world.calls("CreateTags").len() + world.calls(CREATE).len()
}

fn before(job: &deskport_shared::job::Job) -> Option<&str> {
    job.before.as_ref()?.image_id.as_deref()
}

#[tokio::test]
async fn a_bundle_gets_the_image_and_what_it_had_is_remembered_before() {
    let world = World::with(account()).await;
    let job = world.deliver(UPDATE, update_workspace_bundle(), "run-1").await.unwrap();
    assert_eq!((job.status, job.adopted, before(&job)), (JobStatus::Succeeded, false, Some(OLD)));
    let (bundle, tags) = bundle(&world, "wsb-0a1b2c3d4");
    assert_eq!(bundle["ImageId"], NEW);
    assert_eq!(
        (&tags["deskport:previous-image"], &tags["deskport:delivered-by"]),
        (&json!(OLD), &json!("run-1"))
    );
    let journal = world.simulator.journal();
    let order: Vec<&str> = journal.iter().map(|entry| entry.operation.as_str()).collect();
    let changed = order.iter().position(|operation| *operation == UPDATE).unwrap();
    assert!(
        order[..changed].contains(&"CreateTags") && order[..changed].contains(&"DescribeWorkspaceBundles")
    );
    assert_eq!(order[changed + 1], "DescribeWorkspaceBundles", "it is read back");
}

#[tokio::test]
async fn called_twice_it_changes_once_and_still_knows_what_was_there() {
    let world = World::with(account()).await;
    for _ in 0..2 {
        let job = world.deliver(UPDATE, update_workspace_bundle(), "run-1").await.unwrap();
        assert_eq!((job.status, job.adopted, before(&job)), (JobStatus::Succeeded, false, Some(OLD)));
    }
    assert_eq!(world.calls(UPDATE).len(), 1);
}

#[tokio::test]
async fn a_change_whose_response_was_lost_is_known_by_the_tags() {
    let world = World::with(account()).await;
    world.script(json!([{ "When": { "Operation": UPDATE }, "Do": { "LoseReply": true } }]));
    let failure = world.deliver(UPDATE, update_workspace_bundle(), "run-1").await.unwrap_err();
    assert_eq!(failure.class, Class::ServiceUnavailable);
    let job = world.deliver(UPDATE, update_workspace_bundle(), "run-1").await.unwrap();
    assert_eq!((job.status, job.adopted, before(&job)), (JobStatus::Succeeded, false, Some(OLD)));
}

#[tokio::test]
async fn what_is_set_already_is_left_alone_and_says_so() {
    let world = World::with(account()).await;
    let same = json!({ "BundleId": "wsb-0a1b2c3d4", "ImageId": OLD });
    let job = world.deliver(UPDATE, same, "run-1").await.unwrap();
    assert_eq!((job.status, job.adopted, before(&job)), (JobStatus::Succeeded, true, Some(OLD)));
    assert_eq!(changes(&world), 0);
}

async fn refused(world: &World, request: Value) -> Failure {
    let failure = world.deliver(UPDATE, request, "run-1").await.unwrap_err();
    assert_eq!(changes(world), 0, "{failure}");
    failure
}

#[tokio::test]
async fn nothing_is_changed_that_may_not_be() {
    let world = World::with(account()).await;
    for (bundle, code) in [
        ("wsb-amazon001", "BundleNotOwn"),
        ("wsb-999999999", "TargetNotFound"),
        ("wsb-0f9e8d7c6", "DeliveryNotAllowed"),
    ] {
        let failure = refused(&world, json!({ "BundleId": bundle, "ImageId": NEW })).await;
        assert_eq!((failure.class, failure.code.as_str()), (Class::Rejected, code));
    }
    let past = json!({ "Step": step(UPDATE, 0, update_workspace_bundle()), "Given": {}, "Run": "run-1", "DryRun": false,
        "Deadline": "2000-01-01T00:00:00Z" });
    assert_eq!(world.deliver_with(past).await.unwrap().status, JobStatus::TimedOut);
    let dry = json!({ "Step": step(UPDATE, 1, json!({ "BundleId": "wsb-0a1b2c3d4" })), "Given": {}, "Run": "run-1",
        "DryRun": true, "Deadline": "2999-01-01T00:00:00Z" });
    let job = world.deliver_with(dry).await.unwrap();
    assert_eq!((job.status, before(&job)), (JobStatus::Succeeded, Some(OLD)));
    assert_eq!(changes(&world), 0);
}

#[tokio::test]
async fn a_bundle_is_made_once_and_looked_at_until_it_is_there() {
    let world = World::with(account()).await;
    let job = world.deliver(CREATE, create_workspace_bundle(), "run-1").await.unwrap();
    assert_eq!((job.status, job.adopted, job.image_id.as_deref()), (JobStatus::InProgress, false, Some(NEW)));
    let id = job.bundle_id.clone().unwrap();
    let (_, tags) = bundle(&world, &id);
    assert_eq!(
        (&tags["deskport:source"], &tags["deskport:run"], &tags["team"]),
        (&json!(NEW), &json!("run-1"), &json!("finance"))
    );
    // Another run with the same recipe adopts it.
    let again = world.deliver(CREATE, create_workspace_bundle(), "run-2").await.unwrap();
    assert_eq!((again.adopted, again.bundle_id.as_deref()), (true, Some(id.as_str())));
    let ready = world.look(&job, 60).await.unwrap();
    assert_eq!(ready.status, JobStatus::Succeeded);
}

#[tokio::test]
async fn a_name_that_another_bundle_has_is_taken() {
    let world = World::with(account()).await;
    world.deliver(CREATE, create_workspace_bundle(), "run-1").await.unwrap();
    let mut other = create_workspace_bundle();
    other["ImageId"] = json!(OLD);
    let failure = world.deliver(CREATE, other, "run-1").await.unwrap_err();
    assert_eq!(failure.class, Class::NameTaken);
}

/// The machine has notify ask: the functions that make and change things refuse such a step.
#[tokio::test]
async fn a_step_that_asks_people_makes_and_changes_nothing() {
    let world = World::with(account()).await;
    for dry_run in [false, true] {
        let input = json!({ "Step": step("Approve", 1, json!({ "Message": "Go on?" })), "Given": { "ImageId": NEW }, "Run": "run-1",
            "DryRun": dry_run, "Deadline": "2999-01-01T00:00:00Z" });
        let refused = [world.start_with(input.clone()).await, world.deliver_with(input).await];
        for failure in refused.map(Result::unwrap_err) {
            assert_eq!(failure.class, Class::Defect, "{failure}");
        }
    }
    let job = Job::started(OperationName::Approve, String::new(), JobStatus::InProgress);
    assert_eq!(world.look(&job, 1).await.unwrap_err().class, Class::Defect);
    assert_eq!(world.simulator.journal().len(), 0);
}
