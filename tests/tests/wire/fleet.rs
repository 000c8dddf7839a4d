//! UpdateFleet over the wire: what is looked at before a fleet is changed, and how the way back is kept.

use crate::support::{World, account, step};
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Job;
use deskport_shared::status::JobStatus;
use serde_json::{Value, json};

const UPDATE: &str = "UpdateFleet";
const OLD: &str = "arn:aws:appstream:eu-west-1:111122223333:image/apps-old";
const NEW: &str = "arn:aws:appstream:eu-west-1:111122223333:image/apps-new";

fn request(fleet: &str, image: &str) -> Value {
    json!({ "Name": fleet, "ImageName": image })
}

async fn world(change: impl FnOnce(&mut Value)) -> World {
    let mut config = account();
    change(&mut config);
    World::with(config).await
}

fn before(job: &Job) -> Option<&str> {
    job.before.as_ref()?.image_arn.as_deref()
}

fn fleet(world: &World) -> Value {
    world.simulator.state()["Fleets"][0].clone()
}

#[tokio::test]
async fn a_fleet_gets_the_image_and_what_it_had_is_in_its_tags_before() {
    let world = world(|_| {}).await;
    for _ in 0..2 {
        let job = world.deliver(UPDATE, request("finance-fleet", "apps-new"), "run-1").await.unwrap();
        assert_eq!((job.status, job.adopted, before(&job)), (JobStatus::Succeeded, false, Some(OLD)));
        assert_eq!((job.name.as_str(), job.image_arn.as_deref()), ("finance-fleet", Some(NEW)));
        assert_eq!(world.look(&job, 1).await.unwrap().status, JobStatus::Succeeded);
    }
    assert_eq!(world.calls(UPDATE), [json!({ "Name": "finance-fleet", "ImageArn": NEW })]);
    let fleet = fleet(&world);
    assert_eq!(fleet["ImageArn"], NEW);
    assert_eq!(fleet["Tags"], json!({ "deskport:previous-image": OLD, "deskport:delivered-by": "run-1" }));
}

async fn refused(world: &World, fleet: &str, image: &str) -> Failure {
    let failure = world.deliver(UPDATE, request(fleet, image), "run-1").await.unwrap_err();
    assert!(world.calls(UPDATE).is_empty() && world.calls("TagResource").is_empty(), "{failure}");
    failure
}

#[tokio::test]
async fn a_fleet_that_can_not_have_the_image_is_left_alone() {
    let world = world(|config| {
        let images = config["AppStreamImages"].as_array_mut().unwrap();
        images.push(json!({ "Name": "pending", "State": "PENDING" }));
        images.push(json!({ "Name": "graphics", "SupportedInstanceFamilies": ["Graphics G5"] }));
        images.push(json!({ "Name": "windows-11", "Platform": "WINDOWS_11" }));
    })
    .await;
    for (fleet, image, code) in [
        ("elastic-fleet", "apps-new", "FleetIsElastic"),
        ("no-fleet", "apps-new", "TargetNotFound"),
        ("other-fleet", "apps-new", "DeliveryNotAllowed"),
        ("finance-fleet", "none", "SourceNotFound"),
        ("finance-fleet", "pending", "SourceNotReady"),
        ("finance-fleet", "graphics", "FleetTypeNotSupported"),
        ("finance-fleet", "windows-11", "FleetNotStopped"),
    ] {
        let failure = refused(&world, fleet, image).await;
        assert_eq!((failure.class, failure.code.as_str()), (Class::Rejected, code), "{failure}");
    }
}

#[tokio::test]
async fn a_fleet_that_is_starting_is_waited_for() {
    let world = world(|_| {}).await;
    let failure = refused(&world, "starting-fleet", "apps-new").await;
    assert_eq!((failure.class, failure.code.as_str()), (Class::ServiceUnavailable, "FleetBusy"));
    world.simulator.advance(std::time::Duration::from_secs(21 * 60));
    let job = world.deliver(UPDATE, request("starting-fleet", "apps-new"), "run-1").await.unwrap();
    assert_eq!((job.status, before(&job)), (JobStatus::Succeeded, Some(OLD)));
}

#[tokio::test]
async fn a_dry_run_finds_what_is_in_the_way_and_waits_for_nothing() {
    let world = world(|_| {}).await;
    let dry = |fleet: &str| {
        json!({ "Step": step(UPDATE, 1, json!({ "Name": fleet })), "Given": {}, "Run": "run-1", "DryRun": true,
            "Deadline": "2999-01-01T00:00:00Z" })
    };
    assert_eq!(world.deliver_with(dry("finance-fleet")).await.unwrap().status, JobStatus::Succeeded);
    assert_eq!(world.deliver_with(dry("starting-fleet")).await.unwrap().status, JobStatus::Succeeded);
    assert_eq!(world.deliver_with(dry("elastic-fleet")).await.unwrap_err().code, "FleetIsElastic");
    assert!(world.calls(UPDATE).is_empty());
}
