//! What probably happened to a text that is not JSON, and what to do.
//!
//! The reasons are serde_json's: the text of its error, up to the place. So an update of serde_json may break a hint; the tests
//! show that.

use super::explain::Wanted;
use super::letter::{invisible, is_typographic};
use crate::preset::store_command;

/// Reasons of serde_json for a value that is none.
const NO_VALUE: [&str; 3] = ["expected value", "expected ident", "invalid number"];
/// How comments begin in other languages.
const COMMENTS: [&str; 3] = ["//", "/*", "#"];
/// How other languages write true, false and null.
const CAPITALS: [&str; 7] = ["True", "TRUE", "False", "FALSE", "None", "Null", "NULL"];

/// What was probably done to the text that is wrong at `at`.
pub(super) fn hint(text: &str, reason: &str, at: usize, wanted: Wanted<'_>) -> Option<String> {
    if has_no_quotes(text) {
        return Some(stripped(wanted));
    }
    let (before, rest) = text.split_at(at);
    let of_string = of_string(before, rest, reason);
    let of_letter = || if is_within_string(reason) { None } else { of_letter(rest, reason) };
    of_string.or_else(of_letter).or_else(|| of_form(text, rest, reason))
}

/// Windows PowerShell removes the double quotes from a program's argument. The values may be anything, so only the beginning
/// is checked; single quotes around values are another language's.
fn has_no_quotes(text: &str) -> bool {
    let first = text.trim_start().strip_prefix('{').and_then(|rest| rest.trim_start().chars().next());
    let single = text.split(':').skip(1).any(|value| value.trim_start().starts_with('\''));
    !text.contains('"') && first.is_some_and(char::is_alphabetic) && !single
}

fn stripped(wanted: Wanted<'_>) -> String {
    let fact = "The names have lost their double quotes, as happens in Windows PowerShell";
    match wanted {
        Wanted::Document => format!("{fact}. Names and texts need double quotes"),
        Wanted::Preset(preset) => {
            let file = format!("file://{}.json", preset.map_or("NAME", |(_, name)| name));
            format!("{fact}. Store the preset from a file: {}", store_command(preset, &file))
        }
    }
}

fn is_within_string(reason: &str) -> bool {
    reason.starts_with("control character")
        || reason.contains("escape")
        || reason == "EOF while parsing a string"
}

/// A string that does not end where it was meant to, or that contains something that has to be escaped.
fn of_string(before: &str, rest: &str, reason: &str) -> Option<String> {
    if reason.contains("escape") {
        return Some(r"A backslash in a string is written twice: \\".to_owned());
    }
    // A string whose closing quote is typographic goes on to the next straight one.
    let runs_on = is_within_string(reason) || (reason.starts_with("expected `") && before.ends_with('"'));
    let line = before.rsplit('\n').next().unwrap_or_default();
    let quote = line.chars().rev().find(|c| is_typographic(*c)).filter(|_| runs_on && !is_marked(rest));
    if let Some(quote) = quote {
        return Some(typographic(quote));
    }
    reason.starts_with("control character").then(|| control_character(rest).to_owned())
}

fn control_character(rest: &str) -> &'static str {
    match rest.chars().next() {
        Some('\n' | '\r') => {
            "A string ends on its line: its closing quote is missing, or a line break has to be written as \\n"
        }
        Some('\t') => "A tab in a string is written as \\t",
        Some(_) | None => "A string contains a control character: delete it",
    }
}

/// Whether the character itself says what is wrong.
fn is_marked(rest: &str) -> bool {
    rest.starts_with(|c: char| is_typographic(c) || invisible(c).is_some() || "'/#".contains(c))
}

/// The character at the place, where JSON expects another.
fn of_letter(rest: &str, reason: &str) -> Option<String> {
    let c = rest.chars().next()?;
    if let Some(hint) = invisible(c) {
        return Some(hint);
    }
    if is_typographic(c) {
        return Some(typographic(c));
    }
    let said = match c {
        '/' | '#' if COMMENTS.iter().any(|mark| rest.starts_with(mark)) => {
            "JSON allows no comments: delete it"
        }
        '\'' => {
            "JSON uses double quotes (\"), not single ones. Python's print of a dict writes single ones: use json.dumps"
        }
        '`' => "JSON uses double quotes (\"), not backticks",
        _ if CAPITALS.iter().any(|word| rest.starts_with(word)) => {
            "JSON writes true, false and null in small letters"
        }
        '"' | '{' | '[' if reason.starts_with("expected `,`") => "A comma is missing before it",
        ':' if reason == "trailing characters" => "The braces { } around the whole text are missing",
        _ if reason == "key must be a string" && (c.is_alphabetic() || c == '_') => {
            "Names need double quotes"
        }
        _ => return None,
    };
    Some(said.to_owned())
}

fn typographic(quote: char) -> String {
    format!(
        "U+{:04X} is a typographic quote, as word processors and web pages write it: replace all of them with straight \
         quotes (\")",
        u32::from(quote)
    )
}

/// What the text as a whole looks like.
fn of_form(text: &str, rest: &str, reason: &str) -> Option<String> {
    if reason.starts_with("EOF") {
        return Some("The text ends too early: a closing bracket, brace or quote is missing".to_owned());
    }
    let begins_so = text.trim_start().starts_with(['{', '[', '"']);
    (NO_VALUE.contains(&reason) && !begins_so && !rest.is_empty())
        .then(|| "This is not JSON, which begins with {".to_owned())
}

#[cfg(test)]
mod tests;
