//! The lines that calls leave in the log.

use crate::support::*;
use deskport_shared::json;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::io;
use std::sync::Once;

thread_local! {
    static WRITTEN: RefCell<Vec<u8>> = RefCell::default();
}

/// The log of the thread that writes it. There is one for all tests: which events are wanted at all is remembered for the whole
/// process, so one log for each would hide another's.
pub(crate) struct OfThread;

impl io::Write for OfThread {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        WRITTEN.with_borrow_mut(|written| written.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl OfThread {
    /// Has all tests log.
    pub(crate) fn listen() {
        static ONCE: Once = Once::new();
        let log = || {
            tracing::subscriber::set_global_default(deskport_aws::subscriber(
                || Self,
                Some("deskport".to_owned()),
            ))
            .unwrap()
        };
        ONCE.call_once(log);
    }

    pub(crate) fn text() -> String {
        String::from_utf8(WRITTEN.with_borrow(Vec::clone)).unwrap()
    }

    /// The lines about calls; a key that is there twice does not parse.
    fn calls() -> Vec<Value> {
        let lines = Self::text().lines().map(|line| json::read(line.as_bytes()).unwrap()).collect::<Vec<_>>();
        lines.into_iter().filter(|line| line.get("operation").is_some()).collect()
    }
}

#[tokio::test]
async fn each_call_is_one_line_with_its_outcome() {
    let world = World::new().await;
    OfThread::listen();
    world.start("ImportWorkspaceImage", import_workspace_image()).await.unwrap();
    world.start("ImportWorkspaceImage", import_workspace_image()).await.unwrap();
    let throttled = json!([{ "When": { "Operation": "CreateImportedImage" }, "Do": { "Answer": { "Code": "ThrottlingException" } } }]);
    world.script(throttled);
    world.start("CreateImportedImage", create_imported_image()).await.unwrap_err();
    let read = |line: &Value| {
        let text = |key: &str| line[key].as_str().unwrap().to_owned();
        (text("operation"), text("outcome"), line["tries"].as_u64().unwrap())
    };
    let lines = OfThread::calls();
    let expected = [
        ("ImportWorkspaceImage", "ok", 1),
        ("ImportWorkspaceImage", "ResourceAlreadyExistsException", 1),
        ("DescribeWorkspaceImages", "ok", 1),
        ("DescribeTags", "ok", 1),
        ("CreateImportedImage", "ThrottlingException", 3),
    ];
    let expected =
        expected.map(|(operation, outcome, tries)| (operation.to_owned(), outcome.to_owned(), tries));
    assert_eq!(lines.iter().map(read).collect::<Vec<_>>(), expected);
    for line in &lines {
        assert!(line["durationMs"].is_u64() && line["awsRequestId"].is_string(), "{line}");
        assert_eq!((&line["level"], &line["message"]), (&json!("INFO"), &json!("called")));
    }
    // The application catalogue, however the call ended.
    assert!(!OfThread::text().contains("editor"), "{}", OfThread::text());
}

#[tokio::test]
async fn a_call_without_a_response_says_so() {
    let world = World::new().await;
    world.script(json!([{ "When": { "Operation": "DescribeAccount" }, "Do": { "LoseReply": true } }]));
    OfThread::listen();
    let aws = enable_byol::Aws::new(&world.config);
    let look = json!({ "DryRun": false, "ElapsedSeconds": 0 });
    enable_byol::handle(&aws, &enable_byol::Settings::default(), look).await.unwrap_err();
    let lines = OfThread::calls();
    assert_eq!(
        (lines.len(), &lines[0]["outcome"], &lines[0]["tries"]),
        (1, &json!("no response"), &json!(3))
    );
    assert_eq!(lines[0].get("awsRequestId"), None);
}

#[tokio::test]
async fn a_run_that_begins_to_wait_for_a_slot_says_so_at_once() {
    let world = World::new().await;
    world.script(json!([{ "When": { "Operation": "CreateImportedImage" }, "Do": { "Answer": {
        "Code": "LimitExceededException", "Message": "No." } } }]));
    OfThread::listen();
    let mut body = create_imported_image();
    body["RuntimeValidationConfig"] = json!({ "IntendedInstanceType": "Accelerated.g6e.xlarge" });
    let failure = world.start("CreateImportedImage", body).await.unwrap_err();
    assert_eq!(failure.class.as_str(), "QuotaExceeded");
    assert_eq!(failure.message, "No. [IntendedInstanceType Accelerated.g6e.xlarge]");
    assert!(OfThread::text().contains("the run waits for a slot until its deadline"), "{}", OfThread::text());
}
