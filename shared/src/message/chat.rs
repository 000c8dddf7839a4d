//! The same for Slack and Microsoft Teams: a custom notification of Amazon Q Developer in chat applications (its administrator guide,
//! "Custom notifications"), which reads it from a topic of its own.
//!
//! A chat renders markup, links and mentions, so no text from outside may hold any: each character that could begin one is replaced,
//! in every line. What AWS allows each member to hold is on no page that could be read in full: the limits here are far below what
//! Slack takes for a block (3,000 characters).

use super::view::{number, state, what};
use super::{Place, subject};
use crate::console::Console;
use crate::event::RUN_FINISHED;
use crate::foreign;
use crate::outcome::{Outcome, StepError, StepOutcome};
use crate::remedy::Failed;
use crate::violation::Violation;
use serde_json::{Value, json};

/// The longest description, in characters.
const DESCRIPTION_MAX: usize = 2_800;
/// The longest of the other texts, in characters.
const TEXT_MAX: usize = 240;
/// How many next steps there are at most.
const NEXT_STEPS_MAX: usize = 5;
/// How many lines the list of steps or violations has at most.
const LINES_MAX: usize = 20;

/// How a run ended.
pub fn ended(outcome: &Outcome, place: &Place<'_>) -> String {
    let steps = || outcome.imports.iter().flat_map(|import| &import.steps);
    let mut lines = vec![format!("Run: {}", foreign::line(&outcome.run))];
    lines.extend(outcome.error.iter().map(|error| reason(None, error)));
    lines.extend(first(outcome.violations.iter().map(violation)));
    lines.extend(first(steps().map(|step| of_step(step, outcome.dry_run))));
    let errors = outcome.error.iter().chain(steps().filter_map(|step| step.error.as_ref()));
    let mut next: Vec<&str> = Vec::new();
    for remedy in errors.map(|error| error.remedy.as_str()).filter(|remedy| !remedy.is_empty()) {
        if !next.contains(&remedy) {
            next.push(remedy);
        }
    }
    let subject = subject(outcome, &place.namespace);
    custom(&subject, &lines, &next, &outcome.run, place.console.as_ref())
}

/// That a run waits for people: the question itself, with the token that answers it, goes to no chat.
pub fn waits(run: &str, console: Option<&Console<'_>>) -> String {
    let lines =
        ["It waits until somebody approves or refuses; whoever may has the notification that asks."
            .to_owned()];
    custom("Deskport: a run waits for approval", &lines, &[], run, console)
}

/// That an AMI could not be taken up.
pub fn not_taken_up(why: &str, console: Option<&Console<'_>>) -> String {
    custom("Deskport: an AMI could not be taken up", &[foreign::line(why)], &[], "", console)
}

fn custom(title: &str, lines: &[String], next: &[&str], run: &str, console: Option<&Console<'_>>) -> String {
    let link = console.map(Console::execution).filter(|link| is_plain(link));
    let mut description =
        cut(&lines.iter().map(|line| inert(line)).collect::<Vec<_>>().join("\n"), DESCRIPTION_MAX);
    description.extend(link.map(|link| format!("\n{link}")));
    let next: Vec<String> = next.iter().take(NEXT_STEPS_MAX).map(|text| text_of(text)).collect();
    let mut content =
        json!({ "textType": "client-markdown", "title": text_of(title), "description": description });
    let mut metadata = json!({ "summary": text_of(title), "eventType": RUN_FINISHED });
    if !next.is_empty() {
        content["nextSteps"] = Value::from(next);
    }
    if !run.is_empty() {
        metadata["threadId"] = Value::from(text_of(run));
        metadata["additionalContext"] = json!({ "Run": text_of(run) });
    }
    json!({ "version": "1.0", "source": "custom", "content": content, "metadata": metadata }).to_string()
}

/// The first lines, and how many more there are.
fn first(lines: impl Iterator<Item = String>) -> Vec<String> {
    let all: Vec<String> = lines.collect();
    let more = all.len().saturating_sub(LINES_MAX);
    let rest = (more > 0).then(|| format!("and {more} more"));
    all.into_iter().take(LINES_MAX).chain(rest).collect()
}

fn violation(violation: &Violation) -> String {
    format!("{}: {} is given; allowed: {}", violation.path, violation.given, violation.allowed)
}

fn of_step(step: &StepOutcome, dry_run: bool) -> String {
    let id = step.bundle_id.as_deref().or(step.shared_account_id.as_deref());
    let what = what(step.operation, step.name.as_deref(), id, step.region.as_deref());
    let why = step.error.as_ref().map(|error| format!(". {}", reason(Some(step), error))).unwrap_or_default();
    let number = number(&step.path);
    // A run that began before steps had a path has no numbers.
    let place = if number.is_empty() { number } else { format!("{number}. ") };
    format!("{place}{what}: {}{why}", state(step, dry_run))
}

