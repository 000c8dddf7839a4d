//! The notification's texts: a subject and a plain text that a person understands without AWS's documentation. The words are
//! in `shared/templates/`.

mod view;

use crate::console::Console;
use crate::outcome::Outcome;
use askama::Template;
use serde_json::json;
use view::{Subject, Text};

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
/// How long the texts of errors and violations may be, in characters: the next one is tried where a body
/// is too large.
const SHORTER: [usize; 4] = [usize::MAX, 200, 60, 0];

/// Composes the notification: text for people by default, the outcome as JSON for machines. The links are those of
/// `console`, where it is known.
pub fn compose(outcome: &Outcome, console: Option<&Console<'_>>) -> Message {
    let mut attributes = vec![("Status", outcome.status.as_str().to_owned()), ("Run", outcome.run.clone())];
    attributes.extend(outcome.ec2_image_id.clone().map(|id| ("Ec2ImageId", id)));
    let text = text(outcome, console);
    let body = SHORTER.into_iter().map(|longest| body(&text, &shortened(outcome, longest)));
    let mut bodies = body.skip_while(|body| body.len() > BODY_MAX);
    // Even the shortest is too large only where a request has thousands of violations: people get the text.
    let body = bodies.next().unwrap_or_else(|| json!({ "default": text }).to_string());
    Message { subject: subject(outcome), body, attributes }
}

fn body(text: &str, outcome: &Outcome) -> String {
    let machine = serde_json::to_string(outcome).unwrap_or_default();
    json!({ "default": text, "sqs": machine, "lambda": machine, "http": machine, "https": machine })
        .to_string()
}

fn shortened(outcome: &Outcome, longest: usize) -> Outcome {
    let mut outcome = outcome.clone();
    let errors = outcome.imports.iter_mut().flat_map(|i| &mut i.steps).filter_map(|s| s.error.as_mut());
    for error in errors {
        cut(&mut error.message, longest);
        cut(&mut error.remedy, longest);
    }
    for violation in &mut outcome.violations {
        cut(&mut violation.given, longest);
        cut(&mut violation.allowed, longest);
        cut(&mut violation.source, longest);
    }
    outcome
}

fn cut(text: &mut String, longest: usize) {
    if let Some((end, _)) = text.char_indices().nth(longest) {
        text.truncate(end);
    }
}

/// The longest subject that Amazon SNS takes, in characters.
const SUBJECT_MAX: usize = 100;
/// The largest message that Amazon SNS takes is 256 KiB for all its texts together; the JSON has its own
/// share, so the text for people keeps below this, in bytes.
const TEXT_MAX: usize = 32 * 1024;

/// The subject: at most 100 printable ASCII characters.
pub fn subject(outcome: &Outcome) -> String {
    let subject = rendered(&Subject::of(outcome));
    let printable = |c: char| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' };
    subject.trim_end().chars().map(printable).take(SUBJECT_MAX).collect()
}

/// The plain text, as an e-mail has it.
pub fn text(outcome: &Outcome, console: Option<&Console<'_>>) -> String {
    bounded(rendered(&Text::of(outcome, console)) + "\n")
}

/// A template writes into a string, which can't fail, and calls nothing that does.
fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

fn bounded(text: String) -> String {
    if text.len() <= TEXT_MAX {
        return text;
    }
    let end = (0..=TEXT_MAX).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}\n... cut here: the JSON of this notification holds the rest.\n", &text[..end])
}

#[cfg(test)]
mod tests;
