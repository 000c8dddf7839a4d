//! An execution's history, without types of the SDK: what a question to people leaves in it. The events and their order are those that
//! AWS records for a task with `.waitForTaskToken`: `TaskScheduled` with the call's arguments, `TaskStarted`, `TaskSubmitted` with the
//! call's response, and how the task ended; each names the one before it.

use aws_sdk_sfn::types::HistoryEvent;
use deskport_shared::secret::Secret;

/// An event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Its number within the history.
    pub id: i64,
    /// The number of the event that it follows from.
    pub previous: i64,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum What {
    /// A call was about to be made.
    TaskScheduled {
        /// When, in milliseconds since the epoch.
        at: i64,
        /// How long the task may take, in seconds.
        timeout: Option<i64>,
        /// The call's arguments as JSON: they may hold a task token.
        arguments: Secret,
    },
    /// A call was made, and its task waits.
    TaskSubmitted {
        /// The call's response as JSON.
        response: String,
    },
    /// Somebody ended the task with success.
    TaskSucceeded,
    /// The task failed.
    TaskFailed {
        /// The error's name.
        error: String,
    },
    /// Nobody ended the task in time.
    TaskTimedOut,
    /// The execution itself ended.
    ExecutionEnded,
    /// Anything else.
    Other,
}

impl From<HistoryEvent> for Event {
    fn from(event: HistoryEvent) -> Self {
        Self { id: event.id, previous: event.previous_event_id, what: what(event) }
    }
}

fn what(event: HistoryEvent) -> What {
    // By name: of the some sixty kinds of event few are part of a question.
    match event.r#type.as_str() {
        "TaskScheduled" => match event.task_scheduled_event_details {
            Some(details) => What::TaskScheduled {
                at: event.timestamp.to_millis().unwrap_or_default(),
                timeout: details.timeout_in_seconds,
                arguments: Secret::new(details.parameters),
            },
            None => What::Other,
        },
        "TaskSubmitted" => {
            let response = event.task_submitted_event_details.and_then(|details| details.output);
            What::TaskSubmitted { response: response.unwrap_or_default() }
        }
        "TaskSucceeded" => What::TaskSucceeded,
        "TaskFailed" => {
            let error = event.task_failed_event_details.and_then(|details| details.error);
            What::TaskFailed { error: error.unwrap_or_default() }
        }
        "TaskTimedOut" => What::TaskTimedOut,
        "ExecutionAborted" | "ExecutionFailed" | "ExecutionSucceeded" | "ExecutionTimedOut" => {
            What::ExecutionEnded
        }
        _ => What::Other,
    }
}
