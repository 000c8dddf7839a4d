//! What the templates in `shared/templates/` show of an outcome. Text from outside is made safe here (`foreign`): names and
//! AWS's words get quotes, ids don't if they can be nothing else.

use super::{Place, way_on};
use crate::console::Console;
use crate::foreign;
use crate::namespace::Namespace;
use crate::operation::{OperationName, Service, Thing};
use crate::outcome::{Outcome, StepError, StepOutcome, WayBack};
use crate::remedy::Failed;
use crate::status::{ByolStatus, RunStatus, StepKind, StepStatus};
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
    found_in: String,
    about: &'a str,
}

impl<'a> Subject<'a> {
    pub(super) fn of(outcome: &'a Outcome, namespace: &Namespace) -> Self {
        Self {
            succeeded: outcome.status == RunStatus::Succeeded,
            dry_run: outcome.dry_run,
            imports: outcome.imports.len(),
            failed: failed(outcome),
            violations: outcome.violations.len(),
            found_in: way_on::found_in(outcome, namespace),
            about: outcome.ec2_image_id.as_deref().unwrap_or(&outcome.run),
        }
    }
}

/// The plain text.
#[derive(Template)]
#[template(path = "notification.txt")]
pub(super) struct Text {
    succeeded: bool,
    dry_run: bool,
    failed: usize,
    ami: Option<String>,
    preset: Option<Preset>,
    run: String,
    started: String,
    ended: String,
    execution: Option<String>,
    byol: Option<Byol>,
    error: Option<Reason>,
    found_in: String,
    /// What to do, by what the violations are found in.
    ways: Vec<String>,
    violations: Vec<Entry>,
    imports: Vec<Vec<Step>>,
    /// How a run that failed is started again.
    again: Option<String>,
    /// A request that sets back what the run has changed, line by line.
    way_back: Option<String>,
    warnings: Vec<Entry>,
    /// Whether the failures' words are left out, since not even short ones have room.
    bare: bool,
}

struct Preset {
    name: String,
    version: Option<u64>,
}

struct Byol {
    on: bool,
    range: String,
    look_at: Option<String>,
}

/// Meaning first, for a reader who does not know the code; then what the service said, and what to do.
struct Reason {
    why: String,
    details: String,
    remedy: String,
}

/// A violation or a warning.
struct Entry {
    at: String,
    given: String,
    allowed: String,
    source: String,
}

struct Step {
    /// The numbers of its places in the tree of entries: `1`, or `1.2.1`.
    number: String,
    /// What it is about: a service, a thing and its name or id.
    what: String,
    operation: &'static str,
    /// What a change means for people.
    meaning: Option<&'static str>,
    /// What was there before a change.
    before: Option<String>,
    image_id: Option<String>,
    state: &'static str,
    adopted: bool,
    replaced: Option<String>,
    waited: Option<String>,
    error: Option<Reason>,
    look_at: Option<String>,
    /// Where in that console.
    place: &'static str,
    quotas: Option<String>,
}

impl Text {
    pub(super) fn of(outcome: &Outcome, place: &Place<'_>, bare: bool) -> Self {
        let (console, namespace) = (place.console.as_ref(), &place.namespace);
        let byol = outcome.enable_byol.as_ref().map(|byol| Byol {
            on: byol.status == ByolStatus::Enabled,
            range: foreign::word(&byol.dedicated_tenancy_management_cidr_range),
            look_at: console.and_then(|console| console.service(Service::WorkSpaces)),
        });
        Self {
            succeeded: outcome.status == RunStatus::Succeeded,
            dry_run: outcome.dry_run,
            failed: failed(outcome),
            ami: outcome.ec2_image_id.as_deref().map(foreign::word),
            preset: outcome
                .preset
                .as_ref()
                .map(|preset| Preset { name: foreign::word(&preset.name), version: preset.version }),
            run: foreign::word(&outcome.run),
            started: minute(&outcome.started_at),
            ended: minute(&outcome.ended_at),
            execution: console.map(|console| foreign::line(&console.execution())),
            byol,
            error: outcome.error.as_ref().map(|error| Reason::of(None, error)),
            found_in: way_on::found_in(outcome, namespace),
            ways: way_on::ways(outcome, namespace),
            violations: outcome.violations.iter().map(Entry::of).collect(),
            again: way_on::again(outcome, namespace),
            way_back: outcome.way_back.as_ref().map(way_back),
            warnings: outcome.warnings.iter().map(Entry::of).collect(),
            bare,
            imports: outcome
                .imports
                .iter()
                .map(|import| Step::all(&import.steps, outcome.dry_run, console, bare))
                .collect(),
        }
    }
}

fn failed(outcome: &Outcome) -> usize {
    outcome.imports.iter().filter(|import| import.status == RunStatus::Failed).count()
}

