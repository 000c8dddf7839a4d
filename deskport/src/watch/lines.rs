//! Not on a terminal: one line for each change, on standard error. Nothing is written twice.

use super::row::{code, detail, doing, number, target, time, word};
use super::{Display, Seen};
use crate::escape;
use crate::run::entry::{Entry, Status};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::io::Write;

/// So many percent of an entry's progress are a change: a line for each would bury the rest.
const STEP: u8 = 25;

/// What makes two lines about an entry differ.
type Change = (Status, Option<String>, Option<u8>, Option<String>);

/// Writes the lines.
#[derive(Debug)]
pub(crate) struct Lines<W> {
    stream: W,
    written: BTreeMap<String, Change>,
    doing: String,
}

impl<W: Write> Lines<W> {
    pub(crate) const fn new(stream: W) -> Self {
        Self { stream, written: BTreeMap::new(), doing: String::new() }
    }

    /// A reader that is gone is no reason to stop watching: the exit code still counts.
    fn say(&mut self, text: &str) {
        let _ = writeln!(self.stream, "{}", text.trim_end());
        let _ = self.stream.flush();
    }
}

impl<W: Write> Display for Lines<W> {
    fn show(&mut self, seen: Seen<'_>) {
        let doing = doing(seen.run).filter(|_| seen.run.entries.is_empty());
        if let Some(doing) = doing.filter(|doing| *doing != self.doing) {
            self.say(&format!("the run {doing}"));
            self.doing = doing;
        }
        for entry in &seen.run.entries {
            let now = change(entry);
            if entry.status == Status::Waiting || self.written.get(&entry.path) == Some(&now) {
                continue;
            }
            self.written.insert(entry.path.clone(), now);
            self.say(&line(entry, seen.now));
            if entry.status == Status::Asking {
                self.say(&format!("{:<8} answer it: {}", "", seen.answer));
            }
        }
    }

    fn note(&mut self, text: &str) {
        self.say(&escape::line(text));
    }
}

fn change(entry: &Entry) -> Change {
    let progress = entry.progress.map(|percent| percent / STEP);
    match entry.status {
        Status::Running => (entry.status, entry.state.clone(), progress, None),
        Status::Waiting
        | Status::WaitingForQuota
        | Status::Asking
        | Status::Succeeded
        | Status::Failed
        | Status::TimedOut
        | Status::Skipped => (entry.status, None, None, code(entry)),
    }
}

fn line(entry: &Entry, now: Timestamp) -> String {
    let (number, word, detail, time) = (number(entry), word(entry.status), detail(entry), time(entry, now));
    format!(
        "{number:<8} {word:<9} {:<28} {detail:<33} {time:<14} {}",
        entry.operation.as_str(),
        target(entry)
    )
}
