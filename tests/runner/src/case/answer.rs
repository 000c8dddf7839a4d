//! The result of a case that has run.

use crate::engine::Execution;
use crate::jsonata::to_json;
use crate::record::{Kind, Published};
use crate::run::Report;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// How a case went.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    /// Every execution, in the order of their starts.
    executions: Vec<Ended>,
    /// What notify sent of runs that ended, in order.
    notifications: Vec<Notification>,
    /// The invariants that did not hold.
    violations: Vec<String>,
}

/// An execution, as DescribeExecution returns it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Ended {
    machine: &'static str,
    name: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
}

/// A notification, as its subscribers get it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Notification {
    subject: String,
    /// What e-mail subscribers get.
    text: String,
    /// What queues, functions and web servers get.
    message: Value,
    attributes: BTreeMap<String, String>,
}

impl Answer {
    pub(super) fn of(report: &Report) -> Self {
        // What a machine publishes itself has no attributes there.
        let reported = report
            .record
            .published
            .iter()
            .filter(|reported| reported.kind == Kind::Outcome && !reported.message.attributes.is_empty());
        Self {
            executions: report.ended.executions.iter().map(Ended::of).collect(),
            notifications: reported.map(Notification::of).collect(),
            violations: report.violations.clone(),
        }
    }
}

impl Ended {
    fn of(execution: &Execution) -> Self {
        let error = execution.error.as_ref();
        Self {
            machine: execution.of.as_str(),
            name: execution.name.clone(),
            status: execution.status.as_str(),
            output: execution.output.as_ref().map(to_json),
            error: error.map(|error| error.error.clone()),
            cause: error.map(|error| error.cause.clone()),
        }
    }
}

impl Notification {
    fn of(reported: &Published) -> Self {
        let mut bodies: Value = serde_json::from_str(&reported.message.body).unwrap_or_default();
        Self {
            subject: reported.message.subject.clone(),
            text: reported.text(),
            message: bodies["sqs"].take(),
            attributes: reported.message.attributes.clone(),
        }
    }
}