impl Reason {
    fn of(operation: Option<OperationName>, error: &StepError) -> Self {
        let code = foreign::word(&error.code);
        let details = if error.message.is_empty() {
            code
        } else {
            format!("{code}: {}", foreign::quoted(&error.message))
        };
        let failed = Failed { code: &error.code, operation, message: &error.message };
        let why =
            failed.meaning().unwrap_or_else(|| "AWS gave a code that Deskport does not know.".to_owned());
        let why = foreign::line(&why);
        Self { why, details, remedy: foreign::line(&error.remedy) }
    }
}

impl Entry {
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

impl Step {
    fn all(steps: &[StepOutcome], dry_run: bool, console: Option<&Console<'_>>, bare: bool) -> Vec<Self> {
        steps.iter().map(|step| Self::of(step, dry_run, console, bare)).collect()
    }

    fn of(step: &StepOutcome, dry_run: bool, console: Option<&Console<'_>>, bare: bool) -> Self {
        let definition = step.operation.definition();
        let service = definition.service;
        let changed = step.changed_from().filter(|_| step.status == StepStatus::Succeeded && !dry_run);
        let waited = step.waited_for_quota_seconds.filter(|seconds| *seconds > 0);
        let console = console.map(|console| match &step.region {
            Some(region) => console.in_region(region),
            None => console.clone(),
        });
        Self {
            number: number(&step.path),
            what: what(
                step.operation,
                step.name.as_deref(),
                step.bundle_id.as_deref().or(step.shared_account_id.as_deref()),
                step.region.as_deref(),
            ),
            operation: step.operation.as_str(),
            meaning: definition.meaning.filter(|_| step.status == StepStatus::Succeeded && !dry_run),
            before: changed.map(|before| foreign::line(&before.words())),
            // An AppStream image is known by its name.
            image_id: step.image_id.as_deref().map(foreign::word),
            state: state(step, dry_run),
            adopted: step.adopted == Some(true),
            replaced: step.replaced.as_deref().map(foreign::word),
            waited: waited.map(duration),
            error: step.error.as_ref().filter(|_| !bare).map(|error| Reason::of(Some(step.operation), error)),
            look_at: console.as_ref().and_then(|console| console.service(service)),
            place: match definition.thing {
                Thing::Image | Thing::Permission | Thing::Approval => "Images",
                Thing::Bundle => "Bundles",
                Thing::Fleet => "Fleets",
            },
            quotas: console.filter(|_| waited.is_some()).and_then(|console| console.quotas(service)),
        }
    }
}

/// Ids and names in it come from AWS and the request: what they may hold can't leave a line of JSON.
fn way_back(request: &WayBack) -> String {
    let lines = request.imports.iter().map(|entry| format!("    {}", foreign::line(&entry.to_string())));
    format!("{{ \"Imports\": [\n{}\n] }}", lines.collect::<Vec<_>>().join(",\n"))
}

/// `/Imports/0/Then/1` as `1.2`; empty in a run that began before steps had a path.
pub(super) fn number(path: &str) -> String {
    let places = path.split('/').filter_map(|part| part.parse::<usize>().ok());
    places.map(|place| (place + 1).to_string()).collect::<Vec<_>>().join(".")
}

/// What a step is about: a service, a thing and its name or id, and where it is outside the run's Region.
pub(super) fn what(
    operation: OperationName,
    name: Option<&str>,
    id: Option<&str>,
    region: Option<&str>,
) -> String {
    let definition = operation.definition();
    let service = match definition.service {
        Service::WorkSpaces => "WorkSpaces",
        Service::AppStream => "AppStream",
        Service::Deskport => "Deskport",
    };
    let id = || id.map(foreign::word);
    let named = name.map(foreign::quoted).or_else(id).map(|name| format!(" {name}")).unwrap_or_default();
    let region = region.map(|region| format!(" in {}", foreign::word(region))).unwrap_or_default();
    format!("{service} {}{named}{region}", definition.thing)
}

pub(super) fn state(step: &StepOutcome, dry_run: bool) -> &'static str {
    let asks = step.operation.definition().kind == StepKind::Ask;
    match (step.status, dry_run) {
        (StepStatus::Succeeded, false) if asks => "given",
        (StepStatus::Succeeded, true) if asks => "nobody was asked",
        (StepStatus::Succeeded, false) if step.before.is_some() => "set",
        (StepStatus::Succeeded, false) => "ready",
        (StepStatus::Succeeded, true) => "nothing wrong",
        (StepStatus::Failed, false) => "FAILED",
        (StepStatus::Failed, true) => "WOULD FAIL",
        (StepStatus::TimedOut, _) => "OUT OF TIME",
        (StepStatus::Skipped, false) => "not started",
        (StepStatus::Skipped, true) => "not checked",
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
