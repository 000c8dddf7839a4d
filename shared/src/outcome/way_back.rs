//! The way back: a request that sets what a run has changed to what was there before.

use super::{Outcome, StepOutcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request that can be started as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct WayBack {
    /// One entry for each thing that was changed.
    pub imports: Vec<Value>,
}

impl WayBack {
    /// The way back from an outcome; `None` where nothing was changed.
    pub(super) fn of(outcome: &Outcome) -> Option<Self> {
        let steps = outcome.imports.iter().flat_map(|import| &import.steps);
        let imports: Vec<_> = steps.filter(|_| !outcome.dry_run).filter_map(entry).collect();
        (!imports.is_empty()).then_some(Self { imports })
    }
}

fn entry(step: &StepOutcome) -> Option<Value> {
    let before = step.changed_from()?;
    let body = step.operation.definition().way_back?(step, before)?;
    let region = step.region.as_ref().map(|region| ("Region".to_owned(), Value::from(region.as_str())));
    let members = [(step.operation.to_string(), body)];
    Some(Value::Object(members.into_iter().chain(region).collect()))
}
