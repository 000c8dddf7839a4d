//! Why a verb could not be done: one type for what AWS said, what the connection lacks, and what was asked wrongly. Printed once, at
//! the edge.

use crate::escape;
use crate::input::Failure;
use anstyle::{AnsiColor, Style};
use deskport_shared::remedy::Failed;
use serde::Serialize;
use std::fmt::Write as _;

const BAD: Style = AnsiColor::Red.on_default().bold();
const BOLD: Style = Style::new().bold();
/// What codes of a permission that is missing hold; the last is EC2's.
const DENIED: [&str; 3] = ["AccessDenied", "UnauthorizedException", "UnauthorizedOperation"];
/// What the code of a key that may not be used begins with (Step Functions API Reference, `KmsAccessDeniedException`).
const KEY_DENIED: &str = "KmsAccessDenied";

/// What kind of trouble it is: what a verb that goes on for long decides by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    /// What was asked can't be done as it was asked: exit code 1.
    Asked,
    /// There is no such thing: exit code 1.
    NotThere,
    /// Deskport or AWS could not do it.
    #[default]
    Failed,
    /// Too many calls: later they may succeed.
    Throttled,
    /// No response: later there may be one.
    Unreachable,
    /// The credentials are missing or their time is over: once they are renewed it may succeed.
    Credentials,
}

/// Why a verb could not be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Trouble {
    #[serde(skip)]
    pub(crate) kind: Kind,
    // In a box: every verb's result has room for it.
    said: Box<Said>,
}

/// What is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Said {
    /// What is wrong.
    #[serde(rename = "Error")]
    message: String,
    /// The AWS call, as IAM names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<String>,
    /// AWS's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// AWS's id of the request, for AWS Support.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    /// The wrong line of a text, where it may be shown; for a person alone.
    #[serde(skip)]
    excerpt: Option<String>,
}

impl Trouble {
    /// Something that no service reported.
    pub(crate) fn own(message: impl Into<String>) -> Self {
        Self { kind: Kind::Failed, said: Box::new(Said { message: message.into(), ..Said::default() }) }
    }

    /// What was asked can't be done as it was asked.
    pub(crate) fn asked(message: impl Into<String>) -> Self {
        Self { kind: Kind::Asked, ..Self::own(message) }
    }

    /// There is no such thing.
    pub(crate) fn not_there(message: impl Into<String>) -> Self {
        Self { kind: Kind::NotThere, ..Self::own(message) }
    }

    /// What a service reported, or that it gave no response.
    pub(crate) fn of_call(
        kind: Kind,
        call: &str,
        code: Option<&str>,
        message: impl Into<String>,
        request_id: Option<&str>,
    ) -> Self {
        let message = message.into();
        let hint = hint(kind, call, code, &message);
        let said = Said {
            message,
            call: Some(call.to_owned()),
            code: code.map(str::to_owned),
            request_id: request_id.map(str::to_owned),
            hint,
            excerpt: None,
        };
        Self { kind, said: Box::new(said) }
    }

    /// AWS's code.
    pub(crate) fn code(&self) -> Option<&str> {
        self.said.code.as_deref()
    }

    /// With what to do.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.said.hint = Some(hint.into());
        self
    }

    /// The exit code.
    pub(crate) const fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Asked | Kind::NotThere => 1,
            Kind::Failed | Kind::Throttled | Kind::Unreachable | Kind::Credentials => 2,
        }
    }

    /// Whether the same may succeed later, without another command.
    pub(crate) const fn passes(&self) -> bool {
        match self.kind {
            Kind::Throttled | Kind::Unreachable | Kind::Credentials => true,
            Kind::Asked | Kind::NotThere | Kind::Failed => false,
        }
    }

    /// Whether a permission is missing.
    pub(crate) fn is_denied(&self) -> bool {
        self.code().is_some_and(is_denial)
    }

    /// The likely cause and what to do about it.
    pub(crate) fn what_to_do(&self) -> Option<&str> {
        self.said.hint.as_deref()
    }

    /// In one line, for a note while something goes on.
    pub(crate) fn line(&self) -> String {
        let mut text = String::new();
        if let Some(call) = &self.said.call {
            let _ = write!(text, "{}: ", escape::line(call));
        }
        if let Some(code) = &self.said.code {
            let _ = write!(text, "{}: ", escape::line(code));
        }
        text + &escape::line(&self.said.message)
    }

    /// For a person.
    pub(crate) fn text(&self) -> String {
        let mut text = format!("{BAD}deskport{BAD:#}: {}\n", self.line());
        text.push_str(self.said.excerpt.as_deref().unwrap_or_default());
        if let Some(id) = &self.said.request_id {
            let _ = writeln!(text, "  request id: {}", escape::line(id));
        }
        if let Some(hint) = &self.said.hint {
            let _ = writeln!(text, "  {BOLD}hint{BOLD:#}: {}", escape::line(hint));
        }
        text
    }
}

