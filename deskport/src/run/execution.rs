//! An execution, without types of the SDK.

use deskport_shared::outcome::Outcome;
use jiff::Timestamp;
use serde::Serialize;

/// How an execution stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum State {
    /// It goes on.
    Running,
    /// It ended well.
    Succeeded,
    /// It ended with an error.
    Failed,
    /// Its time was over.
    TimedOut,
    /// Somebody stopped it.
    Aborted,
    /// Anything that AWS adds.
    Unknown,
}

impl State {
    /// From the status that Step Functions gives.
    pub(crate) fn from_aws(status: &str) -> Self {
        match status {
            // A run that is redriven goes on.
            "RUNNING" | "PENDING_REDRIVE" => Self::Running,
            "SUCCEEDED" => Self::Succeeded,
            "FAILED" => Self::Failed,
            "TIMED_OUT" => Self::TimedOut,
            "ABORTED" => Self::Aborted,
            _ => Self::Unknown,
        }
    }

    /// As Step Functions names it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
            Self::Unknown => "UNKNOWN",
        }
    }

    /// The exit code of a verb that reports it: 0 done, 1 failed, 3 still running.
    pub(crate) const fn exit_code(self) -> u8 {
        match self {
            Self::Succeeded => 0,
            Self::Failed | Self::TimedOut | Self::Aborted | Self::Unknown => 1,
            Self::Running => 3,
        }
    }
}

/// An execution, as a list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// Its ARN.
    pub(crate) arn: String,
    /// Its name: the run's, for `import`.
    pub(crate) name: String,
    /// How it stands.
    pub(crate) state: State,
    /// When it began.
    pub(crate) started_at: Option<Timestamp>,
    /// When it ended.
    pub(crate) ended_at: Option<Timestamp>,
}

/// An execution, described.
#[derive(Clone, Debug)]
pub(crate) struct Execution {
    /// Its ARN.
    pub(crate) arn: String,
    /// Its name.
    pub(crate) name: String,
    /// How it stands.
    pub(crate) state: State,
    /// When it began.
    pub(crate) started_at: Option<Timestamp>,
    /// When it ended.
    pub(crate) ended_at: Option<Timestamp>,
    /// Its input as JSON.
    pub(crate) input: Option<String>,
    /// Its output as JSON, where it succeeded.
    pub(crate) output: Option<String>,
    /// The error's name, where it failed.
    pub(crate) error: Option<String>,
    /// What the error says, where it failed.
    pub(crate) cause: Option<String>,
}

impl Execution {
    /// The outcome that a run of `import` ended with: its output, or its cause where it failed. `None` while it goes on, and where it
    /// broke off.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        let texts = [self.cause.as_deref(), self.output.as_deref()];
        texts.into_iter().flatten().find_map(|text| serde_json::from_str(text).ok())
    }
}

/// A time of AWS's, from milliseconds since the epoch.
pub(crate) fn time(milliseconds: Option<i64>) -> Option<Timestamp> {
    Timestamp::from_millisecond(milliseconds?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_of_step_functions_is_known() {
        // API reference of DescribeExecution, `status`.
        for (status, code) in [
            ("RUNNING", 3),
            ("SUCCEEDED", 0),
            ("FAILED", 1),
            ("TIMED_OUT", 1),
            ("ABORTED", 1),
            ("PENDING_REDRIVE", 3),
        ] {
            let state = State::from_aws(status);
            assert_eq!(state.exit_code(), code, "{status}");
            assert_ne!(state, State::Unknown, "{status}");
            assert!(state.as_str() == status || status == "PENDING_REDRIVE");
        }
        assert_eq!(State::from_aws("NEW"), State::Unknown);
    }
}
