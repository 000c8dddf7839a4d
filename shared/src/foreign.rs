//! Text from outside (names, tag values, AWS's messages, causes) as a text for people shows it: on one line, without
//! characters that control a terminal or change the direction of reading, and in quotes if it could be mistaken for
//! Deskport's own words.

/// The text on one line: line ends, control characters and consecutive spaces become one space; characters that only change
/// how others are shown are removed.
pub fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        if !c.is_whitespace() && !c.is_control() {
            shown.push(c);
        } else if !shown.is_empty() && !shown.ends_with(' ') {
            shown.push(' ');
        }
    }
    shown.truncate(shown.trim_end().len());
    shown
}

/// The text on one line, in quotes; quotes within it become apostrophes, so that it can't end before its end.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", line(text).replace('"', "'"))
}

/// An id, a path or a code: unchanged if it can be nothing else, otherwise in quotes.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+=~".contains(c);
    if text.is_empty() || !text.chars().all(plain) { quoted(text) } else { text.to_owned() }
}

/// Zero width, direction of reading, deprecated format characters, tags: Unicode's default ignorable format characters.
pub(crate) const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_from_outside_stands_on_one_line() {
        let hostile = "a\r\nWhat to do: call\u{2028}us\u{85}now\u{0}\u{1b}[31m \t b\n";
        assert_eq!(line(hostile), "a What to do: call us now [31m b");
        assert_eq!(line(&(0..32).map(char::from).collect::<String>()), "");
    }

    #[test]
    fn nothing_turns_the_direction_of_reading() {
        assert_eq!(line("fi\u{202e}gpj\u{2066}.e\u{200b}xe\u{feff}"), "figpj.exe");
        assert_eq!(line("Zürich 東京 \u{1f600}"), "Zürich 東京 \u{1f600}");
    }

    #[test]
    fn a_quote_within_does_not_end_it() {
        assert_eq!(quoted("a\" ready"), "\"a' ready\"");
    }

    #[test]
    fn an_id_stands_without_quotes_and_nothing_else_does() {
        for id in ["ami-0abc1234def567890", "arn:aws:appstream:eu-west-1:1:image/x", "/Imports/0/a~1b"] {
            assert_eq!(word(id), id);
        }
        assert_eq!(word("by hand (2)"), "\"by hand (2)\"");
        assert_eq!(word(""), "\"\"");
        assert_eq!(word("x\nWhat to do: y"), "\"x What to do: y\"");
    }
}
