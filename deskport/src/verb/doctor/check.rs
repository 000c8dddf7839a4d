//! What a check is, and what it finds.

use super::patient::Patient;
use crate::trouble::Trouble;
use futures_util::future::LocalBoxFuture;
use serde::Serialize;

/// What a check comes to.
pub(super) type Answer = Result<Finding, Stop>;

/// A check.
#[derive(Debug)]
pub(crate) struct Check {
    /// Its number, for good.
    pub(super) number: u8,
    /// What it is about, in a word or two.
    pub(super) title: &'static str,
    /// What it asks, for a program and the documentation.
    pub(super) about: &'static str,
    /// The page that says more: AWS's, or one of `docs/`.
    pub(super) page: &'static str,
    /// The permissions that it needs.
    pub(super) permissions: &'static [&'static str],
    /// Makes it.
    pub(super) make: for<'a> fn(&'a Patient) -> LocalBoxFuture<'a, Answer>,
}

impl Check {
    /// As people name it.
    pub(super) fn name(&self) -> String {
        format!("D{:02}", self.number)
    }
}

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Verdict {
    /// As it should be.
    Good,
    /// It may be meant so, or be enough.
    Warning,
    /// Something does not work, or will not.
    Wrong,
    /// The check could not be made.
    Unknown,
    /// The check was left out.
    Ignored,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    /// In one line.
    pub(super) found: String,
    /// What of it, a line each.
    pub(super) details: Vec<String>,
    /// What to do.
    pub(super) fix: Option<String>,
}

impl Finding {
    pub(super) fn good(found: impl Into<String>) -> Self {
        Self { verdict: Verdict::Good, found: found.into(), details: Vec::new(), fix: None }
    }

    pub(super) fn warning(found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, fix: Some(fix.into()), ..Self::good(found) }
    }

    pub(super) fn wrong(found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { verdict: Verdict::Wrong, fix: Some(fix.into()), ..Self::good(found) }
    }

    pub(super) fn unknown(found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { verdict: Verdict::Unknown, fix: Some(fix.into()), ..Self::good(found) }
    }

    #[must_use]
    pub(super) fn details(mut self, details: Vec<String>) -> Self {
        self.details = details;
        self
    }
}

/// Why a check could not be made.
#[derive(Clone, Debug)]
pub(super) enum Stop {
    /// AWS did not answer it.
    Trouble(Trouble),
    /// It needs what another check did not find.
    After(&'static Check),
}

impl From<Trouble> for Stop {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

impl Stop {
    /// What it comes to: unknown, which is not good.
    pub(super) fn finding(self, check: &Check) -> Finding {
        let ignore = format!("--ignore {} leaves the check out", check.name());
        match self {
            Self::After(other) => Finding::unknown(
                format!("not checked: it needs what {} did not find", other.name()),
                format!("Fix {} first.", other.name()),
            ),
            Self::Trouble(trouble) if trouble.is_denied() => Finding::unknown(
                format!("not checked: {}", trouble.line()),
                format!("Whoever runs deskport doctor needs {}; {ignore}.", check.permissions.join(" and ")),
            ),
            Self::Trouble(trouble) => {
                let hint = trouble.what_to_do().unwrap_or("Try again later.").trim_end_matches('.');
                Finding::unknown(format!("not checked: {}", trouble.line()), format!("{hint}; {ignore}."))
            }
        }
    }
}
