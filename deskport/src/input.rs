//! Reading a file or standard input as JSON, and saying why it can't be.

use crate::escape;
use crate::excerpt::Lines;
use deskport_shared::json::{self, BYTE_ORDER_MARK, SIZE_MAX, Unreadable};
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

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The file and the reason, in one line.
    pub(crate) message: String,
    /// The line at fault, where it can be shown.
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

/// Reads a file, or standard input for `-`. Never more than the limit and one byte is read.
pub(crate) fn read(path: &Path, stdin: &mut dyn Read) -> Result<Document, Failure> {
    let name = if is_stdin(path) {
        "standard input".to_owned()
    } else {
        escape::line(&path.to_string_lossy()).into_owned()
    };
    let bytes = if is_stdin(path) { bounded(stdin) } else { File::open(path).and_then(bounded) };
    let bytes = bytes.map_err(|error| Failure::new(&name, &error.to_string()))?;
    match json::read(&bytes) {
        Ok(value) => {
            let text = String::from_utf8_lossy(&bytes);
            let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text).to_owned();
            Ok(Document { name, text, value })
        }
        Err(error) => Err(unreadable(&name, &bytes, &error)),
    }
}

fn bounded(stream: impl Read) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(SIZE_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    stream.take(limit).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(name: &str, bytes: &[u8], error: &Unreadable) -> Failure {
    match error {
        Unreadable::TooLarge(_) => {
            Failure::new(name, &format!("larger than {} KiB ({SIZE_MAX} bytes)", SIZE_MAX / 1024))
        }
        Unreadable::Utf16 => Failure::new(name, &error.to_string()),
        Unreadable::NotUtf8(at) => {
            let before = String::from_utf8_lossy(&bytes[..*at]);
            let (line, column) = Lines::new(&before, &[]).position(before.len());
            let byte = bytes.get(*at).copied().unwrap_or_default();
            Failure::new(
                name,
                &format!("not UTF-8: byte 0x{byte:02x} at line {line} column {column}; save it as UTF-8"),
            )
        }
        Unreadable::Malformed { reason, line, column } => {
            let text = String::from_utf8_lossy(bytes);
            malformed(name, text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text), reason, (*line, *column))
        }
    }
}

fn malformed(name: &str, text: &str, reason: &str, (line, column): (usize, usize)) -> Failure {
    if text.trim().is_empty() {
        return Failure::new(name, "empty: no JSON in it (line 1 column 1)");
    }
    let may_show = may_show(text);
    // The key may be one of a catalogue.
    let reason =
        if reason.starts_with("the key ") && !may_show { "a key stands twice in one object" } else { reason };
    let lines = Lines::new(text, &[]);
    let at = lines.offset(line, column);
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    let hint = hint(reason, &text[at..]).map(|hint| format!(" ({hint})")).unwrap_or_default();
    let mut failure = Failure::new(name, &format!("{reason} at line {line} column {column}{hint}"));
    failure.excerpt = may_show.then(|| lines.show(&(at..at + length), ""));
    failure
}

/// Where a sensitive value begins and ends can't be told in a text that is no JSON.
fn may_show(text: &str) -> bool {
    !text.to_ascii_lowercase().contains("catalog") && !text.contains("\\u")
}

/// What people probably did.
fn hint(reason: &str, rest: &str) -> Option<&'static str> {
    if reason.starts_with("EOF") {
        return Some("the text ends too early: a closing bracket, brace or quote is missing");
    }
    if reason == "invalid escape" {
        return Some(r"a backslash in a string is written twice: \\");
    }
    match rest.chars().next()? {
        '/' | '#' => Some("JSON has no comments"),
        '\'' | '“' | '”' | '„' | '‘' | '’' | '«' => Some("JSON's quotes are \" alone"),
        'T' | 'F' | 'N' => Some("true, false and null are written in small letters"),
        '"' if reason.starts_with("expected `,`") => Some("a comma is missing before it"),
        _ if reason == "key must be a string" => Some("names stand in double quotes"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(bytes: &[u8]) -> Failure {
        read(Path::new("-"), &mut &bytes[..]).unwrap_err()
    }

    fn message(text: &str) -> String {
        failure(text.as_bytes()).message
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let document = read(Path::new("-"), &mut "\u{feff}{}".as_bytes()).unwrap();
        assert_eq!((document.text.as_str(), document.name.as_str()), ("{}", "standard input"));
    }

    #[test]
    fn no_more_than_the_limit_and_one_byte_is_read() {
        let mut endless = io::repeat(b' ');
        let error = read(Path::new("-"), &mut endless).unwrap_err();
        assert_eq!(error.message, "standard input: larger than 256 KiB (262144 bytes)");
        let mut counted = io::Cursor::new(vec![b'1'; SIZE_MAX * 2]);
        let _ = read(Path::new("-"), &mut counted);
        assert_eq!(counted.position(), SIZE_MAX as u64 + 1);
    }

    #[test]
    fn slips_are_told_with_a_hint() {
        for (text, hint) in [
            ("", "empty: no JSON"),
            ("  \n", "empty: no JSON"),
            ("{\"a\": [1", "at line 1 column 8 (the text ends too early"),
            ("{\"a\": 1, // x\n}", "(JSON has no comments)"),
            ("{'a': 1}", "at line 1 column 2 (JSON's quotes are \" alone)"),
            ("{\"a\": “x”}", "(JSON's quotes are \" alone)"),
            ("{a: 1}", "(names stand in double quotes)"),
            ("{\"a\": True}", "at line 1 column 7 (true, false and null are written in small letters)"),
            ("{\"a\": 1\n \"b\": 2}", "at line 2 column 2 (a comma is missing before it)"),
            (r#"{"a": "C:\Program Files"}"#, r"(a backslash in a string is written twice: \\)"),
            ("{\"a\": 1,}", "trailing comma at line 1 column 9"),
        ] {
            assert!(message(text).contains(hint), "{text}: {}", message(text));
        }
    }

    #[test]
    fn a_wrong_byte_is_told_by_its_place() {
        let expected = "standard input: not UTF-8: byte 0xe9 at line 2 column 3; save it as UTF-8";
        assert_eq!(failure(b"\xef\xbb\xbf{\n\"\xc3\xa9\xe9\"}").message, expected);
    }

    #[test]
    fn the_line_is_shown_where_no_catalogue_can_be_in_it() {
        let shown = failure(b"{\"a\": 1,}").excerpt.unwrap();
        assert!(shown.contains("{\"a\": 1,}"), "{shown}");
        assert_eq!(failure(b"{\"AppCatalogConfig\": \"secret\",}").excerpt, None);
        let twice = failure(b"{\"AppCatalogConfig\": {\"secret\": 1, \"secret\": 2}}");
        assert_eq!(twice.message, "standard input: a key stands twice in one object at line 1 column 43");
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
