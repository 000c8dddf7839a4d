//! The events that Deskport puts on the default bus of Amazon EventBridge: one for each finished run, one for each finished step.
//! Others build on them, so their form has a version; docs/events.md describes it, and `schema/` holds it.

use crate::outcome::{Outcome, StepOutcome};
use serde::Serialize;

/// Where every event is from.
pub const SOURCE: &str = "deskport";
/// The kind of event that says how a run ended.
pub const RUN_FINISHED: &str = "Deskport Run Finished";
/// The kind of event that says how a step ended.
pub const STEP_FINISHED: &str = "Deskport Step Finished";
/// The version of a detail's form. What only adds members keeps it.
pub const VERSION: &str = "1";

/// The largest detail, in bytes of JSON. EventBridge takes entries of less than 256 KB (`PutEvents`, "Calculating entry size") and
/// bills each 64 KB as an event; a target such as SQS takes no more either.
pub const DETAIL_MAX: usize = 60 * 1024;

/// An entry of `PutEvents`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Event {
    source: &'static str,
    detail_type: &'static str,
    detail: Detail,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Detail {
    version: &'static str,
    #[serde(flatten)]
    of: Of,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Of {
    Run(Box<Outcome>),
    Step(Box<Step>),
}

/// A step with the run that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Step {
    run: String,
    dry_run: bool,
    #[serde(flatten)]
    outcome: StepOutcome,
}

impl Event {
    /// How a run ended: its outcome, as the notification has it, in less room.
    pub fn of_run(outcome: Outcome) -> Self {
        Self::new(RUN_FINISHED, Of::Run(Box::new(outcome.readable().within(DETAIL_MAX))))
    }

    /// How a step of a run ended.
    pub fn of_step(run: String, dry_run: bool, outcome: StepOutcome) -> Self {
        Self::new(STEP_FINISHED, Of::Step(Box::new(Step { run, dry_run, outcome: outcome.readable() })))
    }

    const fn new(detail_type: &'static str, of: Of) -> Self {
        Self { source: SOURCE, detail_type, detail: Detail { version: VERSION, of } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn step() -> Value {
        json!({ "Path": "/Imports/0", "Operation": "CreateImportedImage", "Name": "n".repeat(100), "Status": "FAILED",
            "ImageArn": format!("arn:aws-us-gov:appstream:us-gov-west-1:111122223333:image/{}", "n".repeat(100)),
            "StartedAt": "2026-11-21T04:05:09.000Z", "EndedAt": "2026-11-21T07:31:00.000Z", "Polls": 43, "WaitedForQuotaSeconds": 0,
            "Error": { "Code": "Rejected", "Message": json!({ "errorMessage": format!("DomainJoined: {}", "\u{1}".repeat(9_000)) }).to_string() } })
    }

    #[test]
    fn a_step_is_told_with_its_run_and_a_readable_error() {
        let event = Event::of_step("run-1".to_owned(), false, serde_json::from_value(step()).unwrap());
        let event = serde_json::to_value(event).unwrap();
        assert_eq!((&event["Source"], &event["DetailType"]), (&SOURCE.into(), &STEP_FINISHED.into()));
        let detail = &event["Detail"];
        assert_eq!(
            (&detail["Version"], &detail["Run"], &detail["DryRun"]),
            (&VERSION.into(), &"run-1".into(), &false.into())
        );
        assert_eq!(
            (&detail["Operation"], &detail["Error"]["Code"]),
            (&"CreateImportedImage".into(), &"DomainJoined".into())
        );
        assert!(!detail["Error"]["Remedy"].as_str().unwrap().is_empty());
        assert_eq!(detail.get("WaitedForQuotaSeconds"), None);
        assert!(detail.to_string().len() < DETAIL_MAX);
    }

    #[test]
    fn a_run_of_the_largest_size_still_names_every_step() {
        let steps = vec![step(); 10];
        let import = json!({ "Status": "FAILED", "Steps": steps });
        let outcome = json!({ "Status": "FAILED", "Run": "r", "StartedAt": "s", "EndedAt": "e", "Violations": [],
            "Imports": vec![import; 10] });
        let event = serde_json::to_value(Event::of_run(serde_json::from_value(outcome).unwrap())).unwrap();
        assert_eq!(event["DetailType"], RUN_FINISHED);
        let detail = event["Detail"].to_string();
        assert!(detail.len() <= DETAIL_MAX + "\"Version\":\"1\",".len(), "{}", detail.len());
        assert_eq!(event["Detail"]["Imports"][9]["Steps"].as_array().unwrap().len(), 10);
    }
}
