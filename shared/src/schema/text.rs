//! Rules for strings as a schema expresses them. Patterns use only what every dialect of regular expressions has.

use crate::check::{Form, Text};
use serde_json::{Map, Value, json};

/// A placeholder, if a text may have them.
const PLACEHOLDER: &str = r"\{(?:ami-id|ami-name|date)\}";
/// ASCII characters that AppStream's tags don't take. Of the others a schema takes all: its dialects have no
/// common way to say "a letter of any script".
const NO_TAG: &str = r##"\x00-\x1f!"#$%&'()*,;<>?\[\\\]^`{|}~\x7f"##;

/// Control characters but the line feed.
const CONTROLS: &str = r"\x00-\x09\x0b-\x1f\x7f-\x9f";

/// The schema of a text under `rule`.
pub(super) fn schema(rule: &Text, placeholders: bool) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("string"));
    if rule.min > 0 {
        schema.insert("minLength".to_owned(), json!(rule.min));
    }
    match rule.max {
        usize::MAX => {}
        // Filling in makes a text longer or shorter.
        max if placeholders => {
            schema.insert("anyOf".to_owned(), json!([{ "maxLength": max }, { "pattern": r"\{" }]));
        }
        max => {
            schema.insert("maxLength".to_owned(), json!(max));
        }
    }
    if let Some(pattern) = pattern(&rule.form, placeholders) {
        schema.insert("pattern".to_owned(), json!(pattern));
    }
    schema
}

fn pattern(form: &Form, placeholders: bool) -> Option<String> {
    let one = |class: &str| {
        if placeholders { format!("(?:{class}|{PLACEHOLDER})") } else { class.to_owned() }
    };
    let pattern = match form {
        Form::Any if placeholders => format!(r"^(?:[^{{}}]|\{{\{{|\}}\}}|{PLACEHOLDER})*$"),
        Form::Any => return None,
        Form::NoNul => r"^[^\x00]*$".to_owned(),
        Form::Lines if placeholders => format!(r"^(?:[^{CONTROLS}{{}}]|\{{\{{|\}}\}}|{PLACEHOLDER})*$"),
        Form::Lines => format!("^[^{CONTROLS}]*$"),
        Form::Characters { also, letter_or_digit_first } => {
            let any = one(&format!("[A-Za-z0-9{}]", escaped(also)));
            let first = if *letter_or_digit_first { one("[A-Za-z0-9]") } else { any.clone() };
            format!("^{first}{any}*$")
        }
        Form::AppStreamTag => format!("^{}*$", one(&format!("[^{NO_TAG}]"))),
        Form::AppStreamTagKey => format!(r"^[^\n]{}*$", one(&format!("[^{NO_TAG}]"))),
        Form::Pattern { pattern, .. } => format!("^(?:{pattern})$"),
    };
    Some(pattern)
}

/// Characters as they are written in a character class.
fn escaped(also: &str) -> String {
    let escape = |c: char| match c {
        '\\' | '-' | ']' | '^' => format!("\\{c}"),
        c => c.to_string(),
    };
    also.chars().map(escape).collect()
}