/// The meaning of an error and its code; what AWS said is in the notification.
fn reason(step: Option<&StepOutcome>, error: &StepError) -> String {
    let operation = step.map(|step| step.operation);
    let failed = Failed { code: &error.code, operation, message: &error.message };
    let meaning =
        failed.meaning().unwrap_or_else(|| "AWS gave a code that Deskport does not know.".to_owned());
    format!("{meaning} ({})", error.code)
}

fn text_of(text: &str) -> String {
    cut(&inert(text), TEXT_MAX)
}

/// A text in which a chat finds no markup, no link and no mention.
fn inert(text: &str) -> String {
    let inert: String = foreign::line(text).chars().map(replaced).collect();
    inert.replace("://", ": //").replace("www.", "www ").replace("mailto:", "mailto ")
}

/// A character that begins nothing in Slack's mrkdwn or in Markdown, and looks alike.
const fn replaced(c: char) -> char {
    match c {
        '<' => '\u{2039}',
        '>' => '\u{203a}',
        '&' => '\u{ff06}',
        '@' => '\u{ff20}',
        '#' => '\u{ff03}',
        '*' => '\u{2217}',
        '~' => '\u{223c}',
        '`' => '\'',
        '|' | '\\' => '/',
        '[' => '(',
        ']' => ')',
        other => other,
    }
}

/// Whether a link is one from its beginning to its end.
fn is_plain(link: &str) -> bool {
    link.chars().all(|c| c.is_ascii_alphanumeric() || "-._:/?#=%".contains(c))
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(3)).chain("...".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "<!channel> @here <https://evil.example|win11> [x](https://evil.example) *b* `c` www.evil.example\n# h & ~s~";

    fn shown(text: &str) -> Value {
        let mut message: Value = serde_json::from_str(text).unwrap();
        assert_eq!((message["version"].take(), message["source"].take()), (json!("1.0"), json!("custom")));
        message
    }

    /// Every text in a value.
    fn texts(value: &Value) -> Vec<String> {
        match value {
            Value::String(text) => vec![text.clone()],
            Value::Array(items) => items.iter().flat_map(texts).collect(),
            Value::Object(members) => members.values().flat_map(texts).collect(),
            Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
        }
    }

    #[test]
    fn text_from_outside_is_neither_markup_nor_mention_nor_link() {
        let step = json!({ "Path": "/Imports/0", "Operation": "CreateImportedImage", "Name": HOSTILE, "Status": "FAILED",
            "Error": { "Code": HOSTILE, "Message": HOSTILE, "Remedy": HOSTILE } });
        let outcome = json!({ "Status": "FAILED", "Ec2ImageId": HOSTILE, "Run": HOSTILE, "StartedAt": "s", "EndedAt": "e",
            "Violations": [{ "Path": HOSTILE, "Given": HOSTILE, "Allowed": HOSTILE, "Source": HOSTILE }],
            "Imports": [{ "Status": "FAILED", "Steps": [step] }] });
        let outcome: Outcome = serde_json::from_value(outcome).unwrap();
        let console = Console::of_execution("arn:aws:states:eu-west-1:1:execution:import:<!here>");
        let place = Place { console, ..Place::default() };
        for text in [ended(&outcome, &place), waits(HOSTILE, None), not_taken_up(HOSTILE, None)] {
            let texts = texts(&shown(&text));
            assert!(texts.len() > 3);
            for begins in ["<", ">", "@", "*", "`", "[", "]", "://", "www.", "&", "#", "~", "|"] {
                assert!(!texts.iter().any(|text| text.contains(begins)), "{begins}: {texts:?}");
            }
        }
    }

    #[test]
    fn the_largest_outcome_stays_short() {
        let step = json!({ "Path": "/Imports/0", "Operation": "CreateImportedImage", "Name": "n".repeat(100), "Status": "FAILED",
            "Error": { "Code": "X", "Message": "m", "Remedy": "r".repeat(2000) } });
        let outcome = json!({ "Status": "FAILED", "Run": "r", "StartedAt": "s", "EndedAt": "e", "Violations": [],
            "Imports": vec![json!({ "Status": "FAILED", "Steps": vec![step; 10] }); 10] });
        let outcome: Outcome = serde_json::from_value(outcome).unwrap();
        let message = shown(&ended(&outcome, &Place::default()));
        let description = message["content"]["description"].as_str().unwrap();
        assert!(description.chars().count() <= DESCRIPTION_MAX);
        assert_eq!(message["content"]["nextSteps"].as_array().unwrap().len(), 1);
    }
}
