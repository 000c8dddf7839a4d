//! The output for a person.

use crate::check::Checked;
use crate::escape;
use crate::excerpt::Lines;
use crate::input::Failure;
use crate::source_map::{SourceMap, Target};
use anstyle::{AnsiColor, Style};
use deskport_shared::plan::{ImportPlan, Plan, PlannedStep};
use deskport_shared::violation::Violation;
use std::fmt::Write as _;

const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// What was found, and what would run.
pub(crate) fn report(checked: &Checked) -> String {
    write(checked, true)
}

/// What was found, without what would run.
pub(crate) fn findings(checked: &Checked) -> String {
    write(checked, false)
}

fn write(checked: &Checked, with_steps: bool) -> String {
    let map = SourceMap::new(&checked.document.text);
    let sensitive = map.as_ref().map_or(&[][..], SourceMap::sensitive);
    let lines = Lines::new(&checked.document.text, sensitive);
    let is_object = checked.document.value.is_object();
    let entries = Entries { map: map.as_ref(), lines: &lines, is_object };
    let (violations, warnings) = (&checked.findings.violations, &checked.findings.warnings);
    let mut text = format!("{BOLD}{}{BOLD:#}: ", checked.document.name);
    match &checked.plan {
        Some(plan) => {
            good(plan, warnings.len(), &mut text);
            if with_steps {
                steps(plan, &mut text);
            }
        }
        None => {
            let _ = write!(text, "{BAD}{}{BAD:#}", count(violations.len(), "violation"));
            if !warnings.is_empty() {
                let _ = write!(text, ", {}", count(warnings.len(), "warning"));
            }
            text.push('\n');
        }
    }
    if let Some(ami) = &checked.asking {
        let _ = writeln!(text, "\nChecked as a preset that {} asks for.", escape::line(ami));
    }
    entries.write(violations, (BAD, "allowed:"), &mut text);
    if !warnings.is_empty() {
        let _ = writeln!(text, "\n{WARNING}Warnings{WARNING:#}, which stop nothing:");
        entries.write(warnings, (WARNING, "note:   "), &mut text);
    }
    if checked.without_ami && warnings.iter().any(|warning| warning.given.starts_with("ami-")) {
        text.push_str("\nWith --ami FILE the AMI is checked too: see deskport validate --help\n");
    }
    text
}

/// Why nothing could be checked.
pub(crate) fn failure(failure: &Failure) -> String {
    let excerpt = failure.excerpt.as_deref().unwrap_or_default();
    format!("{BAD}deskport{BAD:#}: {}\n{excerpt}", failure.message)
}

/// That a text is no JSON, in the form of what was found in others.
pub(crate) fn unreadable(failure: &Failure) -> String {
    let excerpt = failure.excerpt.as_deref().unwrap_or_default();
    format!("{BAD}no JSON{BAD:#}: {}\n{excerpt}", failure.message)
}

fn good(plan: &Plan, warnings: usize, text: &mut String) {
    let steps: usize = plan.imports.iter().map(|import| import.steps.len()).sum();
    let _ = write!(
        text,
        "{GOOD}good{GOOD:#}, {} in {}",
        count(steps, "step"),
        count(plan.imports.len(), "import")
    );
    if warnings > 0 {
        let _ = write!(text, ", {}", count(warnings, "warning"));
    }
    text.push('\n');
}

fn steps(plan: &Plan, text: &mut String) {
    text.push('\n');
    for (index, import) in plan.imports.iter().enumerate() {
        steps_of(index, import, text);
    }
    if plan.enable_byol.is_some() {
        text.push_str(
            "\nEnableByol: BYOL is switched on for the account in this Region, which can never be undone.\n",
        );
    }
    if plan.dry_run {
        text.push_str("\nDryRun: everything is checked and nothing is started.\n");
    }
}

fn steps_of(index: usize, import: &ImportPlan, text: &mut String) {
    for step in &import.steps {
        let depth = step.path.matches("/Then/").count();
        let place =
            if depth == 0 { format!("/Imports/{index}") } else { format!("{}then", "  ".repeat(depth)) };
        let about = about(step);
        let target = escape::line(&about);
        let region =
            step.region.as_deref().map(|region| format!(" in {}", escape::line(region))).unwrap_or_default();
        let _ =
            writeln!(text, "  {place:<11} {:<30} {BOLD}{target}{BOLD:#}{region}", step.operation.as_str());
    }
}

/// How much of a question is shown, in characters.
const QUESTION_MAX: usize = 50;

/// What a step makes, by its name, what it sets, by its id, or what it asks.
fn about(step: &PlannedStep) -> String {
    let Some(seconds) = step.seconds_to_answer else { return step.target().to_owned() };
    let message = step.request["Message"].as_str().unwrap_or_default();
    let shown: String = message.chars().take(QUESTION_MAX).collect();
    let more = if shown.len() < message.len() { "..." } else { "" };
    format!("{} h to answer: {shown}{more}", seconds / 3600)
}

struct Entries<'a> {
    map: Option<&'a SourceMap>,
    lines: &'a Lines<'a>,
    is_object: bool,
}

impl Entries<'_> {
    fn write(&self, entries: &[Violation], (style, allowed): (Style, &str), text: &mut String) {
        for (index, entry) in entries.iter().enumerate() {
            let path = if entry.path.is_empty() { "(the whole document)" } else { entry.path.as_str() };
            let indent = " ".repeat((index + 1).to_string().len() + 2);
            let _ = writeln!(text, "\n{}. {style}{}{style:#}", index + 1, escape::line(path));
            for (label, value) in
                [("given:  ", &entry.given), (allowed, &entry.allowed), ("source: ", &entry.source)]
            {
                let _ = writeln!(text, "{indent}{label} {}", escape::line(value));
            }
            text.push_str(&self.excerpt(entry));
        }
    }

    /// An entry about a whole object shows no line: it would only be the first one, with a mark under the bracket.
    fn excerpt(&self, entry: &Violation) -> String {
        if entry.path.is_empty() && self.is_object {
            return String::new();
        }
        match self.map.map(|map| map.find(&entry.path)) {
            Some(Target::There { key, value }) => {
                let name = entry.path.rsplit('/').next().unwrap_or_default();
                let name = name.replace("~1", "/").replace("~0", "~");
                // A name that is no member's is given, not its value.
                let mark = key.filter(|_| entry.given == name).unwrap_or(value);
                self.lines.show(&mark, "")
            }
            Some(Target::Missing { around, name }) => {
                // The bracket that opens what lacks it.
                self.lines.show(&(around.start..around.start + 1), &format!("{name} is missing here"))
            }
            None => String::new(),
        }
    }
}

fn count(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
