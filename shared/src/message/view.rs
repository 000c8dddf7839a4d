//! What the templates in `shared/templates/` show of an outcome. Whatever text comes from outside is made fit for it here
//! (`foreign`): names and AWS's words stand in quotes, ids without them where they can be nothing else.

use crate::console::Console;
use crate::foreign;
use crate::operation::Service;
use crate::outcome::{Outcome, StepError, StepOutcome};
use crate::remedy;
use crate::status::{ByolStatus, RunStatus, StepStatus};
use crate::violation::{NOTHING, Violation};
use askama::Template;

/// The subject.
#[derive(Template)]
#[template(path = "subject.txt")]
pub(super) struct Subject<'a> {
    succeeded: bool,
    dry_run: bool,
    imports: usize,
    failed: usize,
    violations: usize,
    about: &'a str,
}

impl<'a> Subject<'a> {
    pub(super) fn of(outcome: &'a Outcome) -> Self {
        Self {
            succeeded: outcome.status == RunStatus::Succeeded,
            dry_run: is_dry_run(outcome),
            imports: outcome.imports.len(),
            failed: failed(outcome),
            violations: outcome.violations.len(),
            about: outcome.ec2_image_id.as_deref().unwrap_or(&outcome.run),
        }
    }
}

/// The plain text.
#[derive(Template)]
#[template(path = "notification.txt")]
pub(super) struct Text<'a> {
    succeeded: bool,
    dry_run: bool,
    failed: usize,
    ami: Option<String>,
    run: String,
    started: String,
    ended: String,
    execution: Option<String>,
    byol: Option<Byol>,
    error: Option<Trouble<'a>>,
    violations: Vec<Fault>,
    imports: Vec<Vec<Step<'a>>>,
    /// Whether the failures' words are left out, since not even short ones have room.
    bare: bool,
}

struct Byol {
    on: bool,
    range: String,
    look_at: Option<String>,
}

/// Meaning first, for a reader who does not know the code; then what the service said, and what to do.
struct Trouble<'a> {
    why: &'a str,
    details: String,
    remedy: String,
}

struct Fault {
    at: String,
    given: String,
    allowed: String,
    source: String,
}

struct Step<'a> {
    service: &'static str,
    operation: &'static str,
    name: String,
    image_id: Option<String>,
    state: &'static str,
    adopted: bool,
    replaced: Option<String>,
    waited: Option<String>,
    error: Option<Trouble<'a>>,
    look_at: Option<String>,
    quotas: Option<String>,
}

impl<'a> Text<'a> {
    pub(super) fn of(outcome: &'a Outcome, console: Option<&Console<'_>>, bare: bool) -> Self {
        let byol = outcome.enable_byol.as_ref().map(|byol| Byol {
            on: byol.status == ByolStatus::Enabled,
            range: foreign::word(&byol.dedicated_tenancy_management_cidr_range),
            look_at: console.map(|console| console.service(Service::WorkSpaces)),
        });
        Self {
            succeeded: outcome.status == RunStatus::Succeeded,
            dry_run: is_dry_run(outcome),
            failed: failed(outcome),
            ami: outcome.ec2_image_id.as_deref().map(foreign::word),
            run: foreign::word(&outcome.run),
            started: minute(&outcome.started_at),
            ended: minute(&outcome.ended_at),
            execution: console.map(|console| foreign::line(&console.execution())),
            byol,
            error: outcome.error.as_ref().map(Trouble::of),
            violations: outcome.violations.iter().map(Fault::of).collect(),
            bare,
            imports: outcome
                .imports
                .iter()
                .map(|import| import.steps.iter().map(|step| Step::of(step, console, bare)).collect())
                .collect(),
        }
    }
}

fn failed(outcome: &Outcome) -> usize {
    outcome.imports.iter().filter(|import| import.status == RunStatus::Failed).count()
}

/// Whether the run made no image although nothing failed: nothing else does that.
fn is_dry_run(outcome: &Outcome) -> bool {
    let mut steps = outcome.imports.iter().flat_map(|import| &import.steps);
    !outcome.imports.is_empty()
        && steps.all(|step| match step.status {
            StepStatus::Skipped => true,
            StepStatus::Succeeded => step.image_id.is_none() && step.image_arn.is_none(),
            StepStatus::Failed | StepStatus::TimedOut => false,
        })
}

impl<'a> Trouble<'a> {
    fn of(error: &'a StepError) -> Self {
        let code = foreign::word(&error.code);
        let details = if error.message.is_empty() {
            code
        } else {
            format!("{code}: {}", foreign::quoted(&error.message))
        };
        let why = remedy::meaning(&error.code).unwrap_or("AWS gave a code that Deskport does not know.");
        Self { why, details, remedy: foreign::line(&error.remedy) }
    }
}

impl Fault {
    fn of(violation: &Violation) -> Self {
        let given = &violation.given;
        Self {
            at: if violation.path.is_empty() {
                "the document".to_owned()
            } else {
                foreign::word(&violation.path)
            },
            given: if given == NOTHING { given.clone() } else { foreign::quoted(given) },
            allowed: foreign::line(&violation.allowed),
            source: foreign::line(&violation.source),
        }
    }
}

impl<'a> Step<'a> {
    fn of(step: &'a StepOutcome, console: Option<&Console<'_>>, bare: bool) -> Self {
        let service = step.operation.definition().service;
        let waited = step.waited_for_quota_seconds.filter(|seconds| *seconds > 0);
        let made = step.image_id.is_some() || step.image_arn.is_some();
        Self {
            service: match service {
                Service::WorkSpaces => "WorkSpaces",
                Service::AppStream => "AppStream",
            },
            operation: step.operation.as_str(),
            name: foreign::quoted(&step.name),
            // An AppStream image is known by its name.
            image_id: step.image_id.as_deref().map(foreign::word),
            state: match step.status {
                StepStatus::Succeeded if made => "ready",
                StepStatus::Succeeded => "nothing wrong",
                StepStatus::Failed => "FAILED",
                StepStatus::TimedOut => "OUT OF TIME",
                StepStatus::Skipped => "not started",
            },
            adopted: step.adopted == Some(true),
            replaced: step.replaced.as_deref().map(foreign::word),
            waited: waited.map(duration),
            error: step.error.as_ref().filter(|_| !bare).map(Trouble::of),
            look_at: console.map(|console| console.service(service)),
            quotas: console.filter(|_| waited.is_some()).map(|console| console.quotas(service)),
        }
    }
}

/// `2026-11-21T04:05:06.789Z` as `2026-11-21 04:05 UTC`; anything else on one line.
fn minute(time: &str) -> String {
    match (time.get(..10), time.get(10..11), time.get(11..16)) {
        (Some(date), Some("T"), Some(minute)) if time.ends_with('Z') => format!("{date} {minute} UTC"),
        _ => foreign::word(time),
    }
}

/// Seconds in words, to the minute.
fn duration(seconds: u32) -> String {
    let minutes = seconds.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}
