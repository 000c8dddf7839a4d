//! How each kind of notification reads: an outcome beside its text, in `testdata/notifications/`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use deskport_shared::console::Console;
use deskport_shared::message::{Place, chat, subject, text};
use deskport_shared::outcome::Outcome;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// What a reader gets, beside the outcome that it is made of.
fn shown(case: &Value) -> String {
    let outcome: Outcome = serde_json::from_value(case["Outcome"].clone()).unwrap();
    let outcome = outcome.readable();
    let place = place(case);
    format!("Subject: {}\n\n{}", subject(&outcome, &place.namespace), text(&outcome, &place))
}

fn place(case: &Value) -> Place<'_> {
    let namespace = case.get("Namespace").map(|namespace| serde_json::from_value(namespace.clone()).unwrap());
    let console = case["ExecutionArn"].as_str().and_then(Console::of_execution);
    Place { console, namespace: namespace.unwrap_or_default() }
}

/// What a chat gets of the same.
fn in_chat(case: &Value) -> String {
    let outcome: Outcome = serde_json::from_value(case["Outcome"].clone()).unwrap();
    let message: Value = serde_json::from_str(&chat::ended(&outcome.readable(), &place(case))).unwrap();
    serde_json::to_string_pretty(&message).unwrap() + "\n"
}

#[test]
fn every_text_reads_as_its_snapshot() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/notifications");
    let mut compared = 0;
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let case = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let (shown, in_chat) = (shown(&case), in_chat(&case));
        let (snapshot, chat) = (file.with_extension("txt"), file.with_extension("chat"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&snapshot, &shown).unwrap();
            fs::write(&chat, &in_chat).unwrap();
        }
        assert_eq!(in_chat, fs::read_to_string(&chat).unwrap_or_default(), "{}", chat.display());
        let expected = fs::read_to_string(&snapshot).unwrap_or_default();
        assert_eq!(
            shown,
            expected,
            "{}: UPDATE_EXPECT=1 cargo test -p deskport-shared regenerates it",
            file.display()
        );
        assert!(shown.lines().all(|line| line == line.trim_end()), "{}: trailing blanks", file.display());
        assert!(!shown.contains("\n\n\n"), "{}: two empty lines", file.display());
        compared += 1;
    }
    assert_eq!(compared, 27);
}
