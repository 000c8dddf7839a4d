//! Characters that must not reach a terminal as they are.

use std::borrow::Cow;

/// The text on one line: line breaks and tabs as `\n`, `\r` and `\t`, other characters that a terminal acts on
/// or that change the direction of writing as `\u009b`.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    replaced(text, hidden)
}

/// The same for JSON text: its own line breaks stay, because the characters to replace are all in strings.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    replaced(text, |c| c != '\n' && hidden(c))
}

fn replaced(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hidden(c) { shown.push_str(&escaped(c)) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

fn escaped(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        // Every hidden character is in the basic plane, so this is JSON's own escape too.
        _ => format!("\\u{:04x}", u32::from(c)),
    }
}

/// Controls (C0, DEL, C1), line separators, and the marks that reorder or hide text.
fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{061c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_acts_on_is_spelt_out() {
        assert_eq!(line("a\u{1b}[31m\u{9b}\u{7f}\u{202e}b"), "a\\u001b[31m\\u009b\\u007f\\u202eb");
        assert_eq!(line("a\r\n\tb"), "a\\r\\n\\tb");
        assert!(matches!(line("Zürich 東京"), Cow::Borrowed("Zürich 東京")));
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({"a\u{9b}": "\u{202e}\u{1b}\n\u{feff}"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let shown = json(&text);
        assert!(shown.chars().all(|c| c == '\n' || !hidden(c)), "{shown:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
