//! What stands below the picture: failures, changes, violations and the way back.

use super::row::number;
use crate::run::entry::Entry;
use crate::run::view::Run;
use deskport_shared::console::Console;
use deskport_shared::foreign;
use deskport_shared::operation::{OperationName, Thing};
use deskport_shared::outcome::{Outcome, Setting, StepError, StepOutcome, WayBack};
use deskport_shared::remedy::Failed;
use deskport_shared::status::StepStatus;
use deskport_shared::violation::{NOTHING, Violation};

/// Something that failed: meaning first, then what was said, and what to do.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) number: String,
    pub(super) what: String,
    pub(super) why: String,
    pub(super) details: String,
    pub(super) remedy: String,
    pub(super) look_at: Option<String>,
}

/// What was changed, or would be.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) number: String,
    pub(super) what: String,
    pub(super) before: String,
    pub(super) after: String,
    pub(super) result: &'static str,
    pub(super) meaning: Option<&'static str>,
}

/// A violation or a warning.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) at: String,
    pub(super) given: String,
    pub(super) allowed: String,
    pub(super) source: String,
}

impl Failure {
    /// All of an outcome: that of the run itself first.
    pub(super) fn all(outcome: &Outcome, console: Option<&Console<'_>>) -> Vec<Self> {
        let own = outcome.error.as_ref().map(|error| {
            let look_at = console.map(Console::execution);
            Self { what: "The run itself".to_owned(), look_at, ..Self::new(None, error) }
        });
        let steps = outcome.imports.iter().flat_map(|import| &import.steps);
        let failed = steps.filter_map(|step| Some(Self::of_step(step, step.error.as_ref()?, console)));
        own.into_iter().chain(failed).collect()
    }

    fn of_step(step: &StepOutcome, error: &StepError, console: Option<&Console<'_>>) -> Self {
        let service = step.operation.definition().service;
        // A Region is a part of the link's host.
        let plain = |region: &str| region.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let console = console.and_then(|console| match step.region.as_deref() {
            Some(region) => plain(region).then(|| console.in_region(region)),
            None => Some(console.clone()),
        });
        Self {
            number: number(&step.path),
            what: what(step),
            look_at: console.and_then(|console| console.service(service)),
            ..Self::new(Some(step.operation), error)
        }
    }

    fn new(operation: Option<OperationName>, error: &StepError) -> Self {
        let failed = Failed { code: &error.code, operation, message: &error.message };
        let why =
            failed.meaning().unwrap_or_else(|| "AWS gave a code that Deskport does not know.".to_owned());
        let code = foreign::word(&error.code);
        let message = foreign::line(&error.message);
        Self {
            number: String::new(),
            what: String::new(),
            why: foreign::line(&why),
            details: if message.is_empty() { code } else { format!("{code}: {message}") },
            remedy: foreign::line(&error.remedy),
            look_at: None,
        }
    }
}

/// What a step is about: operation, and a name or an id.
fn what(step: &StepOutcome) -> String {
    let id = step.name.as_ref().or(step.bundle_id.as_ref()).or(step.shared_account_id.as_ref());
    let id = id.map(|id| format!(" {}", foreign::line(id))).unwrap_or_default();
    let region =
        step.region.as_deref().map(|region| format!(" in {}", foreign::word(region))).unwrap_or_default();
    format!("{}{id}{region}", step.operation.as_str())
}

impl Change {
    /// What became of bundles, fleets and permissions.
    pub(super) fn all(run: &Run, outcome: &Outcome) -> Vec<Self> {
        let steps = outcome.imports.iter().flat_map(|import| &import.steps);
        steps.filter_map(|step| Self::of(step, run, outcome.dry_run)).collect()
    }

    fn of(step: &StepOutcome, run: &Run, dry_run: bool) -> Option<Self> {
        let definition = step.operation.definition();
        let thing = match definition.thing {
            Thing::Bundle | Thing::Fleet | Thing::Permission => definition.thing,
            Thing::Image | Thing::Approval => return None,
        };
        let entry = run.entries.iter().find(|entry| entry.path == step.path);
        let result = result(step, dry_run)?;
        let done = step.status == StepStatus::Succeeded && !dry_run;
        let before = step.before.as_ref().map(|before| foreign::line(&before.words()));
        let none =
            if definition.sets.is_none() { format!("no such {thing}") } else { "not known".to_owned() };
        Some(Self {
            number: number(&step.path),
            what: what(step),
            before: before.filter(|before| !before.is_empty()).unwrap_or(none),
            after: after(step, entry),
            result,
            meaning: definition.meaning.filter(|_| done),
        })
    }
}

/// What became of a change; `None` where it was not begun.
fn result(step: &StepOutcome, dry_run: bool) -> Option<&'static str> {
    let found = step.before.is_some();
    match step.status {
        StepStatus::Skipped => None,
        StepStatus::Succeeded if dry_run => Some("would be set"),
        StepStatus::Succeeded if step.adopted == Some(true) => Some("was so already"),
        StepStatus::Succeeded if found => Some("changed"),
        StepStatus::Succeeded => Some("made"),
        StepStatus::Failed | StepStatus::TimedOut if step.changed_from().is_some() && !dry_run => {
            Some("failed: look at what it shows now")
        }
        StepStatus::Failed | StepStatus::TimedOut => Some("not changed"),
    }
}

/// What it was set to: what the step itself reported as wanted, or the image that it took.
fn after(step: &StepOutcome, entry: Option<&Entry>) -> String {
    let wanted = entry.and_then(|entry| entry.wanted.as_ref()).map(Setting::words);
    let image = step.image_arn.as_ref().or(step.image_id.as_ref()).cloned();
    let after = wanted.filter(|wanted| !wanted.is_empty()).or(image);
    after.map_or_else(|| "not known".to_owned(), |after| foreign::line(&after))
}

impl Finding {
    pub(super) fn of(violation: &Violation) -> Self {
        let given = foreign::line(&violation.given);
        Self {
            at: if violation.path.is_empty() {
                "the document".to_owned()
            } else {
                foreign::line(&violation.path)
            },
            given: if violation.given == NOTHING { given } else { foreign::quoted(&given) },
            allowed: foreign::line(&violation.allowed),
            source: foreign::line(&violation.source),
        }
    }
}

/// The way back as a request, one entry a line.
pub(super) fn way_back(request: &WayBack) -> String {
    let lines = request.imports.iter().map(|entry| format!("    {}", foreign::line(&entry.to_string())));
    format!("{{ \"Imports\": [\n{}\n] }}", lines.collect::<Vec<_>>().join(",\n"))
}
