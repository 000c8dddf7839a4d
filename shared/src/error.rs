//! The errors that Step Functions sees. Their names are the contract with the state machines' `Retry` and
//! `Catch`; a test holds them against the machines.

use crate::{bounds, foreign};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The class of an error, by what is to be done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Class {
    /// The function's input is wrong.
    InvalidRequest,
    /// Another image has the name.
    NameTaken,
    /// Too many calls: retry.
    Throttled,
    /// The service did not respond, or not now: retry.
    ServiceUnavailable,
    /// A quota is full: wait for a slot.
    QuotaExceeded,
    /// The service said no: give up and explain.
    Rejected,
    /// A fault of Deskport itself.
    Defect,
}

impl Class {
    /// Every class.
    pub const ALL: [Self; 7] = [
        Self::InvalidRequest,
        Self::NameTaken,
        Self::Throttled,
        Self::ServiceUnavailable,
        Self::QuotaExceeded,
        Self::Rejected,
        Self::Defect,
    ];

    /// The `errorType` that Step Functions sees.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "InvalidRequest",
            Self::NameTaken => "NameTaken",
            Self::Throttled => "Throttled",
            Self::ServiceUnavailable => "ServiceUnavailable",
            Self::QuotaExceeded => "QuotaExceeded",
            Self::Rejected => "Rejected",
            Self::Defect => "Defect",
        }
    }

    /// Whether the same call may succeed a little later.
    pub const fn retryable(self) -> bool {
        match self {
            Self::Throttled | Self::ServiceUnavailable => true,
            Self::InvalidRequest | Self::NameTaken | Self::QuotaExceeded | Self::Rejected | Self::Defect => {
                false
            }
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An error that a function ends with. Its `Display` is the `errorMessage`: `CODE: message`, which the
/// notification takes apart again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Failure {
    /// What is to be done about it.
    pub class: Class,
    /// The service's own code, or the class's name where no service spoke.
    pub code: String,
    /// What the service said, or what Deskport found.
    pub message: String,
}

impl Failure {
    /// A failure with a code of its own. Both texts may come from outside: they are bounded, on one line.
    pub fn new(class: Class, code: impl AsRef<str>, message: impl AsRef<str>) -> Self {
        let code = bounds::text(&foreign::line(code.as_ref()), bounds::CODE_MAX);
        let message = bounds::text(&foreign::line(message.as_ref()), bounds::MESSAGE_MAX);
        Self { class, code, message }
    }

    /// A failure that no service reported: its code is the class's name.
    pub fn own(class: Class, message: impl AsRef<str>) -> Self {
        Self::new(class, class.as_str(), message)
    }
}

/// Takes an `errorMessage` apart into code and message.
pub fn split(message: &str) -> Option<(&str, &str)> {
    let (code, rest) = message.split_once(": ")?;
    let is_code = !code.is_empty() && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '_');
    is_code.then_some((code, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_taken_apart_as_it_was_put_together() {
        let failure = Failure {
            class: Class::Rejected,
            code: "AccessDeniedException".to_owned(),
            message: "not authorized: workspaces:ImportWorkspaceImage".to_owned(),
        };
        assert_eq!(split(&failure.to_string()), Some((failure.code.as_str(), failure.message.as_str())));
        assert_eq!(split("Task timed out: 30 s"), None);
        assert_eq!(split(""), None);
    }

    #[test]
    fn a_cause_can_be_read_whole_from_what_the_machines_keep_of_it() {
        for hostile in ["x", "\"", "\\", "\n", "\u{1}", "東", "\u{202e}"] {
            let failure =
                Failure::new(Class::ServiceUnavailable, hostile.repeat(500), hostile.repeat(10_000));
            let cause =
                serde_json::json!({ "errorType": failure.class, "errorMessage": failure.to_string() })
                    .to_string();
            assert!(cause.chars().count() <= 1000, "{hostile:?}: {}", cause.len());
        }
    }

    #[test]
    fn only_throttling_and_unavailability_are_retried() {
        let retried: Vec<_> = Class::ALL.into_iter().filter(|c| c.retryable()).collect();
        assert_eq!(retried, [Class::Throttled, Class::ServiceUnavailable]);
    }
}
