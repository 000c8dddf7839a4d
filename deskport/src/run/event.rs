//! An event of an execution's history, without types of the SDK.

use deskport_shared::secret::Secret;
use jiff::Timestamp;

/// An event.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// Its number within the history.
    pub(crate) id: i64,
    /// When it happened.
    pub(crate) at: Option<Timestamp>,
    /// What happened.
    pub(crate) what: What,
}

/// What happened.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// A state was entered.
    StateEntered {
        /// The state's name.
        state: String,
    },
    /// A call was about to be made.
    TaskScheduled {
        /// What is called, and whether its end is waited for: `invoke`, `invoke.waitForTaskToken`, `startExecution.sync:2`.
        resource: String,
        /// How long the task may take, in seconds.
        timeout: Option<i64>,
        /// The call's arguments as JSON: they may hold a task token.
        arguments: Secret,
    },
    /// A call succeeded.
    TaskSucceeded {
        /// Its result as JSON.
        output: String,
    },
    /// A call failed.
    TaskFailed {
        /// The error's name.
        error: String,
        /// What it says.
        cause: String,
    },
    /// The execution ended.
    Ended {
        /// Its output as JSON, where it succeeded.
        output: Option<String>,
    },
    /// Anything else.
    Other,
}
