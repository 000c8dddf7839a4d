//! The calls that arrived, in order.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::Value;

/// The journal keeps this many calls; older ones are forgotten.
pub const JOURNAL_LENGTH: usize = 10_000;

/// One call.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Entry {
    /// Which call it is, from 1.
    pub number: u64,
    /// When it arrived, in seconds of virtual time since the epoch.
    pub time: f64,
    /// Who called: a role's logical id, or `administrator`.
    pub caller: String,
    /// The Region that it was made in.
    pub region: String,
    /// The service, `workspaces` or `appstream`.
    pub service: &'static str,
    /// The operation.
    pub operation: String,
    /// What was asked for, AppCatalogConfig redacted.
    pub input: Value,
    /// How it ended.
    pub outcome: Outcome,
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "Status", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// It succeeded.
    Ok,
    /// It returned an error.
    #[serde(rename_all = "PascalCase")]
    Fault {
        /// The error's name.
        code: String,
        /// Its text.
        message: String,
    },
    /// It took effect, but the response was lost on command.
    ReplyLost,
}

/// A call that is written down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Called<'a> {
    pub(crate) caller: &'a str,
    pub(crate) region: &'a str,
    pub(crate) service: &'static str,
    pub(crate) operation: &'a str,
    pub(crate) input: &'a Value,
}

/// The calls so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Journal {
    entries: VecDeque<Entry>,
    last_number: u64,
}

impl Journal {
    /// Records a call.
    pub(crate) fn write(&mut self, time: f64, called: &Called<'_>, outcome: Outcome) {
        self.last_number += 1;
        if self.entries.len() == JOURNAL_LENGTH {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry {
            number: self.last_number,
            time,
            caller: called.caller.to_owned(),
            region: called.region.to_owned(),
            service: called.service,
            operation: called.operation.to_owned(),
            input: redacted(called.input),
            outcome,
        });
    }

    pub(crate) fn entries(&self) -> Vec<Entry> {
        self.entries.iter().cloned().collect()
    }
}

/// The input without what must not be shown.
fn redacted(input: &Value) -> Value {
    let mut input = input.clone();
    if let Some(config) = input.as_object_mut().and_then(|input| input.get_mut("AppCatalogConfig")) {
        *config = Value::from("[redacted]");
    }
    input
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn called<'a>(service: &'static str, operation: &'a str, input: &'a Value) -> Called<'a> {
        Called { caller: "StartImportRole", region: "eu-west-1", service, operation, input }
    }

    #[test]
    fn the_catalogue_is_never_written_down() {
        let mut journal = Journal::default();
        let input = json!({ "Name": "a", "AppCatalogConfig": [{ "AbsoluteAppPath": "C:\\secret" }] });
        journal.write(1.0, &called("appstream", "CreateImportedImage", &input), Outcome::Ok);
        let written = serde_json::to_string(&journal.entries()).unwrap_or_default();
        assert!(written.contains("[redacted]") && !written.contains("secret"), "{written}");
        assert!(written.contains(r#""Outcome":{"Status":"OK"}"#), "{written}");
    }

    #[test]
    fn the_oldest_calls_are_forgotten() {
        let mut journal = Journal::default();
        for _ in 0..=JOURNAL_LENGTH {
            journal.write(0.0, &called("workspaces", "DescribeAccount", &json!({})), Outcome::ReplyLost);
        }
        let entries = journal.entries();
        assert_eq!((entries.len(), entries[0].number), (JOURNAL_LENGTH, 2));
    }
}
