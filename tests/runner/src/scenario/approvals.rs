//! Entries that ask people, and what people answer. They are drawn apart from the rest, so that a scenario without any is what it
//! would be if there were none at all.

use super::{Action, Approval, Scenario};
use crate::clock::MINUTE;
use crate::rng::Rng;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How deep entries may be nested below an import.
const DEPTH_MAX: usize = 4;
/// In so many imports nothing follows: their images alone fill the quota.
const IMPORTS_MAX: usize = 39;
/// The longest that an entry of a scenario gives people to answer, in hours.
const HOURS_MAX: u64 = 72;
/// The longest that people take, in minutes.
const LATEST: u64 = 36 * 60;

/// Puts entries that ask into the scenario's requests and presets, and draws the answers.
pub(super) fn add(scenario: &mut Scenario) {
    let seed = scenario.seed;
    let mut answers = BTreeMap::new();
    for (_, action) in &mut scenario.actions {
        if let Action::Start { input, .. } = action {
            ask_in(input, seed, &mut answers);
        }
    }
    for text in scenario.presets.values_mut() {
        if let Ok(mut document) = serde_json::from_str(text) {
            ask_in(&mut document, seed, &mut answers);
            *text = document.to_string();
        }
    }
    scenario.people.entries = answers;
}

/// Two requests of one form ask at the same entries.
fn ask_in(document: &mut Value, seed: u64, answers: &mut BTreeMap<String, Approval>) {
    let rng = &mut Rng::new(seed, "approvals");
    let imports = document.get_mut("Imports").and_then(Value::as_array_mut);
    let imports = imports.filter(|imports| imports.len() <= IMPORTS_MAX);
    for (index, import) in imports.into_iter().flatten().enumerate() {
        ask_below(import, &format!("/Imports/{index}"), 1, rng, answers);
    }
}

/// Asks before what follows an entry, and further below; now and then where nothing follows.
fn ask_below(
    entry: &mut Value,
    path: &str,
    depth: usize,
    rng: &mut Rng,
    answers: &mut BTreeMap<String, Approval>,
) {
    let follows = entry["Then"].is_array();
    let share = if follows { 0.3 } else { 0.06 };
    if depth + height(entry) <= DEPTH_MAX && rng.chance(share) {
        let mut asking = json!({ "Approve": body(rng) });
        if follows {
            asking["Then"] = entry["Then"].take();
        }
        entry["Then"] = json!([asking]);
        answers.entry(format!("{path}/Then/0")).or_insert_with(|| approval(rng));
    }
    for (index, below) in
        entry.get_mut("Then").and_then(Value::as_array_mut).into_iter().flatten().enumerate()
    {
        ask_below(below, &format!("{path}/Then/{index}"), depth + 1, rng, answers);
    }
}

/// How many levels there are below an entry.
fn height(entry: &Value) -> usize {
    let below = entry.get("Then").and_then(Value::as_array).into_iter().flatten();
    below.map(|entry| 1 + height(entry)).max().unwrap_or_default()
}

fn body(rng: &mut Rng) -> Value {
    let mut body = json!({ "Message": "It works.\nGo on?" });
    if rng.chance(0.8) {
        body["Hours"] = Value::from(rng.between(1, HOURS_MAX));
    }
    body
}

fn approval(rng: &mut Rng) -> Approval {
    let after = rng.between(1, LATEST) * MINUTE;
    match rng.between(0, 9) {
        0..6 => Approval::Approved { after },
        6..8 => Approval::Refused { after },
        _ => Approval::Never,
    }
}
