//! What the machines hand to the functions, recorded from real runs of this version: a later version's functions have to
//! take it, since a run that began before an update ends after it.

use crate::asl::Function;
use crate::functions::{Answer, Functions, Handlers};
use crate::machines::Machines;
use crate::run::run;
use crate::scenario::Scenario;
use crate::services::Caller;
use deskport_shared::error::Failure;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// How many seeds are run: enough for each kind of input to come.
const SEEDS: u64 = 150;
/// Members that are kept whole: a request's own members are no form of a handover.
const OPAQUE: [&str; 3] = ["Request", "Input", "AppCatalogConfig"];
/// Members whose values, not only their presence, make another kind of input.
const BY_VALUE: [&str; 3] = ["Status", "Operation", "DryRun"];

/// The members that were met, by function.
type Known = BTreeMap<&'static str, BTreeSet<String>>;
/// What is kept, by function.
type Records = BTreeMap<&'static str, Vec<Value>>;

/// Hands invocations on and keeps those that bring a new member, or a new value of one of `BY_VALUE`.
#[derive(Default)]
struct Recorder {
    kept: Rc<RefCell<(Known, Records)>>,
}

impl Functions for Recorder {
    fn invoke(&self, function: Function, payload: Value, caller: Caller) -> Answer {
        let kept = Rc::clone(&self.kept);
        Box::pin(async move {
            let answer = Handlers.invoke(function, payload.clone(), caller).await;
            let record = record(payload, &answer);
            let (known, records) = &mut *kept.borrow_mut();
            let known = known.entry(function.name()).or_default();
            let before = known.len();
            members(&record, "", known);
            if known.len() > before {
                records.entry(function.name()).or_default().push(record);
            }
            answer
        })
    }
}

fn record(input: Value, answer: &Result<Value, Failure>) -> Value {
    match answer {
        Ok(answer) => json!({ "Input": input, "Answer": answer }),
        Err(failure) => json!({ "Input": input, "Error": failure.class.as_str() }),
    }
}

/// Adds the names of all members, with the values of `BY_VALUE`.
fn members(value: &Value, at: &str, names: &mut BTreeSet<String>) {
    let each = |object: &Map<String, Value>, names: &mut BTreeSet<String>| {
        for (name, value) in object {
            let here = format!("{at}.{name}");
            if BY_VALUE.contains(&name.as_str()) {
                names.insert(format!("{here}={value}"));
            } else {
                names.insert(here.clone());
            }
            // The members of the recorded input itself are added; those of a request within it are not.
            if at.is_empty() || !OPAQUE.contains(&name.as_str()) {
                members(value, &here, names);
            }
        }
    };
    match value {
        Value::Object(object) => each(object, names),
        Value::Array(items) => items.iter().for_each(|item| members(item, at, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Inputs of every kind with their results, by function: one a line, in JSON.
///
/// # Errors
/// Where a scenario can't be run.
pub fn record_all(machines: &Machines) -> Result<String, String> {
    let recorder = Recorder::default();
    for seed in 1..=SEEDS {
        run(&Scenario::of(seed), machines, &recorder, false)?;
    }
    let (_, records) = &*recorder.kept.borrow();
    let list = |(function, list): (&&str, &Vec<Value>)| {
        let lines: Vec<String> = list.iter().map(|record| format!("    {record}")).collect();
        format!("  \"{function}\": [\n{}\n  ]", lines.join(",\n"))
    };
    let lists: Vec<String> = records.iter().map(list).collect();
    Ok(format!("{{\n{}\n}}", lists.join(",\n")))
}
