//! The rows of the picture, and the same facts in words.

use super::axis::Axis;
use super::bars::{self, Bar, Glyph};
use super::words;
use crate::run::entry::{Entry, Moment, Phase, Span, Status};
use crate::run::view::Run;
use deskport_shared::foreign;
use deskport_shared::outcome::StepOutcome;
use deskport_shared::status::StepKind;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A row: an entry of the tree.
#[derive(Debug)]
pub(super) struct Row {
    /// The numbers of its places in the tree: `1.2`.
    pub(super) number: String,
    /// How deep it stands, at most 4: a class of the style.
    pub(super) depth: usize,
    /// What it makes, changes or asks.
    pub(super) target: String,
    pub(super) operation: &'static str,
    /// How it stands: a class of the style.
    pub(super) class: &'static str,
    /// How it stands, in words.
    pub(super) state: &'static str,
    pub(super) took: String,
    pub(super) bars: Vec<Bar>,
    pub(super) marks: Vec<Glyph>,
    /// What became of it: ids and the like, each a line.
    pub(super) facts: Vec<String>,
    /// What it was at, phase by phase.
    pub(super) lines: Vec<String>,
}

/// What a row is made with.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) run: &'a Run,
    pub(super) axis: Axis,
    pub(super) dry_run: bool,
    /// Until when the run is known.
    pub(super) until: Timestamp,
}

impl Row {
    pub(super) fn of(entry: &Entry, scene: Scene<'_>) -> Self {
        let below = format!("{}/", entry.path);
        let has_below =
            scene.run.entries.iter().any(|other| other.path.starts_with(&below) && !other.spans.is_empty());
        let phases = bars::phases(entry, has_below);
        let (class, state) = state(entry, scene);
        Self {
            number: number(&entry.path),
            depth: entry.depth().min(4),
            target: foreign::line(&entry.target),
            operation: entry.operation.as_str(),
            class,
            state,
            took: took(entry, scene.until),
            bars: bars::of_entry(&phases, scene.axis, scene.until),
            marks: bars::marks(entry, scene.axis),
            facts: facts(entry),
            lines: lines(entry, &phases, scene),
        }
    }
}

/// `/Imports/0/Then/1` as `1.2`.
pub(super) fn number(path: &str) -> String {
    let places = path.split('/').filter_map(|part| part.parse::<usize>().ok());
    places.map(|place| (place + 1).to_string()).collect::<Vec<_>>().join(".")
}

fn took(entry: &Entry, until: Timestamp) -> String {
    let Some(from) = entry.started_at else { return String::new() };
    let to = entry.ended_at.unwrap_or(until);
    words::duration(to.duration_since(from))
}

/// How an entry stands: class and words.
fn state(entry: &Entry, scene: Scene<'_>) -> (&'static str, &'static str) {
    let asks = entry.operation.definition().kind == StepKind::Ask;
    let over = scene.run.ended_at.is_some();
    match entry.status {
        Status::Waiting if over => ("off", "not started"),
        Status::Running | Status::WaitingForQuota | Status::Asking if over => ("bad", "broke off"),
        Status::Waiting => ("off", "waits"),
        Status::Running => ("on", "runs"),
        Status::WaitingForQuota => ("on", "waits for a slot"),
        Status::Asking => ("on", "asks"),
        Status::Succeeded if scene.dry_run => ("good", "nothing wrong"),
        Status::Succeeded if asks => ("good", "approved"),
        Status::Succeeded => ("good", "done"),
        Status::Failed if scene.dry_run => ("bad", "would fail"),
        Status::Failed if refused(entry) => ("bad", "refused"),
        Status::Failed => ("bad", "failed"),
        Status::TimedOut if asks => ("bad", "not answered"),
        Status::TimedOut => ("bad", "out of time"),
        Status::Skipped if scene.dry_run => ("off", "not checked"),
        Status::Skipped => ("off", "not started"),
    }
}

fn refused(entry: &Entry) -> bool {
    let error = entry.outcome.as_ref().and_then(|outcome| outcome.error.as_ref());
    error.is_some_and(|error| error.code == "ApprovalRefused")
}

fn facts(entry: &Entry) -> Vec<String> {
    let region = entry.region.as_deref().map(|region| format!("in {}", foreign::word(region)));
    let outcome = entry.outcome.as_ref();
    let word =
        |pick: fn(&StepOutcome) -> Option<&String>| outcome.and_then(pick).map(|text| foreign::word(text));
    let image = word(|outcome| outcome.image_arn.as_ref().or(outcome.image_id.as_ref()));
    let bundle = word(|outcome| outcome.bundle_id.as_ref()).filter(|bundle| *bundle != entry.target);
    let replaced = word(|outcome| outcome.replaced.as_ref())
        .map(|image| format!("made again: {image}, left failed by an earlier run, was deleted"));
    let adopted = outcome
        .filter(|outcome| outcome.adopted == Some(true) && outcome.before.is_none())
        .map(|_| "was there already, made from the same source in the same way".to_owned());
    [region, image.map(|image| format!("image {image}")), bundle, adopted, replaced]
        .into_iter()
        .flatten()
        .collect()
}

fn lines(entry: &Entry, phases: &[Span], scene: Scene<'_>) -> Vec<String> {
    // Whose turn comes at once does not wait for it.
    let at_once = |span: &Span| {
        let took = span.to.unwrap_or(scene.until).duration_since(span.from);
        span.phase == Phase::Queued && took.as_secs() == 0
    };
    let phases = phases.iter().filter(|span| !at_once(span));
    let mut lines: Vec<String> = phases.map(|span| line(entry, span, scene)).collect();
    for (error, count) in failures(entry) {
        lines.push(format!("{}: {error}", words::count(count, "call failed", "calls failed")));
    }
    lines
}

fn line(entry: &Entry, span: &Span, scene: Scene<'_>) -> String {
    let to = span.to.unwrap_or(scene.until);
    let (_, what) = bars::phase(span.phase);
    let clock = words::clock(span.from, scene.axis.with_day());
    let goes_on = if span.to.is_none() { " so far" } else { "" };
    let mut line = format!("{clock} {what}: {}{goes_on}", words::duration(to.duration_since(span.from)));
    let within = entry.marks.iter().filter(|mark| (span.from..=to).contains(&mark.at));
    match span.phase {
        Phase::InProgress => {
            let looks = within.clone().filter(|mark| matches!(mark.what, Moment::Looked { .. })).count();
            let last = within.clone().rfind(|mark| matches!(mark.what, Moment::Looked { .. }));
            if looks > 0 {
                line += &format!(", {}", words::count(looks, "look", "looks"));
            }
            if let Some(last) = last {
                line += &format!(", the last {}", bars::happened(&last.what).trim_start_matches("look: "));
            }
        }
        Phase::Asking => {
            let answer = within.clone().rfind(|mark| matches!(mark.what, Moment::Answered { .. }));
            if let Some(answer) = answer {
                line += &format!(", {}", bars::happened(&answer.what));
            }
        }
        Phase::Queued | Phase::Starting | Phase::WaitingForQuota | Phase::Below => {}
    }
    line
}

/// Calls that failed, by their error.
fn failures(entry: &Entry) -> BTreeMap<String, usize> {
    let mut failures = BTreeMap::new();
    for mark in &entry.marks {
        if let Moment::Failed { error } = &mark.what {
            *failures.entry(foreign::word(error)).or_default() += 1;
        }
    }
    failures
}
