//! What an entry was at over time, as bars; and what happened, as marks.

use super::axis::{Axis, percent};
use super::words;
use crate::run::entry::{Entry, Mark, Moment, Phase, Span, Status};
use crate::run::stage::{Stage, Stretch};
use deskport_shared::foreign;
use deskport_shared::status::StepKind;
use jiff::Timestamp;

/// The shortest bar, in percent: one that can be seen.
const WIDTH_MIN: f64 = 0.3;
/// How near looks and retries may stand to each other, in percent: a run of a week has hundreds of looks.
const NEAR: f64 = 0.45;

/// A bar.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) class: &'static str,
    pub(super) x: String,
    pub(super) width: String,
    pub(super) title: String,
}

/// A mark.
#[derive(Debug)]
pub(super) struct Glyph {
    pub(super) class: &'static str,
    pub(super) x: String,
    pub(super) title: String,
}

/// How a phase is called; what its bar looks like is in the style, by the class.
pub(super) const fn phase(phase: Phase) -> (&'static str, &'static str) {
    match phase {
        Phase::Queued => ("queued", "waits for its turn"),
        Phase::Starting => ("starting", "is started"),
        Phase::InProgress => ("work", "AWS works on it"),
        Phase::WaitingForQuota => ("quota", "a quota is full: waits for a slot"),
        Phase::Asking => ("asking", "people are asked"),
        Phase::Below => ("below", "the entries below it run"),
    }
}

const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Preset | Stage::Amis | Stage::Plan | Stage::LookAhead | Stage::Byol | Stage::Report => {
            "starting"
        }
        Stage::Imports => "below",
    }
}

/// An entry's phases as people think of them: a try that finds the quota still full is a part of the wait, and where nothing stands
/// below an entry, nothing runs there.
pub(super) fn phases(entry: &Entry, has_below: bool) -> Vec<Span> {
    let mut phases: Vec<Span> = Vec::new();
    for (place, span) in entry.spans.iter().enumerate() {
        if span.phase == Phase::Below && !has_below {
            continue;
        }
        let quota = |place: Option<usize>| {
            place.and_then(|place| entry.spans.get(place)).is_some_and(|s| s.phase == Phase::WaitingForQuota)
        };
        let is_try = span.phase == Phase::Starting && quota(place.checked_sub(1)) && quota(Some(place + 1));
        let now = if is_try { Phase::WaitingForQuota } else { span.phase };
        match phases.last_mut().filter(|last| last.phase == now) {
            Some(last) => last.to = span.to,
            None => phases.push(Span { phase: now, ..span.clone() }),
        }
    }
    if phases.is_empty() {
        phases.extend(from_outcome(entry));
    }
    phases
}

/// Where there is no history, the outcome says when it began and ended.
fn from_outcome(entry: &Entry) -> Option<Span> {
    let from = entry.started_at?;
    entry.ended_at.map(|to| Span { phase: Phase::InProgress, from, to: Some(to) })
}

/// The bars of an entry.
pub(super) fn of_entry(phases: &[Span], axis: Axis, until: Timestamp) -> Vec<Bar> {
    let shown = phases.iter().map(|span| {
        let (class, words) = phase(span.phase);
        bar(class, words, (span.from, span.to.unwrap_or(until)), axis)
    });
    shown.collect()
}

/// The bars of the run itself.
pub(super) fn of_run(stages: &[Stretch], axis: Axis, until: Timestamp) -> Vec<Bar> {
    let shown = stages.iter().map(|stretch| {
        bar(stage(stretch.stage), stretch.stage.words(), (stretch.from, stretch.to.unwrap_or(until)), axis)
    });
    shown.collect()
}

fn bar(class: &'static str, words: &str, (from, to): (Timestamp, Timestamp), axis: Axis) -> Bar {
    let (x, end) = (axis.place(from), axis.place(to));
    let width = (end - x).max(WIDTH_MIN);
    let x = x.min(100.0 - width).max(0.0);
    let clock = |time| words::clock(time, axis.with_day());
    let took = words::duration(to.duration_since(from));
    let title = format!("{words}: {took}, {} to {}", clock(from), clock(to));
    Bar { class, x: percent(x), width: percent(width), title }
}

/// The marks of an entry. Looks and retries that would stand on top of each other are one.
pub(super) fn marks(entry: &Entry, axis: Axis) -> Vec<Glyph> {
    let mut shown = Vec::new();
    let (mut look, mut retry) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
    for mark in &entry.marks {
        let x = axis.place(mark.at);
        let last = match &mark.what {
            Moment::Looked { .. } => Some(&mut look),
            Moment::Failed { .. } => Some(&mut retry),
            Moment::Asked | Moment::Answered { .. } | Moment::Started { .. } => None,
        };
        if let Some(last) = last {
            if x - *last < NEAR {
                continue;
            }
            *last = x;
        }
        shown.extend(glyph(mark, x, axis));
    }
    shown.extend(end(entry, axis));
    shown
}

