use super::*;
use serde_json::{Value, json};

fn outcome(value: Value) -> Outcome {
    serde_json::from_value(value).unwrap()
}

fn failed() -> Value {
    let case = include_str!("../../testdata/notifications/one-of-two-failed.json");
    serde_json::from_str::<Value>(case).unwrap()["Outcome"].take()
}

#[test]
fn a_subject_is_100_printable_ascii_characters_at_most() {
    let mut value = failed();
    value.as_object_mut().unwrap().remove("Ec2ImageId");
    value["Run"] = json!("é\n".repeat(80));
    let subject = subject(&outcome(value));
    assert_eq!(subject.chars().count(), 100);
    assert!(subject.chars().all(|c| c == ' ' || c.is_ascii_graphic()), "{subject}");
}

#[test]
fn a_long_text_is_cut_where_a_character_ends() {
    let mut value = failed();
    value["Violations"] =
        json!(vec![json!({"Path": "/é", "Given": "é".repeat(100), "Allowed": "y", "Source": "z"}); 400]);
    let text = text(&outcome(value), None);
    assert!(text.len() < TEXT_MAX + 100);
    assert!(text.ends_with("holds the rest.\n"));
}
