//! What the page sends: the link's parts, and an answer.

use deskport_shared::secret::Secret;
use serde::Deserialize;
use serde_json::Value;

/// The parts of a link.
#[derive(Debug)]
pub(crate) struct Link {
    /// Its token.
    pub(crate) token: Secret,
    /// The execution that waits.
    pub(crate) execution: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) enum Said {
    /// Go on.
    Approve,
    /// Do not, for this reason.
    Refuse(String),
}

/// How a token looks: the hexadecimal form of its bytes.
const TOKEN: usize = 2 * deskport_shared::link::RANDOM;
/// The longest ARN that Step Functions takes, in characters.
const ARN_MAX: usize = 256;
/// The longest reason for a refusal, in characters.
pub(crate) const REASON_MAX: usize = 256;

#[derive(Deserialize)]
struct Sent {
    token: Secret,
    execution: String,
    answer: Option<String>,
    reason: Option<String>,
}

/// What is wrong with what was sent, in words for people.
type Wrong = &'static str;

const NOT_WHOLE: Wrong = "This link is not whole. Open the one in the e-mail again, or copy all of it.";

fn read(body: &[u8]) -> Result<Sent, Wrong> {
    // As a value first: an error of the second step can't quote what was sent.
    let value: Value = serde_json::from_slice(body).map_err(|_| "What was sent is no JSON.")?;
    serde_json::from_value(value).map_err(|_| NOT_WHOLE)
}

fn of_link(token: Secret, execution: String) -> Result<Link, Wrong> {
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let is_token = token.reveal().len() == TOKEN && token.reveal().chars().all(hex);
    let parts: Vec<&str> = execution.split(':').collect();
    let is_execution = execution.chars().count() <= ARN_MAX
        && matches!(parts[..], ["arn", _, "states", _, _, "execution", _, _])
        && !execution.chars().any(|c| c.is_control() || c.is_whitespace());
    if is_token && is_execution { Ok(Link { token, execution }) } else { Err(NOT_WHOLE) }
}

/// Reads a link.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn link(body: &[u8]) -> Result<Link, Wrong> {
    let sent = read(body)?;
    of_link(sent.token, sent.execution)
}

/// Reads an answer.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn answer(body: &[u8]) -> Result<(Link, Said), Wrong> {
    let Sent { token, execution, answer, reason } = read(body)?;
    let link = of_link(token, execution)?;
    match answer.as_deref() {
        Some("APPROVE") => Ok((link, Said::Approve)),
        Some("REFUSE") => {
            let reason = reason.as_deref().unwrap_or_default().trim();
            let count = reason.chars().count();
            if !(1..=REASON_MAX).contains(&count) {
                return Err("A refusal needs a reason of 1 to 256 characters.");
            }
            Ok((link, Said::Refuse(reason.to_owned())))
        }
        Some(_) | None => Err("An answer is either an approval or a refusal."),
    }
}
