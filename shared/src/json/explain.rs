//! Explains why a text can't be read: the reason with its place, and what probably happened to the text.

use super::file_name::FileName;
use super::hint::hint;
use super::read::{BYTE_ORDER_MARK, Unreadable, position};
use super::sensitive::may_hold_sensitive;
use crate::namespace::Namespace;
use crate::preset::store_command;
use std::fmt;

/// What a text should be. For a preset, a hint says how to store it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted<'a> {
    /// A request, or a command's output.
    Document,
    /// A preset; its stack's namespace and its name if it is stored.
    Preset(Option<(&'a Namespace, &'a str)>),
}

/// Why a text can't be read. It quotes nothing of the text but a file's name and a key that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The reason and its place.
    pub reason: String,
    /// What probably happened to the text, and what to do: a sentence or two, without the last full stop.
    pub hint: Option<String>,
    /// Where it is wrong, in bytes of the text without its byte order mark; `None` if that line may not be shown.
    pub shown_at: Option<usize>,
}

impl Explanation {
    fn new(reason: impl Into<String>, hint: Option<String>) -> Self {
        Self { reason: reason.into(), hint, shown_at: None }
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        self.hint.iter().try_for_each(|hint| write!(f, ". {hint}"))
    }
}

/// Explains why `bytes` could not be read, which is `error`.
pub fn explain(bytes: &[u8], error: &Unreadable, wanted: Wanted<'_>) -> Explanation {
    match error {
        Unreadable::TooLarge(_) => Explanation::new(error.to_string(), None),
        Unreadable::Utf16 => {
            let hint = "Save it as UTF-8, in Windows PowerShell with | Out-File -Encoding utf8";
            Explanation::new(error.to_string(), Some(hint.to_owned()))
        }
        Unreadable::NotUtf8(at) => {
            let before = String::from_utf8_lossy(&bytes[..*at]);
            let before = before.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&before);
            let (line, column) = position(before, before.len());
            let byte = bytes.get(*at).copied().unwrap_or_default();
            let reason = format!("not UTF-8: byte 0x{byte:02x} at line {line} column {column}");
            Explanation::new(reason, Some("Save it as UTF-8".to_owned()))
        }
        Unreadable::Malformed { reason, line, column, at } => {
            let text = String::from_utf8_lossy(bytes);
            let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
            malformed(text, (reason, *line, *column), *at, wanted)
        }
    }
}

fn malformed(
    text: &str,
    (reason, line, column): (&str, usize, usize),
    at: usize,
    wanted: Wanted<'_>,
) -> Explanation {
    if text.trim().is_empty() {
        return Explanation::new("empty: no JSON in it (line 1 column 1)", None);
    }
    if let Some(name) = FileName::read(text) {
        return name.explain(wanted);
    }
    let may_show = !may_hold_sensitive(text);
    // The key may be one of a catalogue.
    let reason =
        if reason.starts_with("the key ") && !may_show { "a key occurs twice in one object" } else { reason };
    let hint = hint(text, reason, at, wanted);
    let reason = format!("{reason} at line {line} column {column}");
    Explanation { reason, hint, shown_at: may_show.then_some(at) }
}

impl FileName {
    /// The explanation of a text that is a file's name.
    pub fn explain(&self, wanted: Wanted<'_>) -> Explanation {
        let hint = match wanted {
            Wanted::Document => {
                format!("Give the file itself: {}", self.argument(""))
            }
            Wanted::Preset(preset) => {
                let command = store_command(preset, &self.argument("file://"));
                format!("Store the file's text and not its name; in the folder where the file is: {command}")
            }
        };
        Explanation::new(format!("the text is a file's name, \"{}\"", self.shown), Some(hint))
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use proptest::prelude::*;

    fn of(bytes: &[u8], wanted: Wanted<'_>) -> Explanation {
        explain(bytes, &read(bytes).unwrap_err(), wanted)
    }

    #[test]
    fn a_wrong_byte_is_named_with_its_place() {
        let expected = "not UTF-8: byte 0xe9 at line 2 column 3. Save it as UTF-8";
        assert_eq!(of(b"\xef\xbb\xbf{\n\"\xc3\xa9\xe9\"}", Wanted::Document).to_string(), expected);
        assert!(of(b"\xef\xbb\xbf\"\xe9", Wanted::Document).reason.ends_with("0xe9 at line 1 column 2"));
    }

    #[test]
    fn a_place_is_marked_only_where_no_catalogue_can_be_in_the_text() {
        assert_eq!(of(b"\xef\xbb\xbf{\"a\": 1,}", Wanted::Document).shown_at, Some(8));
        assert_eq!(of(b"{\"AppCatalogConfig\": \"secret\",}", Wanted::Document).shown_at, None);
        assert_eq!(of(b"{\"App\\u0043atalogConfig\": \"secret\",}", Wanted::Document).shown_at, None);
        let twice = of(b"{\"AppCatalogConfig\": {\"secret\": 1, \"secret\": 2}}", Wanted::Document);
        assert_eq!(twice.to_string(), "a key occurs twice in one object at line 1 column 43");
    }

    #[test]
    fn a_files_name_says_how_its_text_is_stored_or_checked() {
        let said = |wanted| of(b"file://C:\\x\\win11.json", wanted).to_string();
        assert_eq!(
            said(Wanted::Preset(Some((&Namespace::DESKPORT, "win11")))),
            "the text is a file's name, \"file://C:\\x\\win11.json\". Store the file's text and not its name; in the folder where \
             the file is: aws ssm put-parameter --overwrite --name /deskport/presets/win11 --value file://win11.json"
        );
        assert!(
            said(Wanted::Preset(None))
                .ends_with("--type String --name /deskport/presets/NAME --value file://win11.json")
        );
        assert!(said(Wanted::Document).ends_with("Give the file itself: win11.json"));
    }

    #[test]
    fn an_empty_text_is_no_json() {
        for text in [&b""[..], b" \n", b"\xef\xbb\xbf"] {
            assert!(of(text, Wanted::Document).reason.starts_with("empty: no JSON"));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_not_json_is_explained_in_one_line_and_with_a_place_in_it(
            pieces in proptest::collection::vec(
                prop_oneof![any::<char>().prop_map(String::from), "[{}\\[\\]\":, 'a-z]", "[“”\u{a0}\u{feff}é\n\t#/\\\\]"],
                0..40,
            ),
            wanted in prop_oneof![Just(Wanted::Document), Just(Wanted::Preset(None)), Just(Wanted::Preset(Some((&Namespace::DESKPORT, "x"))))],
        ) {
            let text = pieces.concat();
            if let Err(error) = read(text.as_bytes()) {
                let explanation = explain(text.as_bytes(), &error, wanted);
                let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text);
                prop_assert!(explanation.shown_at.is_none_or(|at| text.is_char_boundary(at)), "{explanation:?}");
                prop_assert!(!explanation.to_string().contains(['\n', '\u{a0}', '\u{feff}']), "{explanation:?}");
            }
        }
    }
}
