//! An error that passes within minutes is retried before it is final; and AppStream's images are distinguished from
//! others of their name, before they are looked at and before they are deleted.

use crate::support::*;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Job;
use deskport_shared::status::JobStatus;
use serde_json::{Value, json};

fn refusal(operation: &str, code: &str) -> Value {
    json!([{ "When": { "Operation": operation }, "Do": { "Answer": { "Code": code } } }])
}

async fn class_at(elapsed: Option<u32>, operation: &str, code: &str, number: usize) -> Class {
    let world = World::new().await;
    world.script(refusal(operation, code));
    let mut request =
        if operation == "CreateWorkspaceImage" { create_workspace_image() } else { create_imported_image() };
    if number > 0 {
        request = json!({ "Name": "apps" });
    }
    let mut input = json!({ "Step": step(operation, number, request), "Run": "run-1", "DryRun": false,
        "WorkspaceImageId": "wsi-0a1b2c3d4" });
    if let Some(elapsed) = elapsed {
        input["ElapsedSeconds"] = json!(elapsed);
    }
    let failure = world.start_with(input).await.unwrap_err();
    assert_eq!(failure.code, code);
    failure.class
}

#[tokio::test]
async fn a_refusal_that_passes_is_tried_again_for_five_minutes() {
    for (operation, code, number) in [
        ("CreateImportedImage", "ResourceNotFoundException", 1),
        ("CreateImportedImage", "InvalidRoleException", 0),
        ("CreateWorkspaceImage", "InvalidResourceStateException", 0),
    ] {
        assert_eq!(class_at(Some(0), operation, code, number).await, Class::ServiceUnavailable, "{code}");
        assert_eq!(class_at(Some(299), operation, code, number).await, Class::ServiceUnavailable, "{code}");
        assert_eq!(class_at(Some(300), operation, code, number).await, Class::Rejected, "{code}");
        assert_eq!(class_at(None, operation, code, number).await, Class::Rejected, "{code}");
    }
    // An AMI that is not there is no image that was ready a moment ago.
    let missing = class_at(Some(0), "CreateImportedImage", "ResourceNotFoundException", 0).await;
    assert_eq!(missing, Class::Rejected);
    let denied = class_at(Some(0), "CreateImportedImage", "IncompatibleImageException", 0).await;
    assert_eq!(denied, Class::Rejected);
}

#[tokio::test]
async fn appstream_images_are_looked_up_by_arn_or_among_the_accounts_own() {
    let world = World::new().await;
    let job = world.start("CreateImportedImage", create_imported_image()).await.unwrap();
    world.look(&job, 1).await.unwrap();
    assert_eq!(world.calls("DescribeImages"), [json!({ "Arns": [job.image_arn.clone().unwrap()] })]);
    world.look(&Job { image_arn: None, ..job }, 1).await.unwrap();
    assert!(world.start("CreateImportedImage", create_imported_image()).await.unwrap().adopted);
    let by_name = json!({ "Names": ["apps"], "Type": "PRIVATE" });
    assert_eq!(world.calls("DescribeImages")[1..], [by_name.clone(), by_name]);
}

