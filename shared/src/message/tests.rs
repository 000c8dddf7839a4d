use super::*;
use serde_json::{Value, json};

fn outcome(value: Value) -> Outcome {
    serde_json::from_value(value).unwrap()
}

fn mixed() -> Value {
    json!({"Status": "FAILED", "Ec2ImageId": "ami-0abc1234def567890", "Run": "ami-0abc1234def567890-win11",
        "StartedAt": "2026-11-21T04:05:06.789Z", "EndedAt": "2026-11-21T06:10:00Z", "Violations": [], "Imports": [
        {"Status": "FAILED", "Steps": [
            {"Operation": "ImportWorkspaceImage", "Name": "finance", "ImageId": "wsi-0a1b2c3d4", "Status": "FAILED",
             "Adopted": false, "Polls": 3, "Error": {"Code": "DomainJoined", "Message": "joined to a domain", "Remedy": "Leave it."}},
            {"Operation": "CreateImportedImage", "Name": "finance-apps", "Status": "SKIPPED"}]},
        {"Status": "SUCCEEDED", "Steps": [
            {"Operation": "CreateWorkspaceImage", "Name": "captured", "ImageId": "wsi-0a1b2c3d5", "Status": "SUCCEEDED", "Adopted": true}]}]})
}

#[test]
fn a_failed_run_tells_what_why_and_what_to_do() {
    let outcome = outcome(mixed());
    assert_eq!(subject(&outcome), "Deskport: 1 of 2 imports failed (ami-0abc1234def567890)");
    let expected = r#"1 of 2 imports failed; the others succeeded.

AMI:     ami-0abc1234def567890
Run:     ami-0abc1234def567890-win11
Started: 2026-11-21 04:05 UTC
Ended:   2026-11-21 06:10 UTC

1. ImportWorkspaceImage "finance": FAILED as wsi-0a1b2c3d4
   Why:        The image is joined to an Active Directory domain.
   Told:       DomainJoined: joined to a domain
   What to do: Leave it.
   then CreateImportedImage "finance-apps": not started

2. CreateWorkspaceImage "captured": ready as wsi-0a1b2c3d5 (it was there already, made from the same source)
"#;
    assert_eq!(text(&outcome), expected);
}

#[test]
fn faults_of_a_request_are_listed_with_their_place() {
    let mut value = mixed();
    value["Imports"] = json!([]);
    value["Violations"] = json!([{"Path": "", "Given": "x", "Allowed": "y", "Source": "z"},
        {"Path": "/Imports/0", "Given": "nothing", "Allowed": "one", "Source": "z"}]);
    let outcome = outcome(value);
    assert_eq!(
        subject(&outcome),
        "Deskport: nothing started: 2 faults in the request (ami-0abc1234def567890)"
    );
    let text = text(&outcome);
    assert!(text.contains("1. At the document\n   given:   x\n   allowed: y\n   source:  z\n"), "{text}");
    assert!(text.contains("2. At /Imports/0\n"), "{text}");
}

#[test]
fn a_subject_is_100_printable_ascii_characters_at_most() {
    let mut value = mixed();
    value.as_object_mut().unwrap().remove("Ec2ImageId");
    value["Run"] = json!("é\n".repeat(80));
    let subject = subject(&outcome(value));
    assert_eq!(subject.chars().count(), 100);
    assert!(subject.chars().all(|c| c == ' ' || c.is_ascii_graphic()), "{subject}");
}

#[test]
fn a_long_text_is_cut_where_a_character_ends() {
    let mut value = mixed();
    value["Violations"] =
        json!(vec![json!({"Path": "/é", "Given": "é".repeat(100), "Allowed": "y", "Source": "z"}); 400]);
    let text = text(&outcome(value));
    assert!(text.len() < TEXT_MAX + 100);
    assert!(text.ends_with("holds the rest.\n"));
}
