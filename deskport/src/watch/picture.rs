//! The picture of a run: pure, from what is known of it and the size of the terminal. A line for each entry; where there are more than fit,
//! what has ended is drawn together first, then what waits.

use super::Seen;
use super::row::{detail, doing, hours, style, target, time, word};
use crate::escape;
use crate::run::entry::{Entry, Status};
use crate::run::view::Run;
use anstyle::Style;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const SPINNER: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
/// From how many columns on there is a column for each thing.
const WIDE: usize = 100;
/// From how many lines on there is room for blank ones.
const TALL: usize = 16;
/// The most lines that a note takes.
const NOTE_MAX: usize = 3;
/// The widest that a column of a wide picture is.
const COLUMN_MAX: usize = 44;

/// A terminal's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// In characters.
    pub(super) columns: usize,
    /// In lines.
    pub(super) lines: usize,
}

/// A line about an entry, or about several.
#[derive(Clone, Debug, Default)]
struct Row {
    status: Status,
    /// Indented: the operation.
    left: String,
    detail: String,
    time: String,
    target: String,
}

/// The lines, each at most as wide as the terminal, and at most as many as it has.
pub(super) fn draw(seen: Seen<'_>, note: Option<&str>, size: Size, turn: usize) -> Vec<String> {
    let tall = size.lines >= TALL;
    let mut lines = head(seen, size.columns);
    let foot = foot(seen, note, size.columns);
    let blanks = if tall { 2 } else { 0 };
    let room = size.lines.saturating_sub(lines.len() + foot.len() + blanks).max(1);
    if tall {
        lines.push(String::new());
    }
    let rows = rows(seen, room);
    lines.extend(if size.columns >= WIDE {
        wide(&rows, size.columns, turn)
    } else {
        rows.iter().map(|row| narrow(row, size.columns, turn)).collect()
    });
    if tall {
        lines.push(String::new());
    }
    lines.extend(foot);
    lines.truncate(size.lines.max(1));
    lines
}

fn head(seen: Seen<'_>, columns: usize) -> Vec<String> {
    let run = seen.run;
    let (ended, imports) = run.ended_of();
    let doing = match (imports, doing(run)) {
        (0, Some(doing)) => doing,
        (0, None) => "begins".to_owned(),
        (imports, _) if ended == imports => "sends the notification".to_owned(),
        (imports, _) => format!("{ended} of {imports} imports ended"),
    };
    let taken = hours(elapsed(seen));
    vec![
        painted(BOLD, &clip(&escape::line(&run.run), columns)),
        clip(&format!("{taken} h, {doing}"), columns),
    ]
}

/// How long the run goes on, as it counts itself: what an entry took comes after what those above it took.
fn elapsed(seen: Seen<'_>) -> u32 {
    let run = seen.run;
    let clock = run.started_at.map_or(0, |at| seen.now.duration_since(at).as_secs().max(0));
    let chain = |entry: &Entry| {
        let above = run.entries.iter().filter(|other| entry.path.starts_with(&format!("{}/", other.path)));
        above.chain([entry]).filter_map(|entry| entry.elapsed_seconds(seen.now)).fold(0, u32::saturating_add)
    };
    let longest = run.entries.iter().map(chain).max().unwrap_or_default();
    longest.max(u32::try_from(clock).unwrap_or(u32::MAX))
}

fn foot(seen: Seen<'_>, note: Option<&str>, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if seen.run.entries.iter().any(|entry| entry.status == Status::Asking) {
        let wrapped = wrap(&format!("Somebody has to answer: {}", seen.answer), columns, NOTE_MAX);
        lines.extend(wrapped.iter().map(|line| painted(style(Status::Asking), line)));
    }
    if let Some(note) = note {
        lines.extend(wrap(&escape::line(note), columns, NOTE_MAX));
    }
    lines.push(painted(DIM, &clip("Ctrl-C leaves the run going", columns)));
    lines
}

