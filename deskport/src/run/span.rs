//! What an entry's execution was at, and what happened meanwhile.

use jiff::Timestamp;
use serde::Serialize;

/// What an entry's execution was at for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Phase {
    /// It waits for its turn: entries start a second apart.
    Queued,
    /// It is being started, with retries.
    Starting,
    /// AWS works on it.
    InProgress,
    /// A quota is full.
    WaitingForQuota,
    /// People are asked.
    Asking,
    /// The entries below it run.
    Below,
}

impl Phase {
    /// What a state of the machine `step` is about; `None` for those that take no time.
    pub(super) fn of_state(state: &str) -> Option<Self> {
        match state {
            "Stagger" => Some(Self::Queued),
            "Start" => Some(Self::Starting),
            "Wait" | "Check" => Some(Self::InProgress),
            "WaitForSlot" => Some(Self::WaitingForQuota),
            "Ask" => Some(Self::Asking),
            "StepEnded" => Some(Self::Below),
            _ => None,
        }
    }
}

/// A phase with its times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Span {
    /// What it was at.
    pub(crate) phase: Phase,
    /// From when.
    pub(crate) from: Timestamp,
    /// To when; `None` while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to: Option<Timestamp>,
}

/// Something that happened at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Mark {
    /// When.
    pub(crate) at: Timestamp,
    /// What.
    pub(crate) what: Moment,
}

/// What may happen at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) enum Moment {
    /// A look, and what it saw: AWS's state and progress in percent.
    Looked {
        /// AWS's state.
        #[serde(skip_serializing_if = "Option::is_none")]
        state: Option<String>,
        /// In percent.
        #[serde(skip_serializing_if = "Option::is_none")]
        progress: Option<u8>,
    },
    /// A call failed; most are tried again.
    Failed {
        /// The error's name.
        error: String,
    },
    /// People were asked.
    Asked,
    /// What they answered.
    Answered {
        /// Nobody answered in time: neither.
        #[serde(skip_serializing_if = "Option::is_none")]
        approved: Option<bool>,
        /// Why they refused.
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The operation was called, or its change was made.
    Started {
        /// AWS's state.
        #[serde(skip_serializing_if = "Option::is_none")]
        state: Option<String>,
    },
}
