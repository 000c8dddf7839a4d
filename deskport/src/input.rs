//! Reads a file or standard input as JSON. `deskport_shared` explains why a text can't be read; this module shows the line.

use crate::escape;
use crate::excerpt::Lines;
use deskport_shared::json::{self, BYTE_ORDER_MARK, SIZE_MAX, Unreadable, Wanted, explain};
use serde_json::Value;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// A JSON text that was read.
#[derive(Debug)]
pub(crate) struct Document {
    /// What messages call it.
    pub(crate) name: String,
    /// The text, without a byte order mark.
    pub(crate) text: String,
    /// What it holds.
    pub(crate) value: Value,
}

/// Why nothing could be checked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The file and the reason, in one line.
    pub(crate) message: String,
    /// The wrong line, if it may be shown.
    pub(crate) excerpt: Option<String>,
}

impl Failure {
    /// A failure that no line shows.
    pub(crate) fn new(name: &str, reason: &str) -> Self {
        Self { message: format!("{name}: {}", escape::line(reason)), excerpt: None }
    }
}

/// Whether the path stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads a file, or standard input for `-`. Never more than the limit and one byte is read. `wanted` is what it should be.
pub(crate) fn read(path: &Path, stdin: &mut dyn Read, wanted: Wanted<'_>) -> Result<Document, Failure> {
    let name = if is_stdin(path) {
        "standard input".to_owned()
    } else {
        escape::line(&path.to_string_lossy()).into_owned()
    };
    let bytes = if is_stdin(path) { bounded(stdin) } else { File::open(path).and_then(bounded) };
    let bytes = bytes.map_err(|error| Failure::new(&name, &error.to_string()))?;
    parse(name, &bytes, wanted)
}

/// Reads a text that is there already. `name` is what messages call it.
pub(crate) fn parse(name: String, bytes: &[u8], wanted: Wanted<'_>) -> Result<Document, Failure> {
    match json::read(bytes) {
        Ok(value) => {
            let text = String::from_utf8_lossy(bytes);
            let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text).to_owned();
            Ok(Document { name, text, value })
        }
        Err(error) => Err(unreadable(&name, bytes, &error, wanted)),
    }
}

fn bounded(stream: impl Read) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(SIZE_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    stream.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(name: &str, bytes: &[u8], error: &Unreadable, wanted: Wanted<'_>) -> Failure {
    let explanation = explain(bytes, error, wanted);
    let mut failure = Failure::new(name, &explanation.to_string());
    failure.excerpt = explanation.shown_at.map(|at| {
        let text = String::from_utf8_lossy(bytes);
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
        let length = text[at..].chars().next().map_or(0, char::len_utf8);
        Lines::new(text, &[]).show(&(at..at + length), "")
    });
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(bytes: &[u8]) -> Failure {
        read(Path::new("-"), &mut &bytes[..], Wanted::Document).unwrap_err()
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let document = read(Path::new("-"), &mut "\u{feff}{}".as_bytes(), Wanted::Document).unwrap();
        assert_eq!((document.text.as_str(), document.name.as_str()), ("{}", "standard input"));
    }

    #[test]
    fn no_more_than_the_limit_and_one_byte_is_read() {
        let mut endless = io::repeat(b' ');
        let error = read(Path::new("-"), &mut endless, Wanted::Document).unwrap_err();
        assert_eq!(error.message, "standard input: larger than 256 KiB (262144 bytes)");
        let mut counted = io::Cursor::new(vec![b'1'; SIZE_MAX * 2]);
        let _ = read(Path::new("-"), &mut counted, Wanted::Document);
        assert_eq!(counted.position(), SIZE_MAX as u64 + 1);
    }

    #[test]
    fn the_reason_stands_with_its_hint_in_one_line() {
        let error = failure("{\"a\": 1\n \"b\": 2}".as_bytes());
        let expected = "standard input: expected `,` or `}` at line 2 column 2. A comma is missing before it";
        assert_eq!(error.message, expected);
    }

    #[test]
    fn the_line_is_shown_where_no_catalogue_can_be_in_it() {
        let shown = failure(b"{\"a\": 1,}").excerpt.unwrap();
        assert!(shown.contains("{\"a\": 1,}"), "{shown}");
        assert_eq!(failure(b"{\"AppCatalogConfig\": \"secret\",}").excerpt, None);
        assert_eq!(failure(b"{\"App\\u0043atalogConfig\": \"secret\",}").excerpt, None);
    }

    #[test]
    fn control_characters_of_a_text_stay_out_of_messages() {
        let error = failure("{\"\u{9b}\": 1, \"\u{9b}\": 2, \u{1b}}".as_bytes());
        assert!(!error.message.contains('\u{9b}'), "{error:?}");
        let excerpt = anstream::adapter::strip_str(&error.excerpt.unwrap()).to_string();
        assert!(!excerpt.contains(['\u{9b}', '\u{1b}']), "{excerpt:?}");
    }
}
