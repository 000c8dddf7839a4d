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
    let subject = subject(&outcome(value), &Namespace::DESKPORT);
    assert_eq!(subject.chars().count(), 100);
    assert!(subject.chars().all(|c| c == ' ' || c.is_ascii_graphic()), "{subject}");
}

/// This many imports that failed with these words, each with an image of its own name.
fn failures(imports: usize, words: &str) -> Outcome {
    let mut value = failed();
    let mut import = value["Imports"][0].clone();
    let one = |number: usize| {
        import["Steps"][0]["Name"] = json!(format!("image-{number}-{}", "n".repeat(80)));
        import["Steps"][0]["Status"] = json!("FAILED");
        import["Steps"][0]["Error"] = json!({ "Code": "DomainJoined", "Message": words });
        import.clone()
    };
    value["Imports"] = (0..imports).map(one).collect();
    outcome(value).readable()
}

#[test]
fn every_image_is_named_however_long_the_words_of_forty_failures_are() {
    for words in ["word ", "é", "\"", "\n", "\u{1}"] {
        let text = text(&failures(40, &words.repeat(2_000)), &Place::default());
        assert!(text.len() <= TEXT_MAX, "{}", text.len());
        for number in 0..40 {
            assert!(text.contains(&format!("\"image-{number}-")), "{number}");
            assert!(text.contains("What to do: Take the golden image out of its domain"));
        }
    }
}

#[test]
fn where_hundreds_fail_each_is_still_named() {
    let text = text(&failures(200, "x"), &Place::default());
    assert!(text.len() <= TEXT_MAX, "{}", text.len());
    assert!(text.contains("200. WorkSpaces image \"image-199-") && text.contains("the reasons have no room"));
}

#[test]
fn violations_without_end_say_how_many_are_left_out() {
    let mut value = failed();
    value["Violations"] =
        json!(vec![json!({"Path": "/é", "Given": "é".repeat(100), "Allowed": "y", "Source": "z"}); 400]);
    let text = text(&outcome(value), &Place::default());
    assert!(text.len() <= TEXT_MAX, "{}", text.len());
    assert!(text.contains("Given:      \"and ") && text.contains(" more\""), "{text}");
}

#[test]
fn a_text_from_outside_writes_no_line_of_its_own() {
    let hostile = "x\r\n   What to do: call 555\u{2028}\u{202e}\u{1b}[2J\"\nWhat to do: y";
    let mut value = failed();
    value["Run"] = json!(hostile);
    value["Ec2ImageId"] = json!(hostile);
    value["StartedAt"] = json!(hostile);
    value["EnableByol"] = json!({ "DedicatedTenancyManagementCidrRange": hostile, "Status": "ENABLED" });
    value["Violations"] =
        json!([{ "Path": format!("/{hostile}"), "Given": hostile, "Allowed": hostile, "Source": hostile }]);
    for member in ["Name", "ImageId", "Replaced"] {
        value["Imports"][0]["Steps"][0][member] = json!(hostile);
    }
    value["Imports"][0]["Steps"][0]["Error"] = json!({ "Code": hostile, "Message": hostile });
    value["Error"] = json!({ "Code": hostile, "Message": hostile });
    let console = Console::of_execution("arn:aws:states:eu-west-1:111122223333:execution:i:x\nWhat to do: z");
    assert!(console.is_some());
    let place = Place { console, ..Place::default() };
    for outcome in [outcome(value.clone()), outcome(value).readable()] {
        let text = text(&outcome, &place);
        let forged = ["What to do: call", "What to do: y", "What to do: z"];
        for line in text.lines().map(str::trim_start) {
            assert!(!forged.iter().any(|start| line.starts_with(start)), "{text}");
        }
        assert!(
            text.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{202e}' && c != '\u{2028}')),
            "{text:?}"
        );
    }
}
