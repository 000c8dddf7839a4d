//! notify's handler: what is published, and what it answers; and the page of errors.

use deskport_shared::error::Failure;
use deskport_shared::message::Message;
use deskport_shared::remedy;
use deskport_simulator::Service;
use notify::Publish;
use serde_json::{Value, json};
use std::cell::RefCell;

#[derive(Default)]
struct Topic(RefCell<Vec<Message>>);

impl Publish for Topic {
    async fn publish(&self, message: &Message) -> Result<String, Failure> {
        self.0.borrow_mut().push(message.clone());
        Ok("id-1".to_owned())
    }
}

fn outcome() -> Value {
    json!({ "Status": "FAILED", "Ec2ImageId": "ami-0abc1234def567890", "Run": "run-1", "StartedAt": "2026-11-21T04:00:00Z",
        "EndedAt": "2026-11-21T05:00:00Z", "Violations": [], "Imports": [{ "Status": "FAILED", "Steps": [
            { "Operation": "ImportWorkspaceImage", "Name": "finance", "Status": "FAILED", "StartedAt": "2026-11-21T04:00:00Z",
              "EndedAt": "2026-11-21T04:00:01Z", "Error": { "Code": "Rejected",
                "Message": "{\"errorType\":\"Rejected\",\"errorMessage\":\"AccessDeniedException: no BYOL here\"}" } }] }] })
}

#[tokio::test]
async fn one_message_for_people_and_machines() {
    let topic = Topic::default();
    let answer = serde_json::to_value(notify::handle(&topic, outcome()).await.unwrap()).unwrap();
    let messages = topic.0.into_inner();
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    assert_eq!(message.subject, "Deskport: 1 of 1 import failed (ami-0abc1234def567890)");
    let attributes = [("Status", "FAILED"), ("Run", "run-1"), ("Ec2ImageId", "ami-0abc1234def567890")];
    assert_eq!(message.attributes, attributes.map(|(k, v)| (k, v.to_owned())));
    let body: Value = serde_json::from_str(&message.body).unwrap();
    let error = &answer["Outcome"]["Imports"][0]["Steps"][0]["Error"];
    assert_eq!(
        (&error["Code"], &error["Message"]),
        (&json!("AccessDeniedException"), &json!("no BYOL here"))
    );
    for protocol in ["sqs", "lambda", "http", "https"] {
        let machine: Value = serde_json::from_str(body[protocol].as_str().unwrap()).unwrap();
        assert_eq!(machine, answer["Outcome"], "{protocol}");
    }
    assert!(body["default"].as_str().unwrap().contains("AccessDeniedException: no BYOL here"));
}

#[tokio::test]
async fn the_largest_outcome_fits_into_a_message() {
    let topic = Topic::default();
    let mut outcome = outcome();
    let mut import = outcome["Imports"][0].clone();
    import["Steps"][0]["Error"]["Message"] = json!("é\"".repeat(2000));
    outcome["Imports"] = json!(vec![import; 40]);
    notify::handle(&topic, outcome).await.unwrap();
    let messages = topic.0.into_inner();
    assert!(messages[0].body.len() <= 256 * 1024, "{}", messages[0].body.len());
    let body: Value = serde_json::from_str(&messages[0].body).unwrap();
    let machine: Value = serde_json::from_str(body["sqs"].as_str().unwrap()).unwrap();
    assert_eq!(machine["Imports"].as_array().unwrap().len(), 40);
}

#[tokio::test]
async fn what_is_no_outcome_is_refused_by_name() {
    let failure = notify::handle(&Topic::default(), json!({ "Status": "FAILED" })).await.unwrap_err();
    assert_eq!(failure.class.as_str(), "InvalidRequest");
}

#[test]
fn the_page_of_errors_is_current_and_knows_every_code_of_the_model() {
    let page = remedy::page();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(crate::root().join("docs/errors.md"), &page).unwrap();
    }
    assert_eq!(
        crate::read("docs/errors.md"),
        page,
        "UPDATE_EXPECT=1 cargo test -p deskport-tests writes it anew"
    );
    let model = deskport_simulator::model::Model::get();
    let mut codes = 0;
    for (service, operation, list) in [
        (Service::Workspaces, "DescribeWorkspaceImages", "ErrorDetails"),
        (Service::AppStream, "DescribeImages", "ImageErrors"),
    ] {
        let image =
            model.operation(service, operation).unwrap().output.members["Images"].element.as_deref().unwrap();
        let code = &image.members[list].element.as_deref().unwrap().members["ErrorCode"];
        for code in &code.facts.values {
            assert!(remedy::meaning(code).is_some(), "{code}");
            codes += 1;
        }
    }
    assert_eq!(codes, 48 + 31);
}
