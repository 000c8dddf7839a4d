//! A line of the text with a mark under what is wrong in it.

use crate::escape;
use anstyle::{AnsiColor, Style};
use deskport_shared::plan::NOT_SHOWN;
use std::borrow::Cow;
use std::ops::Range;

const DIM: Style = Style::new().dimmed();
const MARK: Style = AnsiColor::Red.on_default().bold();

/// Lines up to this length, in bytes, are shown whole.
const WHOLE_MAX: usize = 120;
/// How many characters of a longer line are shown before and from what is wrong.
const AROUND: usize = 60;

/// Shown instead of a line that is wrong within a sensitive value.
const MASK_LINE: &str = "(not shown: it lies within AppCatalogConfig, which is sensitive)";

/// A text whose lines can be shown.
#[derive(Debug)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    sensitive: &'t [Range<usize>],
}

impl<'t> Lines<'t> {
    /// `sensitive` are the ranges that are never shown, in order.
    pub(crate) fn new(text: &'t str, sensitive: &'t [Range<usize>]) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect(), sensitive }
    }

    /// The line that `mark` begins in, the mark under it as far as the line goes, and `note` beside the mark.
    pub(crate) fn show(&self, mark: &Range<usize>, note: &str) -> String {
        let number = self.starts.partition_point(|start| *start <= mark.start);
        if self.hidden_until(mark.start).is_some() {
            return format!("  {DIM}{number:>5} |{DIM:#} {MASK_LINE}\n");
        }
        let line = self.line(number);
        let window = window(&self.text[line.clone()], mark.start.saturating_sub(line.start));
        let (from, to) = (line.start + window.start, line.start + window.end);
        let (mut shown, mut before, mut length) = (String::new(), 0, 0);
        if from > line.start {
            shown.push('…');
            before = 1;
        }
        let mut at = from;
        while at < to {
            let (cell, next) = self.cell(at, to);
            let width = cell.chars().count();
            if mark.contains(&at) {
                length += width;
            } else if at < mark.start {
                before += width;
            }
            shown.push_str(&cell);
            at = next;
        }
        if to < line.end {
            shown.push('…');
        }
        let note = if note.is_empty() { String::new() } else { format!(" {}", escape::line(note)) };
        let (space, carets) = (" ".repeat(before), "^".repeat(length.max(1)));
        format!(
            "  {DIM}{number:>5} |{DIM:#} {shown}\n  {DIM}{:>5} |{DIM:#} {space}{MARK}{carets}{note}{MARK:#}\n",
            ""
        )
    }

    /// A line, without its end.
    fn line(&self, number: usize) -> Range<usize> {
        let start = self.starts[number - 1];
        let end = self.starts.get(number).map_or(self.text.len(), |next| next - 1);
        start..start + self.text[start..end].trim_end().len()
    }

    /// What is shown of the character at `at`, and where the next one is: a sensitive value is one piece.
    fn cell(&self, at: usize, to: usize) -> (Cow<'_, str>, usize) {
        if let Some(end) = self.hidden_until(at) {
            return (Cow::Borrowed(NOT_SHOWN), end);
        }
        match self.text[at..to].chars().next() {
            // Only space between values can hold a tab: strings spell it `\t`.
            Some('\t') => (Cow::Borrowed("    "), at + 1),
            Some(c) => (escape::line(&self.text[at..at + c.len_utf8()]), at + c.len_utf8()),
            None => (Cow::Borrowed(""), to),
        }
    }

    /// The end of the sensitive value that `at` is in.
    fn hidden_until(&self, at: usize) -> Option<usize> {
        let next = self.sensitive.partition_point(|range| range.end <= at);
        self.sensitive.get(next).filter(|range| range.contains(&at)).map(|range| range.end)
    }
}

/// The part of a line that is shown: all of it, or the part around the place that is wrong.
fn window(line: &str, wrong: usize) -> Range<usize> {
    if line.len() <= WHOLE_MAX {
        return 0..line.len();
    }
    let wrong = wrong.min(line.len());
    let start = line[..wrong].char_indices().rev().take(AROUND).last().map_or(wrong, |(at, _)| at);
    let end = line[wrong..].char_indices().nth(AROUND).map_or(line.len(), |(at, _)| wrong + at);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, sensitive: &[Range<usize>], mark: Range<usize>, note: &str) -> String {
        anstream::adapter::strip_str(&Lines::new(text, sensitive).show(&mark, note)).to_string()
    }

    fn of(text: &str, part: &str) -> Range<usize> {
        let start = text.find(part).unwrap();
        start..start + part.len()
    }

    #[test]
    fn a_value_is_marked_in_its_line() {
        let text = "{\r\n\t\"é\": \"wrong\",\r\n}";
        let expected = "      2 |     \"é\": \"wrong\",\n        |          ^^^^^^^\n";
        assert_eq!(shown(text, &[], of(text, "\"wrong\""), ""), expected);
    }

    #[test]
    fn a_value_of_several_lines_is_marked_in_its_first() {
        let text = "{ \"a\": [\n1 ] }";
        let expected = "      1 | { \"a\": [\n        |        ^ here\n";
        assert_eq!(shown(text, &[], of(text, "[\n1 ]"), "here"), expected);
    }

    #[test]
    fn the_end_of_the_text_can_be_marked() {
        assert_eq!(shown("{", &[], 1..1, ""), "      1 | {\n        |  ^\n");
        assert_eq!(shown("", &[], 0..0, ""), "      1 | \n        | ^\n");
        assert_eq!(shown("{\n", &[], 2..2, ""), "      2 | \n        | ^\n");
    }

    #[test]
    fn a_long_line_is_cut_around_the_mark() {
        let text = format!("{}\"wrong\"{}", "é".repeat(5000), "é".repeat(5000));
        let shown = shown(&text, &[], of(&text, "\"wrong\""), "");
        let mut lines = shown.lines();
        let line = lines.next().unwrap();
        assert_eq!(line.chars().count(), 10 + 1 + 60 + 60 + 1);
        assert!(line.contains("…é") && line.ends_with("é…"), "{line}");
        let column = line.chars().position(|c| c == '"');
        assert_eq!(lines.next().unwrap().chars().position(|c| c == '^'), column);
    }

    #[test]
    fn sensitive_values_are_masked_or_the_line_is_not_shown() {
        let text = "{ \"secret\": [\n\"x\"], \"wrong\": 1 }";
        let sensitive = [of(text, "[\n\"x\"]")];
        let first = shown(text, &sensitive, of(text, "\"secret\""), "");
        assert_eq!(first, "      1 | { \"secret\": (not shown)\n        |   ^^^^^^^^\n");
        let second = shown(text, &sensitive, of(text, "1"), "");
        let expected = "      2 | (not shown), \"wrong\": 1 }\n        |                       ^\n";
        assert_eq!(second, expected);
        let inside = shown(text, &sensitive, of(text, "\"x\""), "");
        assert_eq!(inside, format!("      2 | {MASK_LINE}\n"));
    }
}