fn is_denial(code: &str) -> bool {
    DENIED.iter().any(|denied| code.contains(denied))
}

impl From<Failure> for Trouble {
    /// A text that can't be read.
    fn from(failure: Failure) -> Self {
        let mut trouble = Self::own(failure.message);
        trouble.said.excerpt = failure.excerpt;
        trouble
    }
}

/// The likely cause and what to do about it.
fn hint(kind: Kind, call: &str, code: Option<&str>, message: &str) -> Option<String> {
    match kind {
        Kind::Credentials => Some(
            "Sign in (aws sso login, or aws configure) and try again; --profile names the profile. `aws sts get-caller-identity` says who \
             you are."
                .to_owned(),
        ),
        Kind::Throttled => Some("AWS has too many calls from this account at the moment: try again in a minute.".to_owned()),
        Kind::Unreachable => {
            Some("Look at the network, the proxy (HTTPS_PROXY) and the Region; --region names it.".to_owned())
        }
        Kind::Asked | Kind::NotThere | Kind::Failed => {
            let code = code?;
            if code.starts_with(KEY_DENIED) {
                return Some(
                    "The executions are encrypted with the stack's KmsKeyArn: whoever reads them needs kms:Decrypt on that key, by a policy \
                     of their own or the key's; docs/security.md has both."
                        .to_owned(),
                );
            }
            if is_denial(code) {
                return Some(format!(
                    "Whoever runs deskport needs the permission {call}; docs/command.md lists what each verb needs."
                ));
            }
            let failed = Failed { code, operation: None, message };
            failed.meaning().map(|meaning| format!("{meaning} {}", failed.remedy()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_aws_said_stands_with_call_id_and_hint() {
        let trouble = Trouble::of_call(
            Kind::Failed,
            "states:ListExecutions",
            Some("AccessDeniedException"),
            "not authorized\u{1b}[2J",
            Some("abc-1"),
        );
        assert_eq!(
            anstream::adapter::strip_str(&trouble.text()).to_string(),
            "deskport: states:ListExecutions: AccessDeniedException: not authorized\\u001b[2J\n  request id: abc-1\n  hint: Whoever runs \
             deskport needs the permission states:ListExecutions; docs/command.md lists what each verb needs.\n"
        );
        assert_eq!((trouble.exit_code(), trouble.passes()), (2, false));
    }

    #[test]
    fn a_key_that_may_not_be_used_is_named_and_not_the_call() {
        let denied = |code| {
            let call = "states:DescribeExecution";
            Trouble::of_call(Kind::Failed, call, Some(code), "no", None)
                .what_to_do()
                .unwrap_or_default()
                .to_owned()
        };
        assert!(denied("KmsAccessDeniedException").contains("kms:Decrypt"));
        assert!(denied("AccessDeniedException").contains("the permission states:DescribeExecution"));
    }

    #[test]
    fn what_passes_is_kept_apart_from_what_does_not() {
        for (kind, passes, code) in [
            (Kind::Throttled, true, 2),
            (Kind::Unreachable, true, 2),
            (Kind::Credentials, true, 2),
            (Kind::Failed, false, 2),
            (Kind::Asked, false, 1),
            (Kind::NotThere, false, 1),
        ] {
            let trouble = Trouble::of_call(kind, "sts:GetCallerIdentity", None, "x", None);
            assert_eq!((trouble.passes(), trouble.exit_code()), (passes, code), "{kind:?}");
        }
    }
}