fn glyph(mark: &Mark, x: f64, axis: Axis) -> Option<Glyph> {
    let (class, words) = match &mark.what {
        // The bar says so.
        Moment::Failed { error } if error == "QuotaExceeded" => return None,
        Moment::Looked { .. } | Moment::Failed { .. } => (class(&mark.what)?, happened(&mark.what)),
        Moment::Asked | Moment::Answered { .. } => (class(&mark.what)?, happened(&mark.what)),
        // The bar that follows says so.
        Moment::Started { .. } => return None,
    };
    let title = format!("{words}, {}", words::clock(mark.at, axis.with_day()));
    Some(Glyph { class, x: percent(x), title })
}

const fn class(moment: &Moment) -> Option<&'static str> {
    match moment {
        Moment::Looked { .. } => Some("look"),
        Moment::Failed { .. } => Some("retry"),
        Moment::Asked => Some("asked"),
        Moment::Answered { approved: Some(true), .. } => Some("yes"),
        Moment::Answered { approved: Some(false), .. } => Some("no"),
        Moment::Answered { approved: None, .. } => Some("late"),
        Moment::Started { .. } => None,
    }
}

/// What happened, in words.
pub(super) fn happened(moment: &Moment) -> String {
    match moment {
        Moment::Looked { state, progress } => {
            let state = state.as_deref().map(foreign::word).unwrap_or_default();
            let progress = progress.map(|percent| format!("{percent} %"));
            let seen: Vec<_> =
                [Some(state).filter(|state| !state.is_empty()), progress].into_iter().flatten().collect();
            if seen.is_empty() { "look".to_owned() } else { format!("look: {}", seen.join(", ")) }
        }
        Moment::Failed { error } => format!("a call failed: {}", foreign::word(error)),
        Moment::Asked => "people were asked".to_owned(),
        Moment::Answered { approved: Some(true), .. } => "approved".to_owned(),
        Moment::Answered { approved: Some(false), reason } => {
            let reason = reason.as_deref().map(|reason| format!(": {}", foreign::quoted(reason)));
            format!("refused{}", reason.unwrap_or_default())
        }
        Moment::Answered { approved: None, .. } => "nobody answered in time".to_owned(),
        Moment::Started { state } => {
            format!(
                "started{}",
                state.as_deref().map(|s| format!(": {}", foreign::word(s))).unwrap_or_default()
            )
        }
    }
}

/// How it ended, where it ended; an answer says so itself.
fn end(entry: &Entry, axis: Axis) -> Option<Glyph> {
    let asks = entry.operation.definition().kind == StepKind::Ask;
    let answered = entry.marks.iter().any(|mark| matches!(mark.what, Moment::Answered { .. }));
    let (class, words) = match entry.status {
        _ if asks && answered => return None,
        Status::Succeeded => ("yes", "done"),
        Status::Failed => ("no", "failed"),
        Status::TimedOut => ("late", "out of time"),
        Status::Waiting | Status::Running | Status::WaitingForQuota | Status::Asking | Status::Skipped => {
            return None;
        }
    };
    let at = entry.ended_at?;
    let title = format!("{words}, {}", words::clock(at, axis.with_day()));
    Some(Glyph { class, x: percent(axis.place(at)), title })
}

/// What each bar means.
pub(super) fn legend() -> Vec<Bar> {
    let phases = [
        Phase::InProgress,
        Phase::WaitingForQuota,
        Phase::Asking,
        Phase::Starting,
        Phase::Queued,
        Phase::Below,
    ];
    let bar = |(class, words): (&'static str, &str)| Bar {
        class,
        x: "0".to_owned(),
        width: "100%".to_owned(),
        // The run itself looks at things and plans before it starts any.
        title: words.replace("is started", "is prepared or started"),
    };
    phases.map(phase).map(bar).into()
}

/// What each mark means.
pub(super) fn legend_marks() -> Vec<Glyph> {
    let marks = [
        ("look", "a look"),
        ("retry", "a call failed"),
        ("asked", "a question"),
        ("yes", "done, or approved"),
        ("no", "failed, or refused"),
        ("late", "out of time"),
    ];
    marks.map(|(class, words)| Glyph { class, x: "50%".to_owned(), title: words.to_owned() }).into()
}
