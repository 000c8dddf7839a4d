//! The parts of an import: one after the other, each where the one before ended, and none after the import's time.

use super::{Checker, Facts};
use crate::engine::{Execution, Status};
use crate::jsonata::to_json;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    for run in facts.runs() {
        for parts in imports(facts, run).values() {
            first(parts, checker);
            for pair in parts.windows(2) {
                follows(pair[0], pair[1], checker);
            }
            last(facts, run, parts, checker);
        }
    }
}

/// The parts of each of a run's imports, in order.
fn imports<'a>(facts: &Facts<'a>, run: &Execution) -> BTreeMap<u64, Vec<&'a Execution>> {
    let mut imports = BTreeMap::<u64, Vec<&Execution>>::new();
    for part in facts.children(run) {
        let number = to_json(&part.input)["Steps"][0]["Import"].as_u64().unwrap_or_default();
        imports.entry(number).or_default().push(part);
    }
    imports
}

fn first(parts: &[&Execution], checker: &mut Checker) {
    if let Some(part) = parts.first() {
        let fresh = to_json(&part.input)["Resume"].is_null();
        checker.hold(fresh, || format!("{} is the first part and goes on from another", part.label));
    }
}

fn follows(before: &Execution, part: &Execution, checker: &mut Checker) {
    let after = before.end.is_some_and(|end| end <= part.start);
    checker.hold(after, || format!("{} runs side by side with {}", part.label, before.label));
    let input = to_json(&part.input);
    let resume = &input["Resume"];
    let state = state(before);
    let same = state.as_ref() == Some(resume);
    checker.hold(same, || format!("{} goes on from {resume}, not from {state:?}", part.label));
    let elapsed = resume["Elapsed"].as_u64();
    checker.hold(elapsed <= input["TimeoutSeconds"].as_u64(), || {
        format!("{} goes on after its time, with {} events in its history", part.label, part.events)
    });
}

/// What an import that is not ready leaves to its next part is taken up, unless the run is stopped or the part can't be
/// started.
fn last(facts: &Facts<'_>, run: &Execution, parts: &[&Execution], checker: &mut Checker) {
    let Some(part) = parts.last() else { return };
    let excused = matches!(run.status, Status::Aborted | Status::TimedOut) || facts.scenario.is_rough();
    checker
        .hold(state(part).is_none() || excused, || format!("{} continues, but no part follows", part.label));
}

/// What a part leaves to the next.
fn state(part: &Execution) -> Option<Value> {
    let output = to_json(part.output.as_ref()?);
    (output["Status"] == "CONTINUES").then(|| output["State"].clone())
}
