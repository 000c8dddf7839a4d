use super::super::{Wanted, explain, read};
use crate::namespace::Namespace;

fn said(text: &str, wanted: Wanted<'_>) -> String {
    explain(text.as_bytes(), &read(text.as_bytes()).unwrap_err(), wanted).to_string()
}

fn document(text: &str) -> String {
    said(text, Wanted::Document)
}

const ENDS: &str = "The text ends too early: a closing bracket, brace or quote is missing";
const COMMENTS: &str = "JSON allows no comments: delete it";
const SINGLE: &str = "JSON uses double quotes (\"), not single ones. Python's print of a dict writes single ones: use json.dumps";
const CAPITALS: &str = "JSON writes true, false and null in small letters";
const BACKSLASH: &str = r"A backslash in a string is written twice: \\";
const COMMA: &str = "A comma is missing before it";
const NO_JSON: &str = "This is not JSON, which begins with {";

#[test]
fn mistakes_have_a_hint_with_their_place() {
    for (text, place, hint) in [
        ("{\"a\": [1", "line 1 column 8", ENDS),
        ("{\"a\": \"x", "line 1 column 8", ENDS),
        ("{\"a\": 1, // x\n}", "line 1 column 10", COMMENTS),
        ("{\"a\": 1 /* x */}", "line 1 column 9", COMMENTS),
        ("# x\n{}", "line 1 column 1", COMMENTS),
        ("{'a': 1}", "line 1 column 2", SINGLE),
        ("{\"a\": 'x'}", "line 1 column 7", SINGLE),
        ("{\"a\": True}", "line 1 column 7", CAPITALS),
        ("{\"a\": None}", "line 1 column 7", CAPITALS),
        ("{\"a\": 1\n \"b\": 2}", "line 2 column 2", COMMA),
        ("[{} {}]", "line 1 column 5", COMMA),
        ("\"Imports\": []", "line 1 column 10", "The braces { } around the whole text are missing"),
        ("{\"x\": 1, a: 1}", "line 1 column 10", "Names need double quotes"),
        (r#"{"a": "C:\Program Files"}"#, "line 1 column 11", BACKSLASH),
        (r#"{"a": "C:\users"}"#, "line 1 column 15", BACKSLASH),
        ("Images:\n- ImageId: x", "line 1 column 1", NO_JSON),
        ("- ImageId: x", "line 1 column 2", NO_JSON),
        ("name: x", "line 1 column 2", NO_JSON),
        (
            "{\"a\": \"x\n\"}",
            "line 1 column 9",
            r"A string ends on its line: its closing quote is missing, or a line break has to be written as \n",
        ),
        ("{\"a\": \"x\ty\"}", "line 1 column 9", r"A tab in a string is written as \t"),
    ] {
        let said = document(text);
        assert!(said.ends_with(&format!("{place}. {hint}")), "{text}: {said}");
    }
    assert_eq!(document("{\"a\": 1,}"), "trailing comma at line 1 column 9");
    assert_eq!(document("{\"a\": /x}"), "expected value at line 1 column 7");
    assert_eq!(document("{\"a\": New}"), "expected value at line 1 column 7");
}

#[test]
fn a_typographic_quote_is_named_wherever_it_misleads_the_parser() {
    for (text, quote) in [
        ("{“a”: 1}", "U+201C"),
        ("{\"a\": ”x”}", "U+201D"),
        ("{„a“: 1}", "U+201E"),
        ("{‘a’: 1}", "U+2018"),
        ("{\"a\": «x»}", "U+00AB"),
        // The string goes on to the end of the line, to the next straight quote, or to the end of the text.
        ("{\"a\": \"x”,\n\"b\": 1}", "U+201D"),
        ("{\"a”: 1, \"b\": 1}", "U+201D"),
        ("{\"a\": \"x”}", "U+201D"),
    ] {
        let said = document(text);
        let expected = format!(
            ". {quote} is a typographic quote, as word processors and web pages write it: replace all of them with straight quotes (\")"
        );
        assert!(said.ends_with(&expected), "{text}: {said}");
    }
    assert!(document("{\"a\": \"it’s\" \"b\": 1}").ends_with(COMMA));
}

#[test]
fn what_can_not_be_seen_is_named() {
    for (text, hint) in [
        (
            "{\u{a0}\"a\": 1}",
            "U+00A0 (no-break space) can't be seen and has no place here: replace it with a space",
        ),
        ("{\"a\":\u{200b} 1}", "U+200B (zero width space) can't be seen and has no place here: delete it"),
        ("{\"a\": 1\u{feff}}", "U+FEFF (byte order mark) can't be seen and has no place here: delete it"),
        ("{\"a\"\u{2060}: 1}", "U+2060 (word joiner) can't be seen and has no place here: delete it"),
        ("{\"a\": tr\u{ad}ue}", "U+00AD (soft hyphen) can't be seen and has no place here: delete it"),
        ("{}\u{202e}", "U+202E (right-to-left override) can't be seen and has no place here: delete it"),
        ("\u{feff}\u{feff}{}", "U+FEFF (byte order mark) can't be seen and has no place here: delete it"),
    ] {
        assert!(document(text).ends_with(hint), "{text:?}: {}", document(text));
    }
}

#[test]
fn quotes_that_powershell_took_are_recognised() {
    let text = "{ Imports: [ { ImportWorkspaceImage: { ImageDescription: Bob's {date} } } ] }";
    let fact = "key must be a string at line 1 column 3. The names have lost their double quotes, as happens in Windows \
                PowerShell";
    assert_eq!(document(text), format!("{fact}. Names and texts need double quotes"));
    let command = "Store the preset from a file: aws ssm put-parameter --overwrite";
    assert_eq!(
        said(text, Wanted::Preset(Some((&Namespace::DESKPORT, "win11")))),
        format!("{fact}. {command} --name /deskport/presets/win11 --value file://win11.json")
    );
    assert!(
        said(text, Wanted::Preset(None)).ends_with("--name /deskport/presets/NAME --value file://NAME.json")
    );
    for other in ["{ Imports: 'x' }", "{ \"a\": 1, b: 2 }", "{'a': 1}"] {
        assert!(!document(other).contains("PowerShell"), "{other}");
    }
}

#[test]
fn no_hint_shows_what_a_text_holds() {
    for wrong in ["\\x", "“", "'", "\u{a0}", "True", "//", "\u{1b}", "\n", ":", ""] {
        for around in [
            "{\"a\": @}",
            "{\"a\": \"@\"}",
            "{@}",
            "@",
            "{\"SECRET\": 1, \"SECRET\": @",
            "{ SECRET: SECRET @",
        ] {
            let text = format!("{} SECRET AppCatalogConfig", around.replace('@', wrong));
            let explained = explain(
                text.as_bytes(),
                &read(text.as_bytes()).unwrap_err(),
                Wanted::Preset(Some((&Namespace::DESKPORT, "x"))),
            );
            assert!(
                !explained.to_string().contains("SECRET") && explained.shown_at.is_none(),
                "{text}: {explained:?}"
            );
        }
    }
}
