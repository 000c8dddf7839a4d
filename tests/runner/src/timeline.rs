//! What happened, line by line, for the reader of a replay.

use crate::clock;

/// The lines; none are kept where nobody reads them.
#[derive(Debug, Default)]
pub struct Timeline {
    lines: Option<Vec<String>>,
    start: u64,
}

impl Timeline {
    /// A timeline that keeps its lines; each shows its time since the start as well.
    pub fn kept(start: u64) -> Self {
        Self { lines: Some(Vec::new()), start }
    }

    /// Writes a line.
    pub fn write(&mut self, now: u64, who: &str, what: impl FnOnce() -> String) {
        if let Some(lines) = &mut self.lines {
            let since = now.saturating_sub(self.start);
            let (hours, minutes) = (since / clock::HOUR, since / clock::MINUTE % 60);
            let seconds = clock::seconds(since % clock::MINUTE);
            lines.push(format!("{hours:>3}:{minutes:02}:{seconds:06.3}  {who:<28} {}", what()));
        }
    }

    /// The lines.
    pub fn lines(&self) -> &[String] {
        self.lines.as_deref().unwrap_or_default()
    }
}
