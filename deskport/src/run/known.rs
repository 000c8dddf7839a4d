//! The outcome of a run as far as it is known: also of one that goes on, that broke off, or whose outcome was too long to be kept.

use super::entry::Status;
use super::execution::State;
use super::view::Run;
use deskport_shared::outcome::{BrokeOff, ImportOutcome, Outcome};
use deskport_shared::status::RunStatus;
use serde_json::json;

impl Run {
    /// The run's own outcome, or one made of its input and of what its entries' histories say. The cause of a failed execution may be
    /// too short for the steps (32,768 characters, API reference of DescribeExecution): they come from the histories then, and so does
    /// the way back.
    pub(crate) fn known(&self, input: Option<&str>) -> Option<Outcome> {
        let mut outcome = match &self.outcome {
            Some(outcome) => outcome.clone(),
            None => self.without_outcome(input.unwrap_or_default())?,
        };
        if outcome.imports.iter().all(|import| import.steps.is_empty()) {
            outcome.imports = self.imports();
        }
        Some(outcome.readable())
    }

    fn without_outcome(&self, input: &str) -> Option<Outcome> {
        let time = |time: Option<jiff::Timestamp>| time.map(|time| time.to_string()).unwrap_or_default();
        // What Step Functions says of a run that was stopped is what the person wrote, if anything.
        let (error, cause) = match (self.status, self.error.as_deref()) {
            (State::Failed, Some(error)) => (error, ""),
            (status, said) => (status.as_str(), said.unwrap_or_default()),
        };
        let known = json!({ "Run": self.run, "StartedAt": time(self.started_at), "EndedAt": time(self.ended_at),
            "Error": error, "Cause": cause });
        let broke_off: BrokeOff = serde_json::from_value(known).ok()?;
        let mut outcome = broke_off.outcome(input);
        if self.status == State::Running {
            outcome.error = None;
        }
        Some(outcome)
    }

    /// How the entries ended that have, import by import. One that has not did not succeed.
    fn imports(&self) -> Vec<ImportOutcome> {
        let mut imports: Vec<ImportOutcome> = Vec::new();
        for entry in &self.entries {
            if entry.depth() == 0 {
                imports.push(ImportOutcome { status: RunStatus::Succeeded, steps: Vec::new() });
            }
            let Some(import) = imports.last_mut() else { continue };
            if entry.status != Status::Succeeded {
                import.status = RunStatus::Failed;
            }
            import.steps.extend(entry.outcome.clone());
        }
        imports
    }
}