/// A world in which run-1 left the image failed.
async fn left_failed() -> World {
    let world = World::new().await;
    world.script(json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Code": "X", "Message": "failed" } } }]));
    let job = world.start("CreateImportedImage", create_imported_image()).await.unwrap();
    assert_eq!(world.look(&job, 4).await.unwrap().status, JobStatus::Failed);
    world
}

async fn replace(world: &World, elapsed: Option<u32>) -> Result<Job, Failure> {
    let mut input = json!({ "Step": step("CreateImportedImage", 0, create_imported_image()), "Run": "run-2",
        "DryRun": false, "ReplaceFailed": true });
    if let Some(elapsed) = elapsed {
        input["ElapsedSeconds"] = json!(elapsed);
    }
    world.start_with(input).await
}

fn at(operation: &str, effect: &Value) -> Value {
    json!([{ "When": { "Operation": operation, "FirstCalls": 1 }, "Do": effect }])
}

#[tokio::test]
async fn a_run_asks_once_for_a_deletion_by_name_and_remembers_it() {
    let world = left_failed().await;
    // It is uncertain whether this took effect: the call never comes through, nor is it sent again.
    world.script(at(
        "DeleteImage",
        &json!({ "Answer": { "Code": "InternalServerException", "Status": 500 } }),
    ));
    assert_eq!(replace(&world, Some(0)).await.unwrap_err().class, Class::ServiceUnavailable);
    let waits = replace(&world, Some(60)).await.unwrap_err();
    assert_eq!((waits.class, waits.code.as_str()), (Class::ServiceUnavailable, "ImageBeingDeleted"));
    assert_eq!(replace(&world, None).await.unwrap_err().code, "ImageBeingDeleted");
    let over = replace(&world, Some(300)).await.unwrap_err();
    assert_eq!(over.class, Class::NameTaken);
    assert!(over.message.contains("still there"), "{over}");
    assert_eq!(world.calls("DeleteImage").len(), 1);
}

#[tokio::test]
async fn a_deletion_that_was_refused_may_be_asked_for_again() {
    for code in ["ThrottlingException", "ResourceInUseException", "ConcurrentModificationException"] {
        let world = left_failed().await;
        world.script(at("DeleteImage", &json!({ "Answer": { "Code": code } })));
        assert_eq!(replace(&world, Some(0)).await.unwrap_err().code, code);
        let job = replace(&world, Some(10)).await.unwrap();
        assert!(job.replaced.is_some() && !job.adopted, "{code}");
    }
}

#[tokio::test]
async fn an_image_that_is_no_longer_the_one_that_failed_is_not_deleted() {
    let world = left_failed().await;
    // Between the two looks somebody deletes the image and makes it again: the same name and ARN, another time.
    let tags = json!({ "ResourceArn": "arn:aws:appstream:eu-west-1:111122223333:image/apps" });
    let theirs =
        world.simulator.call(deskport_simulator::Service::AppStream, "ListTagsForResource", &tags).unwrap();
    world.script(json!([]));
    let call = |operation: &str, input: &Value| {
        world.simulator.call(deskport_simulator::Service::AppStream, operation, input).unwrap()
    };
    let meddle = || {
        call("DeleteImage", &json!({ "Name": "apps" }));
        let mut again = create_imported_image();
        again["Tags"] = theirs["Tags"].clone();
        world.simulator.advance(std::time::Duration::from_secs(1));
        call("CreateImportedImage", &again);
    };
    let aws = start_import::Aws::new(&world.config);
    let in_region = |region: Option<&str>| Meddling {
        aws: aws.in_region(region),
        once: std::cell::Cell::new(true),
        meddle: &meddle,
    };
    let input = json!({ "Step": step("CreateImportedImage", 0, create_imported_image()), "Run": "run-2",
        "DryRun": false, "ReplaceFailed": true });
    let failure = start_import::handle(in_region, &delivery().unwrap(), &world, input).await.unwrap_err();
    assert_eq!(failure.class, Class::ServiceUnavailable, "{failure}");
    assert_eq!(world.calls("DeleteImage").len(), 1, "only somebody else's");
}

/// Somebody acts after the first look.
struct Meddling<'a> {
    aws: start_import::Aws,
    once: std::cell::Cell<bool>,
    meddle: &'a dyn Fn(),
}

impl start_import::FindImage for Meddling<'_> {
    async fn find(
        &self,
        service: deskport_shared::operation::Service,
        name: &str,
    ) -> Result<Option<start_import::Found>, Failure> {
        let found = self.aws.find(service, name).await;
        if self.once.take() {
            (self.meddle)();
        }
        found
    }
}

impl start_import::MakeImage for Meddling<'_> {
    async fn make(
        &self,
        body: &deskport_shared::operation::Body,
        own: &[start_import::OwnTag],
        from: Option<&str>,
        dry_run: bool,
    ) -> Result<start_import::Made, Failure> {
        self.aws.make(body, own, from, dry_run).await
    }
}

impl start_import::DeleteImage for Meddling<'_> {
    async fn mark(&self, found: &start_import::Found, tags: &[(&str, &str)]) -> Result<(), Failure> {
        self.aws.mark(found, tags).await
    }

    async fn delete(
        &self,
        service: deskport_shared::operation::Service,
        name: &str,
        found: &start_import::Found,
    ) -> Result<(), Failure> {
        self.aws.delete(service, name, found).await
    }
}