/// As many rows as there is room for.
fn rows(seen: Seen<'_>, room: usize) -> Vec<Row> {
    let run = seen.run;
    if run.entries.len() <= room {
        return run.entries.iter().map(|entry| row(entry, seen)).collect();
    }
    // What has ended, an import each.
    let imports = imports(run);
    let mut rows: Vec<Row> = imports.iter().flat_map(|import| collapsed(import, seen)).collect();
    if rows.len() <= room {
        return rows;
    }
    // All that has ended, and all that waits, in a row each.
    let (ended, rest): (Vec<_>, Vec<_>) =
        imports.into_iter().partition(|import| import.iter().all(|entry| entry.status.ended()));
    let (waiting, going): (Vec<_>, Vec<_>) =
        rest.into_iter().partition(|import| import.iter().all(|entry| entry.status == Status::Waiting));
    let together = |imports: &[Vec<&Entry>], status: Status, what: &str| {
        let left =
            format!("{} {} {what}", imports.len(), if imports.len() == 1 { "import" } else { "imports" });
        (!imports.is_empty()).then(|| Row { status, left, ..Row::default() })
    };
    let failed = ended.iter().filter(|import| worst(import) != Status::Succeeded).count();
    let status = if failed > 0 { Status::Failed } else { Status::Succeeded };
    let what = if failed > 0 { format!("ended, {failed} FAILED") } else { "done".to_owned() };
    let first = together(&ended, status, &what);
    let last = together(&waiting, Status::Waiting, "wait");
    let room = room.saturating_sub(usize::from(first.is_some()) + usize::from(last.is_some()));
    rows = going.iter().flatten().map(|entry| row(entry, seen)).collect();
    first.into_iter().chain(fitting(rows, room)).chain(last).collect()
}

/// As many as fit: people who are asked come first, what goes on before what has ended or waits.
fn fitting(rows: Vec<Row>, room: usize) -> Vec<Row> {
    if rows.len() <= room {
        return rows;
    }
    let shown = room.saturating_sub(1);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|place| rank(rows[*place].status));
    let mut kept: Vec<usize> = order.into_iter().take(shown).collect();
    kept.sort_unstable();
    let more = rows.len() - kept.len();
    let left = format!("{more} more {}", if more == 1 { "entry" } else { "entries" });
    let more = Row { left, ..Row::default() };
    rows.into_iter()
        .enumerate()
        .filter(|(place, _)| kept.binary_search(place).is_ok())
        .map(|(_, row)| row)
        .chain([more])
        .collect()
}

const fn rank(status: Status) -> u8 {
    match status {
        Status::Asking => 0,
        Status::Running | Status::WaitingForQuota => 1,
        Status::Failed | Status::TimedOut => 2,
        Status::Succeeded => 3,
        Status::Waiting | Status::Skipped => 4,
    }
}

/// Each import with all below it.
fn imports(run: &Run) -> Vec<Vec<&Entry>> {
    let mut imports: Vec<Vec<&Entry>> = Vec::new();
    for entry in &run.entries {
        match imports.last_mut() {
            Some(import) if entry.depth() > 0 => import.push(entry),
            Some(_) | None => imports.push(vec![entry]),
        }
    }
    imports
}

/// An import in one row where all of it has ended.
fn collapsed(import: &[&Entry], seen: Seen<'_>) -> Vec<Row> {
    let [first, below @ ..] = import else { return Vec::new() };
    if below.is_empty() || !import.iter().all(|entry| entry.status.ended()) {
        return import.iter().map(|entry| row(entry, seen)).collect();
    }
    let mut row = row(first, seen);
    row.status = worst(import);
    row.left = format!("{} +{}", row.left, below.len());
    if row.status != first.status {
        row.detail = word(row.status).to_owned();
    }
    vec![row]
}

/// How an import that has ended did as a whole.
fn worst(import: &[&Entry]) -> Status {
    let failed = import.iter().map(|entry| entry.status).find(|status| *status != Status::Succeeded);
    failed.map_or(Status::Succeeded, |status| if status == Status::Skipped { Status::Failed } else { status })
}

