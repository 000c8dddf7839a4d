//! D17: whether the sweep runs, which finds the AMIs whose events were lost.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::aws::operation::{describe_execution, list_executions};
use crate::run::execution::{Listed, State};
use crate::style;
use jiff::{SignedDuration, Timestamp};

/// The sweep comes each hour: in two, one has to have begun.
const WINDOW: SignedDuration = SignedDuration::from_hours(2);
/// How many executions are looked at: others are events of AMIs.
const LOOKED_AT: i32 = 50;

pub(in super::super) const CHECK: Check = Check {
    number: 17,
    title: "Sweep",
    about: "A sweep began within the last two hours, and the last one succeeded",
    page: "docs/operations.md#the-sweep-does-not-run",
    permissions: &["states:ListExecutions", "states:DescribeExecution"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let parts = &patient.stack()?.parts;
    if !parts.triggers_enabled {
        return Ok(Finding::warning(
            "paused: nothing starts by itself",
            "Set the stack's parameter TriggersEnabled to true once imports may start again.",
        ));
    }
    let (executions, _) = list_executions::call(&patient.aws, &parts.trigger, LOOKED_AT, None).await?;
    let never = executions.is_empty();
    for execution in executions {
        let described = describe_execution::call(&patient.aws, &execution.arn).await?;
        let input = described.and_then(|described| described.input).unwrap_or_default();
        if is_sweep(&input) {
            return Ok(found(&execution, patient.now));
        }
    }
    if never {
        return Ok(Finding::warning(
            "none ran yet",
            "The first comes within an hour after the stack was deployed. After that, see the page.",
        ));
    }
    Ok(missing(format!("none among the last {LOOKED_AT} executions of the state machine trigger")))
}

fn is_sweep(input: &str) -> bool {
    let input: serde_json::Value = serde_json::from_str(input).unwrap_or_default();
    input["Sweep"] == true
}

fn found(sweep: &Listed, now: Timestamp) -> Finding {
    let Some(began) = sweep.started_at else {
        return missing("the last has no start".to_owned());
    };
    let at = style::minute(began);
    if now.duration_since(began) > WINDOW {
        return missing(format!("the last began at {at}: more than two hours ago"));
    }
    match sweep.state {
        State::Running | State::Succeeded => Finding::good(format!("the last began at {at}")),
        State::Failed | State::TimedOut | State::Aborted | State::Unknown => Finding::wrong(
            format!("the last, which began at {at}, ended {}", sweep.state.as_str()),
            format!("Open {} in the Step Functions console: its error and cause say what failed.", sweep.arn),
        ),
    }
}

fn missing(found: String) -> Finding {
    let fix = "Look whether the stack's rule SweepRule is enabled, and what its dead letters say; deploying the stack again restores it.";
    Finding::wrong(found, fix)
}

#[cfg(test)]
mod tests {
    use super::super::super::check::Verdict;
    use super::*;

    #[test]
    fn a_sweep_is_known_by_its_input() {
        assert!(is_sweep(r#"{ "Sweep": true, "All": true }"#));
        for other in [r#"{ "detail": { "ImageId": "ami-1" } }"#, r#"{ "Sweep": "true" }"#, "", "[]"] {
            assert!(!is_sweep(other), "{other}");
        }
    }

    #[test]
    fn the_last_sweep_is_recent_and_succeeded() {
        let now: Timestamp = "2026-11-21T13:05:00Z".parse().unwrap();
        for (began, state, verdict) in [
            ("2026-11-21T12:05:00Z", State::Succeeded, Verdict::Good),
            ("2026-11-21T13:04:59Z", State::Running, Verdict::Good),
            ("2026-11-21T12:05:00Z", State::Failed, Verdict::Wrong),
            ("2026-11-21T11:04:00Z", State::Succeeded, Verdict::Wrong),
        ] {
            let sweep = Listed {
                arn: "arn".to_owned(),
                name: "n".to_owned(),
                state,
                started_at: Some(began.parse().unwrap()),
                ended_at: None,
            };
            assert_eq!(found(&sweep, now).verdict, verdict, "{began} {state:?}");
        }
    }
}
