//! The notification's texts: a subject and a plain text that a person understands without AWS's documentation. The words are
//! in `shared/templates/`.

mod answer;
pub mod chat;
mod not_taken_up;
mod question;
mod started;
mod view;
mod way_on;

pub use not_taken_up::not_taken_up;
pub use question::{Asked, Question, Shown};
pub use way_on::{again, ways};

use crate::console::Console;
use crate::namespace::Namespace;
use crate::outcome::Outcome;
use crate::{bounds, foreign};
use askama::Template;
use serde_json::json;
use view::{Subject, Text};

/// Where a run is: what the links and the advice of a notification name.
#[derive(Clone, Debug, Default)]
pub struct Place<'a> {
    /// For the links, if it is known.
    pub console: Option<Console<'a>>,
    /// The stack's.
    pub namespace: Namespace,
}

/// A notification as Amazon SNS takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// At most 100 printable ASCII characters.
    pub subject: String,
    /// One text for each protocol, as `MessageStructure` `json` has it.
    pub body: String,
    /// What subscribers filter on.
    pub attributes: Vec<(&'static str, String)>,
}

/// The largest body, in bytes: Amazon SNS takes 256 KiB, attributes and subject included.
const BODY_MAX: usize = 250 * 1024;
/// The largest outcome within it, in bytes: the first with which the body fits. The body has it once for each protocol.
const OUTCOMES: [usize; 6] = [bounds::OUTCOME_MAX, 56 * 1024, 40 * 1024, 24 * 1024, 12 * 1024, 4 * 1024];

/// Composes the notification: text for people by default, the outcome as JSON for machines.
pub fn compose(outcome: &Outcome, place: &Place<'_>) -> Message {
    let mut attributes = vec![
        ("Status", outcome.status.as_str().to_owned()),
        ("DryRun", outcome.dry_run.to_string()),
        ("Run", outcome.run.clone()),
    ];
    // SNS takes no attribute without a value.
    let id = outcome.ec2_image_id.as_deref().map(foreign::line).filter(|id| !id.is_empty());
    attributes.extend(id.map(|id| ("Ec2ImageId", id)));
    let text = text(outcome, place);
    let mut bodies = OUTCOMES.into_iter().map(|most| body(&text, &outcome.clone().within(most)));
    let body = bodies.find(|body| body.len() <= BODY_MAX);
    Message {
        subject: subject(outcome, &place.namespace),
        body: body.unwrap_or_else(|| json!({ "default": text }).to_string()),
        attributes,
    }
}

fn body(text: &str, outcome: &Outcome) -> String {
    let machine = serde_json::to_string(outcome).unwrap_or_default();
    json!({ "default": text, "sqs": machine, "lambda": machine, "http": machine, "https": machine })
        .to_string()
}

/// The longest subject that Amazon SNS takes, in characters.
const SUBJECT_MAX: usize = 100;
/// The longest text for people, in bytes: the JSON has its own share of what SNS takes.
const TEXT_MAX: usize = 48 * 1024;
/// The longest list of violations in it, in bytes of their JSON.
const VIOLATIONS_MAX: usize = 32 * 1024;
/// The longest list of warnings in it, in bytes of their JSON.
const WARNINGS_MAX: usize = 8 * 1024;
/// How long messages and remedies may be, in bytes: the next is tried if the text is too long.
const SHORTER: [usize; 5] = [bounds::REMEDY_MAX, 300, 120, 60, 0];

/// The subject: at most 100 printable ASCII characters.
pub fn subject(outcome: &Outcome, namespace: &Namespace) -> String {
    let subject = rendered(&Subject::of(outcome, namespace));
    let printable = |c: char| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' };
    subject.trim_end().chars().map(printable).take(SUBJECT_MAX).collect()
}

/// The plain text, as an e-mail has it. If it would be too long, the texts of the failures are shortened step by step, then
/// left out; every image is still named.
pub fn text(outcome: &Outcome, place: &Place<'_>) -> String {
    let mut outcome = outcome.clone();
    outcome.violations = bounds::violations(outcome.violations, VIOLATIONS_MAX);
    outcome.warnings = bounds::violations(outcome.warnings, WARNINGS_MAX);
    let cut = SHORTER.map(|longest| (outcome.clone().with_texts_of(longest), false));
    let bare = (outcome.with_texts_of(0), true);
    let texts = cut.into_iter().chain([bare]);
    let mut last = String::new();
    for (outcome, bare) in texts {
        last = rendered(&Text::of(&outcome, place, bare)) + "\n";
        if last.len() <= TEXT_MAX {
            return last;
        }
    }
    bounded(&last)
}

/// A template writes into a string, which can't fail, and calls nothing that does.
fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

/// Only an outcome with hundreds of steps is cut here.
fn bounded(text: &str) -> String {
    let end = text.floor_char_boundary(TEXT_MAX);
    format!("{}\n... cut here: the JSON of this notification holds the rest.\n", &text[..end])
}

#[cfg(test)]
mod tests;
