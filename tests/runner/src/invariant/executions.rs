//! Every execution ends, in a history of bounded length; every run that is asked for starts, once, and no other.

use super::{Checker, Facts};
use crate::engine::Status;
use crate::record::Kind;

/// The most events of one history: AWS ends an execution that has more.
const EVENTS_MAX: u32 = 25_000;

pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    for execution in &facts.ended.executions {
        checker.hold(execution.status != Status::Running, || format!("{} never ends", execution.label));
        checker.hold(execution.events <= EVENTS_MAX, || {
            format!("{} has {} events in its history", execution.label, execution.events)
        });
    }
    // Where an AMI could not be taken up people are notified, and the next sweep tries again.
    let not_taken_up = facts.record.published.iter().any(|message| message.kind == Kind::NotTakenUp);
    for asked in &facts.scenario.asked {
        let count = facts.runs().filter(|run| run.name == asked.run).count();
        checker
            .hold(count == 1 || (count == 0 && not_taken_up), || format!("{} ran {count} times", asked.run));
    }
    for run in facts.runs() {
        let asked = facts.scenario.asked.iter().any(|asked| asked.run == run.name);
        checker.hold(asked, || format!("{} was never asked for", run.name));
    }
}
