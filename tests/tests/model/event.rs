//! The schema of the events: it is valid, it holds what events hold and nothing else, and so does the page.

use crate::read;
use deskport_shared::event::{Event, RUN_FINISHED, STEP_FINISHED};
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::{Outcome, StepOutcome};
use deskport_shared::status::{ByolStatus, RunStatus, StepStatus, ViolationOf};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn schema() -> Value {
    serde_json::from_str(&read("schema/event.schema.json")).unwrap()
}

/// The schema of one kind of detail, in which no object has a member beside its own.
fn closed(of: &str) -> Validator {
    let mut schema = schema();
    for definition in schema["$defs"].as_object_mut().unwrap().values_mut() {
        definition["additionalProperties"] = json!(false);
    }
    schema.as_object_mut().unwrap().shift_remove("anyOf");
    schema["$ref"] = json!(format!("#/$defs/{of}"));
    jsonschema::draft202012::new(&schema).unwrap()
}

fn block(page: &str, number: usize) -> Value {
    let text = read(page);
    serde_json::from_str(text.split("```json\n").nth(number).unwrap().split("```").next().unwrap()).unwrap()
}

fn detail(event: Event) -> Value {
    serde_json::to_value(event).unwrap()["Detail"].take()
}

/// The run of docs/outcome.md, which has every member: a test of that page holds it to the code.
fn run() -> Value {
    detail(Event::of_run(serde_json::from_value::<Outcome>(block("docs/outcome.md", 1)).unwrap()))
}

/// Every step of that run that an event reports.
fn steps() -> Vec<Value> {
    let outcome: Outcome = serde_json::from_value(block("docs/outcome.md", 1)).unwrap();
    let reported = |step: &StepOutcome| step.status != StepStatus::Skipped;
    let steps = outcome.imports.into_iter().flat_map(|import| import.steps).filter(reported);
    steps.map(|step| detail(Event::of_step("run-1".to_owned(), false, step))).collect()
}

#[test]
fn it_is_a_schema_of_2020_12() {
    jsonschema::draft202012::meta::validate(&schema()).unwrap();
}

#[test]
fn it_takes_what_events_hold_and_knows_every_member() {
    for (of, details) in [("RunFinished", vec![run()]), ("StepFinished", steps())] {
        let validator = closed(of);
        for detail in &details {
            let faults: Vec<_> =
                validator.iter_errors(detail).map(|e| format!("{e} at {}", e.instance_path())).collect();
            assert!(faults.is_empty(), "{of}: {faults:?}");
        }
    }
}

/// The members of a value, with their names alone.
fn members(value: &Value, found: &mut BTreeSet<String>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        found.insert(name.clone());
        members(value, found);
    }
    value.as_array().into_iter().flatten().for_each(|item| members(item, found));
}

#[test]
fn it_has_no_member_that_no_event_has() {
    let mut reported = BTreeSet::new();
    steps().iter().chain([&run()]).for_each(|detail| members(detail, &mut reported));
    // An AppStream image's permissions: the page shows those of a WorkSpaces image.
    reported.extend(["AllowFleet", "AllowImageBuilder"].map(str::to_owned));
    for (of, definition) in schema()["$defs"].as_object().unwrap() {
        for (name, property) in definition["properties"].as_object().unwrap() {
            assert!(reported.contains(name), "{of}: {name}");
            let text = property["description"].as_str().unwrap_or_default();
            assert!(text.len() > 10 && text.ends_with('.'), "{of}: {name}: {text:?}");
        }
        for required in definition["required"].as_array().unwrap() {
            assert!(definition["properties"].get(required.as_str().unwrap()).is_some(), "{of}: {required}");
        }
    }
}

#[test]
fn its_lists_are_those_of_the_code() {
    let schema = schema();
    let listed = |at: &str| -> Vec<String> {
        let list = schema.pointer(&format!("/$defs/{at}/enum")).unwrap_or_else(|| panic!("{at}"));
        serde_json::from_value(list.clone()).unwrap()
    };
    let operations: Vec<String> = OperationName::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(listed("Step/properties/Operation"), operations);
    assert_eq!(listed("StepFinished/properties/Operation"), operations);
    let names = |all: &[StepStatus]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(listed("Step/properties/Status"), names(StepStatus::ALL));
    let ended: Vec<_> = StepStatus::ALL.iter().copied().filter(|one| *one != StepStatus::Skipped).collect();
    assert_eq!(listed("StepFinished/properties/Status"), names(&ended));
    let run: Vec<_> = RunStatus::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(
        (listed("RunFinished/properties/Status"), listed("Import/properties/Status")),
        (run.clone(), run)
    );
    let byol: Vec<_> = ByolStatus::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(listed("EnableByol/properties/Status"), byol);
    let of: Vec<_> = ViolationOf::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(listed("RunFinished/properties/ViolationsOf/items"), of);
}

#[test]
fn the_page_shows_an_event_and_names_both_kinds() {
    let page = read("docs/events.md");
    for kind in [RUN_FINISHED, STEP_FINISHED] {
        assert!(page.contains(&format!("| `{kind}` |")), "{kind}");
    }
    let shown = block("docs/events.md", 1);
    assert_eq!((&shown["source"], &shown["detail-type"]), (&"deskport".into(), &STEP_FINISHED.into()));
    assert!(closed("StepFinished").is_valid(&shown["detail"]));
    // Every member of the pattern is one of the event's.
    let pattern = block("docs/events.md", 2);
    for (name, values) in pattern["detail"].as_object().unwrap() {
        assert!(values.as_array().unwrap().contains(&shown["detail"][name]), "{name}");
    }
}
