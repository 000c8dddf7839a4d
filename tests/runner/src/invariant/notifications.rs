//! Exactly one notification reports how a run ended. SNS has no idempotency: only where the response to a publication was
//! lost, the same may be sent once more.

use super::{Checker, Facts, text};
use crate::engine::{Execution, Status};
use crate::machines::Name;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    for run in facts.runs() {
        let reported = facts.reported(&run.name);
        let unreachable = out_of_reach(facts, run);
        checker.hold(!reported.is_empty() || unreachable, || format!("{}: nobody is notified", run.name));
        // For a run that was stopped as it published, the machine aftermath can't know, and publishes again.
        let stopped = matches!(run.status, Status::Aborted | Status::TimedOut);
        let excuses = facts.record.excuses.get(&run.name).copied().unwrap_or_default() + u64::from(stopped);
        let count = u64::try_from(reported.len()).unwrap_or(u64::MAX);
        checker.hold(count <= 1 + excuses, || {
            format!("{}: notified {count} times, {excuses} excused", run.name)
        });
        let outcomes = reported.iter().filter_map(|message| message.outcome.as_ref());
        for outcome in outcomes {
            let status = text(outcome, "Status");
            let agrees = (status == "SUCCEEDED") == (run.status == Status::Succeeded) || stopped;
            checker.hold(agrees, || {
                format!("{}: reported {status}, but ended {}", run.name, run.status.as_str())
            });
            if let Some(first) =
                facts.outcome(&run.name).filter(|_| outcome["Imports"].is_array() && !stopped)
            {
                checker
                    .hold(outcome == first, || format!("{}: two different outcomes are reported", run.name));
            }
        }
    }
}

/// Whether SNS took no message at all, of the run or of the machine aftermath: only alarms are left then.
fn out_of_reach(facts: &Facts<'_>, run: &Execution) -> bool {
    let names_run =
        |input: &jsonata_core::value::JValue| crate::jsonata::to_json(input)["detail"]["name"] == run.name;
    let mut aftermaths = facts.ended.executions.iter().filter(|each| each.of == Name::Aftermath);
    aftermaths.any(|each| names_run(&each.input) && each.status == Status::Failed)
}
