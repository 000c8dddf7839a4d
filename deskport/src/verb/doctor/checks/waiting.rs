//! D18: whether a run goes on for so long that it may wait for somebody.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::aws::operation::list_executions;
use crate::run::execution::{Listed, State};
use crate::style;
use jiff::{SignedDuration, Timestamp};

/// As long as a question waits by default, and longer than imports take.
const LONG: SignedDuration = SignedDuration::from_hours(24);
/// How many runs are looked at, newest first: one page.
const LOOKED_AT: i32 = 1000;

pub(in super::super) const CHECK: Check = Check {
    number: 18,
    title: "Runs that wait",
    about: "No run goes on for more than a day, as one does that waits for an approval",
    page: "docs/approvals.md#how-they-answer",
    permissions: &["states:ListExecutions"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let import = &patient.stack()?.parts.import;
    let (runs, _) = list_executions::call(&patient.aws, import, LOOKED_AT, None).await?;
    Ok(found(&runs, patient.now))
}

fn found(runs: &[Listed], now: Timestamp) -> Finding {
    let running = runs.iter().filter(|run| run.state == State::Running);
    let long: Vec<_> = running
        .filter_map(|run| {
            let began = run.started_at?;
            let is_long = now.duration_since(began) > LONG;
            is_long.then(|| format!("{}, since {}", run.name, style::minute(began)))
        })
        .collect();
    if long.is_empty() {
        return Finding::good("none goes on for more than a day");
    }
    let fix =
        "deskport watch RUN shows what it waits for; deskport approve RUN and deskport refuse RUN answer it.";
    Finding::warning(format!("{} go on for more than a day", long.len()), fix).details(long)
}

#[cfg(test)]
mod tests {
    use super::super::super::check::Verdict;
    use super::*;

    #[test]
    fn only_runs_that_go_on_for_long_are_named() {
        let now: Timestamp = "2026-11-21T13:05:00Z".parse().unwrap();
        let run = |name: &str, began: &str, state| Listed {
            arn: String::new(),
            name: name.to_owned(),
            state,
            started_at: Some(began.parse().unwrap()),
            ended_at: None,
        };
        let runs = [
            run("new", "2026-11-21T10:00:00Z", State::Running),
            run("done", "2026-11-19T10:00:00Z", State::Succeeded),
            run("old", "2026-11-20T10:00:00Z", State::Running),
        ];
        assert_eq!(found(&runs[..2], now).verdict, Verdict::Good);
        assert_eq!(found(&runs, now).details, ["old, since 2026-11-20 10:00 UTC"]);
    }
}
