//! A run as one page: HTML with its style and nothing else, so that it can be mailed, kept and printed. Its policy lets nothing load and
//! no script run; what stands in attributes and texts is escaped by the template.
//!
//! The picture is SVG of percentages, one for each row, so that it is as wide as the page without its texts getting larger or smaller.
//! Phases differ by pattern as well as by colour, marks by form, and the table has the same facts in words.

mod axis;
mod bars;
mod row;
mod sections;
#[cfg(test)]
mod tests;
mod words;

use crate::run::execution::State;
use crate::run::view::Run;
use askama::Template;
use axis::{Axis, Tick};
use bars::{Bar, Glyph};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use deskport_shared::console::Console;
use deskport_shared::foreign;
use deskport_shared::message::{self, Place};
use deskport_shared::namespace::Namespace;
use deskport_shared::outcome::Outcome;
use deskport_shared::status::ByolStatus;
use jiff::Timestamp;
use row::{Row, Scene};
use sections::{Change, Failure, Finding};
use sha2::{Digest as _, Sha256};

const STYLE: &str = include_str!("../../templates/report.css");
/// How a page of this command begins: by it a file is known that may be overwritten.
pub(crate) const BEGINNING: &str = "<!doctype html>\n<!-- A report of Deskport -->\n";

/// What a page is made of.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    /// The run, read whole.
    pub(crate) run: &'a Run,
    /// The run's input as JSON.
    pub(crate) input: Option<&'a str>,
    /// The stack's.
    pub(crate) namespace: &'a Namespace,
    /// When it was read.
    pub(crate) now: Timestamp,
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    beginning: &'static str,
    policy: String,
    style: &'static str,
    run: String,
    class: &'static str,
    status: &'static str,
    headline: String,
    /// Name and value.
    facts: Vec<(&'static str, String)>,
    console: Option<String>,
    /// Until when a run that goes on is known.
    known_until: Option<String>,
    began: String,
    took: String,
    ticks: Vec<Tick>,
    stages: Vec<Bar>,
    rows: Vec<Row>,
    legend_bars: Vec<Bar>,
    legend_marks: Vec<Glyph>,
    byol: Option<String>,
    failures: Vec<Failure>,
    again: Option<String>,
    ways: Vec<String>,
    violations: Vec<Finding>,
    warnings: Vec<Finding>,
    changes: Vec<Change>,
    way_back: Option<String>,
    namespace: &'a Namespace,
}

impl Source<'_> {
    /// The page.
    pub(crate) fn page(&self) -> String {
        let outcome = self.run.known(self.input);
        // A template writes into a string, which can't fail, and calls nothing that does.
        Page::new(self, outcome.as_ref()).render().unwrap_or_default()
    }
}

impl<'a> Page<'a> {
    fn new(source: &'a Source<'_>, outcome: Option<&Outcome>) -> Self {
        let run = source.run;
        let goes_on = run.status == State::Running;
        let until = run.ended_at.unwrap_or(source.now);
        let began = run.started_at.unwrap_or(until);
        let axis = Axis::new(began, until);
        let dry_run = outcome.is_some_and(|outcome| outcome.dry_run);
        let scene = Scene { run, axis, dry_run, until };
        let console = Console::of_execution(&run.execution_arn);
        let ended = outcome.filter(|_| !goes_on);
        Self {
            beginning: BEGINNING,
            policy: policy(),
            style: STYLE,
            run: foreign::line(&run.run),
            class: class(run.status),
            status: run.status.as_str(),
            headline: headline(run, ended, source.namespace),
            facts: facts(run, outcome),
            console: console.as_ref().map(Console::execution),
            known_until: goes_on.then(|| words::moment(source.now)),
            began: words::moment(began),
            took: words::duration(until.duration_since(began)),
            ticks: axis.ticks(),
            stages: bars::of_run(&run.stages, axis, until),
            rows: run.entries.iter().map(|entry| Row::of(entry, scene)).collect(),
            legend_bars: bars::legend(),
            legend_marks: bars::legend_marks(),
            byol: outcome.and_then(byol),
            failures: outcome.map(|outcome| Failure::all(outcome, console.as_ref())).unwrap_or_default(),
            again: ended.and_then(|outcome| message::again(outcome, source.namespace)),
            ways: ended.map(|outcome| message::ways(outcome, source.namespace)).unwrap_or_default(),
            violations: findings(outcome, |outcome| &outcome.violations),
            warnings: findings(outcome, |outcome| &outcome.warnings),
            changes: outcome.map(|outcome| Change::all(run, outcome)).unwrap_or_default(),
            way_back: outcome.and_then(|outcome| outcome.way_back.as_ref()).map(sections::way_back),
            namespace: source.namespace,
        }
    }
}

/// Nothing is loaded, nothing runs, nothing is sent; the style is known by its digest.
fn policy() -> String {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

const fn class(state: State) -> &'static str {
    match state {
        State::Succeeded => "good",
        State::Failed | State::TimedOut | State::Aborted => "bad",
        State::Running => "on",
        State::Unknown => "off",
    }
}

/// What became of it, as the notification says it first.
fn headline(run: &Run, ended: Option<&Outcome>, namespace: &Namespace) -> String {
    let (over, all) = run.ended_of();
    let imports = words::count(all, "import", "imports");
    match ended {
        Some(outcome) if run.outcome.is_some() => {
            let place = Place { console: None, namespace: namespace.clone() };
            message::text(outcome, &place).lines().next().unwrap_or_default().to_owned()
        }
        Some(_) if all == 0 => "The run broke off before it had planned its imports.".to_owned(),
        Some(_) => format!("The run broke off: {over} of {imports} had ended."),
        None if all == 0 => {
            let doing = run.doing.map(|doing| format!(": it {doing}")).unwrap_or_default();
            format!("The run goes on{doing}.")
        }
        None => format!("The run goes on: {over} of {imports} ended so far."),
    }
}

fn facts(run: &Run, outcome: Option<&Outcome>) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(ami) = outcome.and_then(|outcome| outcome.ec2_image_id.as_deref()) {
        facts.push(("AMI", foreign::word(ami)));
    }
    if let Some(preset) = outcome.and_then(|outcome| outcome.preset.as_ref()) {
        let version = preset.version.map(|version| format!(", version {version}")).unwrap_or_default();
        facts.push(("Preset", format!("{}{version}", foreign::line(&preset.name))));
    }
    if outcome.is_some_and(|outcome| outcome.dry_run) {
        facts.push(("Dry run", "yes: nothing was started or changed".to_owned()));
    }
    facts.extend(run.started_at.map(|at| ("Started", words::moment(at))));
    facts.extend(run.ended_at.map(|at| ("Ended", words::moment(at))));
    facts
}

fn byol(outcome: &Outcome) -> Option<String> {
    let byol = outcome.enable_byol.as_ref()?;
    let range = foreign::word(&byol.dedicated_tenancy_management_cidr_range);
    Some(match byol.status {
        ByolStatus::Enabled => format!(
            "BYOL was switched on by this run for this account and Region, with the management range {range}. It stays on for good."
        ),
        ByolStatus::Pending | ByolStatus::Proposed | ByolStatus::Refused => format!(
            "This run asked AWS to switch BYOL on for this account and Region, with the management range {range}; it is not known to be on."
        ),
    })
}

fn findings(
    outcome: Option<&Outcome>,
    list: fn(&Outcome) -> &Vec<deskport_shared::violation::Violation>,
) -> Vec<Finding> {
    outcome.map(list).into_iter().flatten().map(Finding::of).collect()
}
