//! Copies over the wire: called in the right Region, made once, tagged as soon as they show.

use crate::support::{World, account, step, whole};
use deskport_shared::error::Class;
use deskport_shared::job::Job;
use deskport_shared::status::JobStatus;
use serde_json::{Value, json};

const THERE: &str = "us-east-1";
const COPY: &str = "CopyWorkspaceImage";
const PUSH: &str = "CopyImage";

fn input(operation: &str, run: &str) -> Value {
    let mut step = step(operation, 0, whole(operation));
    step["Region"] = json!(THERE);
    json!({ "Step": step, "Given": {}, "Run": run, "DryRun": false, "ElapsedSeconds": 0, "Deadline": "2999-01-01T00:00:00Z" })
}

/// The copy as the other Region shows it.
fn there(world: &World, kind: &str) -> Value {
    world.simulator.state()["Regions"][THERE][kind][0].clone()
}

async fn made(world: &World, operation: &str) -> Job {
    let job = world.start_with(input(operation, "run-1")).await.unwrap();
    assert_eq!((job.status, job.adopted, job.region.as_deref()), (JobStatus::InProgress, false, Some(THERE)));
    let ready = world.look(&job, 31).await.unwrap();
    assert_eq!((ready.status, ready.region.as_deref()), (JobStatus::Succeeded, Some(THERE)));
    job
}

#[tokio::test]
async fn a_workspaces_image_is_pulled_into_the_region_beside() {
    let world = World::with(account()).await;
    let job = made(&world, COPY).await;
    let image = there(&world, "WorkspaceImages");
    assert_eq!((&image["ImageId"], &image["Name"]), (&json!(job.image_id), &json!("copied")));
    let again = world.start_with(input(COPY, "run-2")).await.unwrap();
    assert_eq!((again.adopted, again.image_id), (true, job.image_id));
}

#[tokio::test]
async fn in_a_then_the_source_is_where_the_entry_above_made_it() {
    let world = World::with(account()).await;
    let body = json!({ "Name": "copied" });
    let step = |number| {
        let mut step = step(COPY, number, body.clone());
        step["Region"] = json!(THERE);
        step
    };
    let input =
        json!({ "Step": step(1), "Given": { "ImageId": "wsi-000000002" }, "Run": "run-1", "DryRun": false });
    world.start_with(input).await.unwrap();
    assert_eq!(world.calls(COPY)[0]["SourceRegion"], "eu-west-1");
    let given = json!({ "ImageId": "wsi-000000002", "Region": "eu-west-1" });
    let input = json!({ "Step": step(1), "Given": given, "Run": "run-1", "DryRun": false });
    assert!(world.start_with(input).await.is_err(), "another recipe: it names the Region");
}

#[tokio::test]
async fn an_appstream_image_is_pushed_and_tagged_once_it_shows() {
    let world = World::with(account()).await;
    let job = made(&world, PUSH).await;
    assert_eq!(job.image_arn.as_deref(), Some("arn:aws:appstream:us-east-1:111122223333:image/copied"));
    let tags = there(&world, "AppStreamImages")["Tags"].clone();
    assert_eq!((&tags["deskport:source"], &tags["deskport:run"]), (&json!("apps-new"), &json!("run-1")));
    let again = world.start_with(input(PUSH, "run-2")).await.unwrap();
    assert!(again.adopted);
}

#[tokio::test]
async fn an_appstream_copy_gets_the_stacks_tags_beside_deskports() {
    let world = World::with(account()).await;
    let mut tagged = input(PUSH, "run-1");
    tagged["Step"]["ImageTags"] =
        json!([{ "Key": "Owner", "Value": "desktops" }, { "Key": "Empty", "Value": "" }]);
    world.start_with(tagged).await.unwrap();
    let tags = there(&world, "AppStreamImages")["Tags"].clone();
    let keys: Vec<_> = tags.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys.len(), 5, "{tags}");
    assert_eq!((&tags["Owner"], &tags["Empty"]), (&json!("desktops"), &json!("")));
}

#[tokio::test]
async fn a_copy_that_does_not_show_yet_is_tagged_by_a_repeated_call() {
    let world = World::with(account()).await;
    world.script(json!([{ "When": { "Operation": PUSH }, "Do": { "HideMinutes": 2 } }]));
    let failure = world.start_with(input(PUSH, "run-1")).await.unwrap_err();
    assert_eq!((failure.class, failure.code.as_str()), (Class::ServiceUnavailable, "ImageNotShown"));
    world.simulator.advance(std::time::Duration::from_secs(180));
    let mut later = input(PUSH, "run-1");
    later["ElapsedSeconds"] = json!(180);
    let job = world.start_with(later).await.unwrap();
    assert!(!job.adopted, "it is this step's own");
    assert_eq!(there(&world, "AppStreamImages")["Tags"]["deskport:run"], "run-1");
}

#[tokio::test]
async fn an_image_without_tags_that_was_there_before_is_somebody_elses() {
    let mut config = account();
    let other = json!({ "Name": "copied", "Description": "d", "Region": THERE, "Created": 1_700_000_000 });
    config["AppStreamImages"].as_array_mut().unwrap().push(other);
    let world = World::with(config).await;
    let failure = world.start_with(input(PUSH, "run-1")).await.unwrap_err();
    assert_eq!(failure.class, Class::NameTaken, "{failure}");
    assert!(world.calls("TagResource").is_empty());
}

#[tokio::test]
async fn a_region_that_no_parameter_names_gets_no_copy() {
    let world = World::with(account()).await;
    let mut elsewhere = input(COPY, "run-1");
    elsewhere["Step"]["Region"] = json!("eu-west-9");
    let failure = world.start_with(elsewhere).await.unwrap_err();
    assert_eq!((failure.class, failure.code.as_str()), (Class::Rejected, "DeliveryNotAllowed"));
    assert!(world.calls(COPY).is_empty());
}
