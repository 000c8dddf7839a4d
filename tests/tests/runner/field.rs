//! What people who do this job ran into, each as a case that runs through the real machines and functions, beside the
//! notification that it leads to: `tests/data/field/`. `About` says who ran into it, and what is right.

use deskport_runner::case::Case;
use deskport_runner::machines::Machines;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/field")
}

/// How the runs ended, and the notifications in order.
fn shown(case: &Value) -> String {
    let cases = Case::read(&case.to_string()).unwrap();
    let answer = cases.first().unwrap().run(&Machines::load().unwrap()).unwrap();
    let answer = serde_json::to_value(answer).unwrap();
    assert_eq!(answer["Violations"], serde_json::json!([]), "an invariant is broken");
    let mut text = String::new();
    for run in answer["Executions"].as_array().unwrap() {
        let of = |member: &str| run[member].as_str().unwrap().to_owned();
        let _ = writeln!(text, "{} {}: {}", of("Machine"), of("Name"), of("Status"));
        if of("Machine") == "trigger" && run["Output"].is_object() {
            let _ = writeln!(text, "{}", run["Output"]);
        }
    }
    for mail in answer["Notifications"].as_array().unwrap() {
        let of = |member: &str| mail[member].as_str().unwrap().trim_end().to_owned();
        let _ = write!(text, "\nSubject: {}\n\n{}\n", of("Subject"), of("Text"));
    }
    text
}

#[test]
fn every_case_leads_to_its_notification() {
    let mut compared = 0;
    for file in fs::read_dir(folder()).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let mut case: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let about = case.as_object_mut().unwrap().shift_remove("About");
        assert!(about.is_some_and(|about| about.as_str().is_some_and(|text| text.len() > 40)), "{file:?}");
        let shown = shown(&case);
        let snapshot = file.with_extension("txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&snapshot, &shown).unwrap();
        }
        let expected = fs::read_to_string(&snapshot).unwrap_or_default();
        assert_eq!(shown, expected, "{}: UPDATE_EXPECT=1 writes it anew", file.display());
        compared += 1;
    }
    assert!(compared >= 16, "{compared} cases");
}
