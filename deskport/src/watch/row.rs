//! An entry in words: for the picture and for the lines.

use crate::escape;
use crate::run::entry::{Entry, Moment, Status};
use crate::run::stage::Stage;
use crate::run::view::Run;
use anstyle::{AnsiColor, Style};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// An entry's place as notifications have it: `/Imports/0/Then/1` as `1.2`.
pub(super) fn number(entry: &Entry) -> String {
    let places = entry.path.split('/').filter_map(|part| part.parse::<usize>().ok());
    places.map(|place| (place + 1).to_string()).collect::<Vec<_>>().join(".")
}

/// What the run itself is at.
pub(super) fn doing(run: &Run) -> Option<String> {
    let doing = run.doing?;
    let asks = doing == Stage::Byol.words();
    Some(if asks { format!("{doing}; people may have to approve it") } else { doing.to_owned() })
}

/// How it stands, in a word or two.
pub(super) const fn word(status: Status) -> &'static str {
    match status {
        Status::Waiting => "waits",
        Status::Running => "runs",
        Status::WaitingForQuota => "no slot",
        Status::Asking => "asks",
        Status::Succeeded => "done",
        Status::Failed => "FAILED",
        Status::TimedOut => "TIMED OUT",
        Status::Skipped => "skipped",
    }
}

/// The colour of a status.
pub(super) const fn style(status: Status) -> Style {
    match status {
        Status::Waiting | Status::Skipped => Style::new().dimmed(),
        Status::Running => AnsiColor::Cyan.on_default(),
        Status::WaitingForQuota => AnsiColor::Yellow.on_default(),
        Status::Asking => AnsiColor::Yellow.on_default().bold(),
        Status::Succeeded => AnsiColor::Green.on_default(),
        Status::Failed | Status::TimedOut => AnsiColor::Red.on_default().bold(),
    }
}

/// What AWS says of it, what came of it, or why nothing did.
pub(super) fn detail(entry: &Entry) -> String {
    match entry.status {
        Status::Waiting | Status::Skipped => String::new(),
        Status::Running => running(entry),
        Status::WaitingForQuota => "a quota is full".to_owned(),
        Status::Asking => {
            entry.answer_until.map(|until| format!("until {}", minute(until))).unwrap_or_default()
        }
        Status::Succeeded => made(entry),
        Status::Failed | Status::TimedOut => code(entry).unwrap_or_default(),
    }
}

fn running(entry: &Entry) -> String {
    if let Some(Moment::Failed { error }) = entry.marks.last().map(|mark| &mark.what) {
        return format!("{}, again", escape::line(error));
    }
    let state = entry.state.as_deref().map(escape::line).unwrap_or_default();
    match entry.progress {
        Some(percent) => format!("{state} {percent} %").trim_start().to_owned(),
        None => state.into_owned(),
    }
}

/// The image, by its id: an ARN holds no more than its name.
fn made(entry: &Entry) -> String {
    let Some(outcome) = &entry.outcome else { return String::new() };
    let image = outcome.image_id.as_deref().map(escape::line).unwrap_or_default();
    let adopted = if outcome.adopted == Some(true) { "there already" } else { "" };
    [image.as_ref(), adopted].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Why it was not done.
pub(super) fn code(entry: &Entry) -> Option<String> {
    let error = entry.outcome.as_ref()?.error.as_ref()?;
    Some(escape::line(&error.code).into_owned())
}

/// How long it has taken, and usually takes.
pub(super) fn time(entry: &Entry, now: Timestamp) -> String {
    let usual = (entry.usual_seconds > 0).then(|| hours(entry.usual_seconds));
    let taken =
        entry.elapsed_seconds(now).filter(|seconds| entry.usual_seconds > 0 || *seconds >= 60).map(hours);
    match (entry.status, taken, usual) {
        (Status::Waiting, _, Some(usual)) => format!("about {usual} h"),
        (Status::Running | Status::WaitingForQuota | Status::Asking, Some(taken), Some(usual)) => {
            format!("{taken} of {usual} h")
        }
        (Status::Waiting | Status::Skipped, ..) | (_, None, _) => String::new(),
        (
            Status::Running
            | Status::WaitingForQuota
            | Status::Asking
            | Status::Succeeded
            | Status::Failed
            | Status::TimedOut,
            Some(taken),
            _,
        ) => format!("{taken} h"),
    }
}

/// What it makes, changes or asks.
pub(super) fn target(entry: &Entry) -> String {
    let target = escape::line(&entry.target);
    match &entry.region {
        Some(region) => format!("{target} in {}", escape::line(region)),
        None => target.into_owned(),
    }
}

/// Seconds as hours and minutes.
pub(super) fn hours(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 3600, seconds / 60 % 60)
}

/// A time of day, in UTC as notifications have it; with the day, since people may have a week to answer.
pub(super) fn minute(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%m-%d %H:%M UTC").to_string()
}
