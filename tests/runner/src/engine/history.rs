//! How many events an execution's history holds, and what a machine reads of them.

use super::{Engine, Execution, TaskError, Ticket};
use crate::asl::Resource;
use crate::jsonata::{from_json, to_json};
use crate::machines::Name;
use serde_json::{Value, json};

impl Engine<'_> {
    /// Counts events of a thread's execution.
    pub(super) fn count(&mut self, thread: usize, events: u32) {
        self.executions[self.threads[thread].execution].events += events;
    }

    /// A state is entered: one event.
    pub(super) fn note_entry(&mut self, thread: usize) {
        self.note_state(thread, "StateEnteredEventDetails");
    }

    /// A state is left: one event.
    pub(super) fn note_exit(&mut self, thread: usize) {
        self.note_state(thread, "StateExitedEventDetails");
    }

    /// Only histories of `import` are read.
    fn note_state(&mut self, thread: usize, details: &'static str) {
        self.count(thread, 1);
        let thread = &self.threads[thread];
        let execution = &mut self.executions[thread.execution];
        if execution.of == Name::Import {
            execution.states.push((execution.events, details, thread.state.clone()));
        }
    }

    /// Returns what a machine asks about an execution.
    pub(super) fn read_execution(&mut self, ticket: Ticket, resource: Resource, asked: &Value) {
        let arn = asked["ExecutionArn"].as_str().unwrap_or_default();
        let result = match self.executions.iter().find(|execution| execution.arn == arn) {
            Some(execution) if resource == Resource::DescribeExecution => {
                Ok(from_json(&described(execution)))
            }
            Some(execution) => {
                let most = asked["MaxResults"].as_u64().unwrap_or_default();
                Ok(from_json(&json!({ "Events": last_events(execution, most) })))
            }
            None => Err(TaskError::new("Sfn.ExecutionDoesNotExistException", arn)),
        };
        self.finish_task(ticket, result);
    }
}

/// An execution as DescribeExecution has it: its input and its output are text.
fn described(execution: &Execution) -> Value {
    let mut reported =
        json!({ "ExecutionArn": execution.arn, "Name": execution.name, "Status": execution.status.as_str() });
    reported["Input"] = Value::from(to_json(&execution.input).to_string());
    if let Some(error) = &execution.error {
        reported["Error"] = Value::from(error.error.as_str());
        reported["Cause"] = Value::from(error.cause.as_str());
    }
    if let Some(output) = &execution.output {
        reported["Output"] = Value::from(to_json(output).to_string());
    }
    reported
}

/// The last events, newest first: only those that enter or leave a state have more than their number.
fn last_events(execution: &Execution, most: u64) -> Vec<Value> {
    let last =
        execution.states.iter().rev().filter(|(at, ..)| u64::from(*at) + most > u64::from(execution.events));
    last.map(|(at, details, state)| json!({ "Id": at, *details: { "Name": state } })).collect()
}