fn row(entry: &Entry, seen: Seen<'_>) -> Row {
    let said = detail(entry);
    let detail = match entry.status {
        Status::Running | Status::WaitingForQuota | Status::Waiting => said,
        Status::Succeeded | Status::Failed | Status::TimedOut if !said.is_empty() => said,
        Status::Asking => format!("{} {said}", word(entry.status)),
        Status::Succeeded | Status::Failed | Status::TimedOut | Status::Skipped => {
            word(entry.status).to_owned()
        }
    };
    Row {
        status: entry.status,
        left: format!("{:1$}{2}", "", entry.depth() * 2, entry.operation.as_str()),
        detail,
        time: time(entry, seen.now),
        target: target(entry),
    }
}

const fn mark(status: Status, turn: usize) -> &'static str {
    match status {
        Status::Waiting => "·",
        Status::Running => SPINNER[turn % SPINNER.len()],
        Status::WaitingForQuota => "…",
        Status::Asking => "?",
        Status::Succeeded => "✓",
        Status::Failed | Status::TimedOut => "✗",
        Status::Skipped => "-",
    }
}

/// A column for each thing.
fn wide(rows: &[Row], columns: usize, turn: usize) -> Vec<String> {
    let widest = |of: fn(&Row) -> &str| {
        rows.iter().map(|row| of(row).width()).max().unwrap_or_default().min(COLUMN_MAX)
    };
    let (left, detail) = (widest(|row| &row.left), widest(|row| &row.detail));
    let time = widest(|row| &row.time);
    let line = |row: &Row| {
        let cell = |text: &str, width: usize| padded(&clip(text, width), width);
        let text = format!(
            "{} {}  {}  {}  {}",
            mark(row.status, turn),
            cell(&row.left, left),
            cell(&row.detail, detail),
            cell(&row.time, time),
            row.target
        );
        painted(style(row.status), &clip(text.trim_end(), columns))
    };
    rows.iter().map(line).collect()
}

/// What matters most: the operation, and to the right how it stands.
fn narrow(row: &Row, columns: usize, turn: usize) -> String {
    let short = row.time.replace(" of ", "/").replace(" h", "");
    let short = short.trim_start_matches("about ");
    let percent = row.detail.rsplit_once(' ').is_some_and(|(_, unit)| unit == "%");
    let percent = percent.then(|| row.detail.rsplit(' ').nth(1).unwrap_or_default());
    let right = match row.status {
        Status::Running => match percent {
            Some(percent) => format!("{percent} % {short}"),
            None if short.is_empty() => row.detail.clone(),
            None => short.to_owned(),
        },
        Status::Waiting => String::new(),
        Status::Asking => word(Status::Asking).to_owned(),
        Status::WaitingForQuota | Status::Succeeded | Status::Failed | Status::TimedOut | Status::Skipped => {
            row.detail.clone()
        }
    };
    let right = clip(&right, columns / 2);
    let left = format!("{} {}", mark(row.status, turn), row.left);
    let room = columns.saturating_sub(right.width() + 1);
    let text = format!("{} {right}", padded(&clip(&left, room), room));
    painted(style(row.status), &clip(text.trim_end(), columns))
}

fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{:1$}", "", width.saturating_sub(text.width()))
}

/// The text, shortened where it takes more columns.
fn clip(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let kept = text.chars().take_while(|c| {
        let width = c.width().unwrap_or_default();
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    });
    let kept: String = kept.collect();
    if columns == 0 { kept } else { kept + "…" }
}

/// The text in lines, broken at blanks where it can be.
fn wrap(text: &str, columns: usize, most: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let mut word = word.to_owned();
        let gap = |line: &str| usize::from(!line.is_empty());
        let line = lines.last().map(|line| line.width() + gap(line)).unwrap_or_default();
        if line + word.width() > columns && line > 0 {
            lines.push(String::new());
        }
        // A word that is wider than the terminal, such as the name of a run.
        while word.width() > columns {
            let at =
                word.char_indices().map(|(at, _)| at).take_while(|at| word[..*at].width() <= columns).last();
            let rest = word.split_off(at.filter(|at| *at > 0).unwrap_or(word.len()));
            if let Some(line) = lines.last_mut() {
                *line = word;
            }
            lines.push(String::new());
            word = rest;
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = clip(&format!("{last}…"), columns);
        }
    }
    lines
}

#[cfg(test)]
mod tests;
