//! On a terminal: the picture, drawn over and over on the alternate screen, so that neither a resize nor a long run spoils what stood
//! there before. Without raw mode: Ctrl-C stays the terminal's own.

use super::picture::{Size, draw};
use super::{Display, Seen};
use anstream::{AutoStream, ColorChoice};
use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

/// How often it is drawn.
const TICK: Duration = Duration::from_millis(200);
/// The alternate screen, without a cursor and without wrapping.
const ENTER: &str = "\x1b[?1049h\x1b[?25l\x1b[?7l";
const LEAVE: &str = "\x1b[?7h\x1b[?25h\x1b[?1049l";
/// A frame, which terminals that can show whole.
const BEGIN: &str = "\x1b[?2026h\x1b[H";
const END: &str = "\x1b[K\x1b[J\x1b[?2026l";
/// Where the terminal does not say how large it is.
const USUAL: Size = Size { columns: 80, lines: 24 };

/// Draws on standard error.
#[derive(Debug)]
pub(crate) struct Screen {
    turn: usize,
    note: Option<String>,
    entered: bool,
}

impl Screen {
    /// Where standard error is a terminal that can move its cursor, and nobody asked for plain text (NO_COLOR, CI, TERM=dumb).
    pub(crate) fn where_there_is_one() -> Option<Self> {
        let stream = std::io::stderr();
        let plain = AutoStream::choice(&stream) == ColorChoice::Never || std::env::var_os("CI").is_some();
        (stream.is_terminal() && !plain).then_some(Self { turn: 0, note: None, entered: false })
    }
}

impl Display for Screen {
    fn tick(&self) -> Option<Duration> {
        Some(TICK)
    }

    fn show(&mut self, seen: Seen<'_>) {
        let size = terminal_size::terminal_size_of(std::io::stderr())
            .map_or(USUAL, |(columns, lines)| Size { columns: columns.0.into(), lines: lines.0.into() });
        self.turn += 1;
        let enter = if self.entered { "" } else { ENTER };
        self.entered = true;
        let frame = draw(seen, self.note.as_deref(), size, self.turn).join("\x1b[K\r\n");
        let mut stream = anstream::stderr().lock();
        let _ = write!(stream, "{enter}{BEGIN}{frame}{END}");
        let _ = stream.flush();
    }

    fn note(&mut self, text: &str) {
        self.note = Some(text.to_owned());
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if self.entered {
            let mut stream = anstream::stderr().lock();
            let _ = write!(stream, "{LEAVE}");
            let _ = stream.flush();
        }
    }
}
