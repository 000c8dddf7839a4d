//! In what two texts of a preset differ, line by line. What an AppCatalogConfig holds is never shown; that it differs is.

use crate::escape;
use crate::input;
use crate::source_map::SourceMap;
use anstyle::{AnsiColor, Style};
use deskport_shared::json::Wanted;
use deskport_shared::plan::NOT_SHOWN;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use std::fmt::Write as _;

const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const DIM: Style = Style::new().dimmed();

/// How many lines are shown before and after each that differs.
const CONTEXT: usize = 3;
/// Shown of a value that may not be shown and that is another one than before.
const CHANGED: &str = "(not shown, changed)";
/// Shown instead of a text of which nobody knows what in it may be shown.
const NO_JSON: &str = "(not shown: it is no JSON)\n";

/// The lines that differ, with some around them, each after `-`, `+` or a space; `...` where some are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Difference(Vec<String>);

impl Difference {
    /// From one text to another.
    pub(crate) fn between(old: &str, new: &str) -> Self {
        let hidden = hidden(old).unwrap_or_default();
        let old = shown(old, |_| NOT_SHOWN);
        let new = shown(new, |value| if hidden.contains(&value) { NOT_SHOWN } else { CHANGED });
        let difference = TextDiff::from_lines(&old, &new);
        let mut lines = Vec::new();
        for group in difference.grouped_ops(CONTEXT) {
            if !lines.is_empty() {
                lines.push("...".to_owned());
            }
            for change in group.iter().flat_map(|operation| difference.iter_changes(operation)) {
                let sign = match change.tag() {
                    ChangeTag::Delete => '-',
                    ChangeTag::Insert => '+',
                    ChangeTag::Equal => ' ',
                };
                let line = change.value().strip_suffix('\n').unwrap_or(change.value()).replace('\t', "    ");
                let end = if change.missing_newline() && sign != ' ' { " (without a line end)" } else { "" };
                lines.push(format!("{sign}{}{end}", escape::line(&line)));
            }
        }
        Self(lines)
    }

    /// For a person.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.0 {
            let style = match line.as_bytes().first() {
                Some(b'-') => OLD,
                Some(b'+') => NEW,
                _ => DIM,
            };
            let _ = writeln!(text, "  {style}{line}{style:#}");
        }
        text
    }
}

/// The values of a text that may not be shown; `None` where it is no JSON.
fn hidden(text: &str) -> Option<Vec<&str>> {
    let map = map(text)?;
    Some(map.sensitive().iter().map(|range| &text[range.clone()]).collect())
}

fn map(text: &str) -> Option<SourceMap> {
    // Read first: it bounds the depth that a text may have.
    input::parse(String::new(), text.as_bytes(), Wanted::Preset(None)).ok()?;
    SourceMap::new(text)
}

/// The text with `instead` in place of each value that may not be shown.
fn shown<'i>(text: &str, instead: impl Fn(&str) -> &'i str) -> String {
    let Some(map) = map(text) else { return NO_JSON.to_owned() };
    let (mut shown, mut at) = (String::with_capacity(text.len()), 0);
    for range in map.sensitive() {
        shown.push_str(&text[at..range.start]);
        shown.push_str(instead(&text[range.clone()]));
        at = range.end;
    }
    shown + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(old: &str, new: &str) -> Vec<String> {
        Difference::between(old, new).0
    }

    #[test]
    fn lines_that_differ_stand_among_some_that_do_not() {
        let numbers = |list: &[u32]| {
            let items: Vec<_> = list.iter().map(|number| format!("  {number}")).collect();
            format!("[\n{}\n]\n", items.join(",\n"))
        };
        let old = numbers(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        let new = numbers(&[1, 2, 33, 4, 5, 6, 7, 8, 9, 10, 11, 13]);
        let expected = [
            "   1,", "   2,", "-  3,", "+  33,", "   4,", "   5,", "   6,", "...", "   9,", "   10,",
            "   11,", "-  12", "+  13", " ]",
        ];
        assert_eq!(lines(&old, &new)[1..], expected);
        assert_eq!(lines(&old, &old), [""; 0]);
    }

    #[test]
    fn a_catalogue_is_not_shown_but_that_it_changed_is() {
        let text = |secret: &str, name: &str| {
            format!("{{\n\"AppCatalogConfig\": [\n\"{secret}\"\n],\n\"Name\": \"{name}\"\n}}")
        };
        let same = lines(&text("secret", "a"), &text("secret", "b"));
        assert_eq!(
            same,
            [" {", " \"AppCatalogConfig\": (not shown),", "-\"Name\": \"a\"", "+\"Name\": \"b\"", " }"]
        );
        let other = lines(&text("secret", "a"), &text("secret2", "a"));
        assert_eq!(
            other[1..3],
            ["-\"AppCatalogConfig\": (not shown),", "+\"AppCatalogConfig\": (not shown, changed),"]
        );
        assert!(!format!("{same:?}{other:?}").contains("secret"));
    }

    #[test]
    fn of_what_is_no_json_nothing_is_shown() {
        let shown = lines("{\"AppCatalogConfig\": \"secret\",}", "{}\n");
        assert_eq!(shown, ["-(not shown: it is no JSON)", "+{}"]);
        let deep = "[".repeat(5000);
        assert_eq!(lines(&deep, "{}\n"), shown);
    }

    #[test]
    fn what_a_terminal_would_act_on_is_spelt_out_and_a_line_end_is_named() {
        assert_eq!(lines("{\"\u{9b}\":\t1}", "{}\n"), ["-{\"\\u009b\":    1} (without a line end)", "+{}"]);
        assert_eq!(lines("{}\r\n", "{}\n"), ["-{}\\r", "+{}"]);
    }
}
