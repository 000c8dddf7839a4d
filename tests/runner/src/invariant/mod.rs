//! What always holds, whatever goes wrong: checked after every scenario.

mod account;
mod approvals;
mod delivery;
mod events;
mod executions;
mod images;
mod notifications;
mod permissions;
mod secrets;
mod steps;

use crate::engine::{Ended, Execution};
use crate::machines::Name;
use crate::record::{Kind, Published, Record};
use crate::scenario::Scenario;
use crate::world::World;
use jsonata_core::value::JValue;
use serde_json::Value;

/// What is checked, and what was found.
struct Checker {
    checked: u64,
    violations: Vec<String>,
}

impl Checker {
    /// Checks one thing.
    fn hold(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        self.checked += 1;
        if !holds {
            self.violations.push(otherwise());
        }
    }
}

/// What the invariants are checked against.
struct Facts<'a> {
    scenario: &'a Scenario,
    world: &'a World,
    record: &'a Record,
    ended: &'a Ended,
}

impl<'a> Facts<'a> {
    /// Whether images may not show at first.
    fn hides_images(&self) -> bool {
        self.scenario.script.rules.iter().any(|rule| rule.effect.hide_minutes.is_some())
    }

    /// The runs of `import`.
    fn runs(&self) -> impl Iterator<Item = &'a Execution> {
        self.ended.executions.iter().filter(|execution| execution.of == Name::Import)
    }

    /// The executions of `step` that belong to a run, in the order in which they were started.
    fn steps(&self, run: &Execution) -> impl Iterator<Item = &'a Execution> {
        let name = run.name.clone();
        let steps = self.ended.executions.iter().filter(|execution| execution.of == Name::Step);
        steps.filter(move |step| step.input.get("Run").and_then(JValue::as_str) == Some(&name))
    }

    /// The notifications of a run's outcome.
    fn reported(&self, run: &str) -> Vec<&'a Published> {
        let reported = self.record.published.iter();
        reported.filter(|message| message.kind == Kind::Outcome && message.run == run).collect()
    }

    /// The outcome of a run with all its imports.
    fn outcome(&self, run: &str) -> Option<&'a Value> {
        let mut outcomes = self.reported(run).into_iter().filter_map(|message| message.outcome.as_ref());
        outcomes.find(|outcome| outcome["Imports"].is_array())
    }
}

/// Checks every invariant; returns how many checks were made, and which did not hold.
pub fn check(scenario: &Scenario, world: &World, ended: &Ended) -> (u64, Vec<String>) {
    let record = world.record.borrow();
    let facts = Facts { scenario, world, record: &record, ended };
    let mut checker = Checker { checked: 1, violations: ended.defects.clone() };
    checker.violations.dedup();
    executions::check(&facts, &mut checker);
    notifications::check(&facts, &mut checker);
    events::check(&facts, &mut checker);
    steps::check(&facts, &mut checker);
    images::check(&facts, &mut checker);
    account::check(&facts, &mut checker);
    delivery::check(&facts, &mut checker);
    permissions::check(&facts, &mut checker);
    secrets::check(&facts, &mut checker);
    (checker.checked, checker.violations)
}

/// A text member; empty where it is missing.
fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value[member].as_str().unwrap_or_default()
}

/// A list member.
fn list<'v>(value: &'v Value, member: &str) -> &'v [Value] {
    value[member].as_array().map(Vec::as_slice).unwrap_or_default()
}
