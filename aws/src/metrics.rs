//! Metrics as lines of the log: a function says what it counts, and the log writes it in CloudWatch's embedded metric format, with the
//! stack and the time.
//!
//! Lambda sends each line that a function writes to its log group. With `LogFormat: JSON` it leaves a line that is JSON already as it
//! is (Lambda Developer Guide, "Configuring JSON and plain text log formats"), and drops one whose `level` is below the function's; a
//! metric's is INFO. Unverified on a live account: that nothing is added around such a line of an OS-only runtime (`provided.al2023`).

use deskport_shared::metrics::Line;
use serde_json::{Map, Value};

/// The target of the events that are metrics.
pub(crate) const TARGET: &str = "deskport::metrics";
/// Their field.
const FIELD: &str = "metrics";

/// Counts.
pub fn emit(lines: impl IntoIterator<Item = Line>) {
    for line in lines {
        // The numbers, statuses and codes of a line are always JSON.
        let text = serde_json::to_string(&line).unwrap_or_default();
        tracing::info!(target: TARGET, metrics = text, "counted");
    }
}

/// Puts the members of the embedded metric format into a line of the log in place of the field; `false` where it holds no metrics.
pub(crate) fn write(members: &mut Map<String, Value>, stack: &str, now: i64) -> bool {
    let text = members.shift_remove(FIELD);
    let line = text.as_ref().and_then(Value::as_str).and_then(|text| serde_json::from_str::<Line>(text).ok());
    let found = line.map(|line| line.members(stack, now));
    found.map(|found| members.extend(found)).is_some()
}
