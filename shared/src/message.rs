//! The notification's texts: a subject and a plain text that a person understands without AWS's documentation.

use crate::outcome::{ByolOutcome, ImportOutcome, Outcome, StepError, StepOutcome};
use crate::remedy;
use crate::status::{ByolStatus, RunStatus, StepStatus};
use crate::violation::Violation;
use serde_json::json;

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

/// Composes the notification: text for people by default, the outcome as JSON for machines.
pub fn compose(outcome: &Outcome) -> Message {
    let mut attributes = vec![("Status", outcome.status.as_str().to_owned()), ("Run", outcome.run.clone())];
    attributes.extend(outcome.ec2_image_id.clone().map(|id| ("Ec2ImageId", id)));
    let text = text(outcome);
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
    let what = match (&outcome.status, outcome.imports.len(), outcome.violations.len()) {
        (RunStatus::Succeeded, imports, _) => format!("{} ready", images(imports)),
        (RunStatus::Failed, 0, 0) => "a run broke off".to_owned(),
        (RunStatus::Failed, 0, 1) => "nothing started: 1 fault in the request".to_owned(),
        (RunStatus::Failed, 0, faults) => format!("nothing started: {faults} faults in the request"),
        (RunStatus::Failed, imports, _) => format!("{} of {} failed", failed(outcome), images(imports)),
    };
    let about = outcome.ec2_image_id.as_deref().unwrap_or(&outcome.run);
    let subject = format!("Deskport: {what} ({about})");
    subject
        .chars()
        .map(|c| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' })
        .take(SUBJECT_MAX)
        .collect()
}

fn images(count: usize) -> String {
    format!("{count} {}", if count == 1 { "import" } else { "imports" })
}

fn failed(outcome: &Outcome) -> usize {
    outcome.imports.iter().filter(|i| i.status == RunStatus::Failed).count()
}

/// The plain text, as an e-mail has it.
pub fn text(outcome: &Outcome) -> String {
    let mut lines = vec![headline(outcome), String::new()];
    if let Some(ami) = &outcome.ec2_image_id {
        lines.push(format!("AMI:     {ami}"));
    }
    lines.push(format!("Run:     {}", outcome.run));
    lines.push(format!("Started: {}", minute(&outcome.started_at)));
    lines.push(format!("Ended:   {}", minute(&outcome.ended_at)));
    if let Some(byol) = &outcome.enable_byol {
        lines.extend([String::new(), switched_on(byol)]);
    }
    if let Some(error) = &outcome.error {
        lines.push(String::new());
        lines.extend(told(error, ""));
    }
    for (number, violation) in outcome.violations.iter().enumerate() {
        lines.push(String::new());
        lines.extend(fault(number + 1, violation));
    }
    for (number, import) in outcome.imports.iter().enumerate() {
        lines.push(String::new());
        lines.extend(ended(number + 1, import));
    }
    bounded(lines.join("\n") + "\n")
}

fn headline(outcome: &Outcome) -> String {
    match (&outcome.status, outcome.imports.len(), outcome.violations.len()) {
        (RunStatus::Succeeded, 1, _) => "The import succeeded.".to_owned(),
        (RunStatus::Succeeded, imports, _) => format!("All {imports} imports succeeded."),
        (RunStatus::Failed, 0, 0) => {
            "The run broke off before it could tell how each import ended.".to_owned()
        }
        (RunStatus::Failed, 0, 1) => {
            "Nothing was started: the request has a fault. Mend it and start again.".to_owned()
        }
        (RunStatus::Failed, 0, faults) => {
            format!("Nothing was started: the request has {faults} faults. Mend them and start again.")
        }
        (RunStatus::Failed, 1, _) => "The import failed.".to_owned(),
        (RunStatus::Failed, imports, _) => {
            format!("{} of {imports} imports failed; the others succeeded.", failed(outcome))
        }
    }
}

fn switched_on(byol: &ByolOutcome) -> String {
    let range = &byol.dedicated_tenancy_management_cidr_range;
    match byol.status {
        ByolStatus::Enabled => format!(
            "BYOL was switched on by this run for this account and Region, with the management range {range}. It stays on for good."
        ),
        ByolStatus::Pending | ByolStatus::Proposed | ByolStatus::Refused => format!(
            "This run asked AWS to switch BYOL on for this account and Region, with the management range {range}; it is not known to be on. Look at Account settings in the WorkSpaces console."
        ),
    }
}

fn fault(number: usize, violation: &Violation) -> Vec<String> {
    let place = if violation.path.is_empty() { "the document" } else { &violation.path };
    vec![
        format!("{number}. At {place}"),
        format!("   given:   {}", violation.given),
        format!("   allowed: {}", violation.allowed),
        format!("   source:  {}", violation.source),
    ]
}

fn ended(number: usize, import: &ImportOutcome) -> Vec<String> {
    let mut lines = Vec::new();
    for (index, step) in import.steps.iter().enumerate() {
        let lead = if index == 0 { format!("{number}. ") } else { "   then ".to_owned() };
        lines.push(format!("{lead}{} \"{}\": {}", step.operation, step.name, state(step)));
        lines.extend(step.error.iter().flat_map(|error| told(error, "   ")));
    }
    lines
}

fn state(step: &StepOutcome) -> String {
    let image = step.image_id.as_deref().or(step.image_arn.as_deref());
    let image = image.map(|id| format!(" as {id}")).unwrap_or_default();
    let adopted =
        if step.adopted == Some(true) { " (it was there already, made from the same source)" } else { "" };
    let replaced = step.replaced.as_deref();
    let replaced =
        replaced.map(|id| format!(" (made again: {id}, which an earlier run left failed, was deleted)"));
    let replaced = replaced.unwrap_or_default();
    match step.status {
        StepStatus::Succeeded => format!("ready{image}{adopted}{replaced}"),
        StepStatus::Failed => format!("FAILED{image}"),
        StepStatus::TimedOut => format!("OUT OF TIME{image}"),
        StepStatus::Skipped => "not started".to_owned(),
    }
}

/// Meaning first, for a reader who does not know the code; then what the service said, and what to do.
fn told(error: &StepError, indent: &str) -> Vec<String> {
    let why = remedy::meaning(&error.code).unwrap_or("AWS gave a code that Deskport does not know.");
    let said = if error.message.is_empty() {
        error.code.clone()
    } else {
        format!("{}: {}", error.code, error.message)
    };
    let mut lines = vec![format!("{indent}Why:        {why}"), format!("{indent}Told:       {said}")];
    if !error.remedy.is_empty() {
        lines.push(format!("{indent}What to do: {}", error.remedy));
    }
    lines
}

/// `2026-11-21T04:05:06.789Z` as `2026-11-21 04:05 UTC`; anything else as it is.
fn minute(time: &str) -> String {
    match (time.get(..10), time.get(10..11), time.get(11..16)) {
        (Some(date), Some("T"), Some(minute)) if time.ends_with('Z') => format!("{date} {minute} UTC"),
        _ => time.to_owned(),
    }
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
