//! One event reports how a run ended, and one how each of its steps did. EventBridge takes no token: only where a response was lost, or
//! a run was stopped as it put its event, the same may be there once more.

use super::{Checker, Facts, list, text};
use crate::engine::{Execution, Status};
use crate::record::BusEvent;
use deskport_shared::event::{RUN_FINISHED, SOURCE, STEP_FINISHED, VERSION};
use serde_json::Value;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    for event in &facts.record.events {
        let known = event.source == SOURCE && [RUN_FINISHED, STEP_FINISHED].contains(&event.kind.as_str());
        let holds = known && event.detail["Version"] == VERSION;
        checker.hold(holds, || format!("an event of the kind {} from {}", event.kind, event.source));
    }
    for run in facts.runs() {
        of_run(facts, run, checker);
        let Some(outcome) = facts.outcome(&run.name) else { continue };
        for step in list(outcome, "Imports").iter().flat_map(|import| list(import, "Steps")) {
            of_step(facts, run, step, checker);
        }
    }
}

/// The events about a run or one of its steps.
fn about<'a>(facts: &Facts<'a>, run: &str, path: &str) -> Vec<&'a BusEvent> {
    let place = (run.to_owned(), path.to_owned());
    facts.record.events.iter().filter(|event| event.about() == place).collect()
}

/// Whether nothing goes wrong on the way to the bus.
fn is_calm(facts: &Facts<'_>) -> bool {
    let weather = &facts.scenario.weather;
    weather.flow == 0.0 && weather.functions == 0.0 && facts.scenario.launch_fault_at.is_none()
}

fn count(
    facts: &Facts<'_>,
    about: (&str, &str),
    found: usize,
    (least, more): (bool, u64),
    checker: &mut Checker,
) {
    let (run, path) = about;
    let key = (run.to_owned(), path.to_owned());
    let excused = facts.record.event_excuses.get(&key).copied().unwrap_or_default() + more;
    let most = usize::try_from(1 + excused).unwrap_or(usize::MAX);
    checker.hold(found <= most, || format!("{run}{path}: put {found} times, {excused} excused"));
    checker.hold(found > 0 || !least || !is_calm(facts), || format!("{run}{path}: no event reports its end"));
}

fn of_run(facts: &Facts<'_>, run: &Execution, checker: &mut Checker) {
    let found = about(facts, &run.name, "");
    let stopped = matches!(run.status, Status::Aborted | Status::TimedOut);
    count(facts, (&run.name, ""), found.len(), (true, u64::from(stopped)), checker);
    for event in found {
        let outcome = facts.outcome(&run.name).filter(|outcome| !stopped && fits(outcome));
        let differs = outcome.is_some_and(|outcome| members(&event.detail, &["Version"]) != *outcome);
        checker.hold(!differs, || format!("{}: the event reports another outcome", run.name));
    }
}

fn of_step(facts: &Facts<'_>, run: &Execution, step: &Value, checker: &mut Checker) {
    let found = about(facts, &run.name, text(step, "Path"));
    let skipped = text(step, "Status") == "SKIPPED";
    checker.hold(!skipped || found.is_empty(), || format!("{}: an event reports a skipped step", run.name));
    let stopped = matches!(run.status, Status::Aborted | Status::TimedOut);
    // No event reports a step whose own execution was stopped: the run's outcome says so.
    let broke_off = matches!(text(&step["Error"], "Code"), "ABORTED" | "TIMED_OUT");
    let least = !skipped && !stopped && !broke_off;
    count(facts, (&run.name, text(step, "Path")), found.len(), (least, 0), checker);
    for event in found {
        let same = members(&event.detail, &["Version", "Run", "DryRun"]);
        let holds = same == *step || facts.outcome(&run.name).is_none_or(|outcome| !fits(outcome));
        checker.hold(holds, || format!("{}: an event reports {same} of {step}", run.name));
    }
}

/// Whether nothing of an outcome was cut: the event and the notification have different room.
fn fits(outcome: &Value) -> bool {
    !outcome.to_string().contains(" bytes left out)")
}

/// An object without some of its members.
fn members(object: &Value, without: &[&str]) -> Value {
    let all = object.as_object().into_iter().flatten();
    let kept = all.filter(|(name, _)| !without.contains(&name.as_str()));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}
