//! Rules for strings.

use super::letter::is_letter_number_or_separator;
use crate::foreign::is_invisible;
use regex_lite::Regex;
use std::sync::LazyLock;

/// A rule for a string. Lengths are in Unicode scalar values, as Smithy counts them.
#[derive(Debug)]
pub struct Text {
    /// Shortest length.
    pub min: usize,
    /// Longest length.
    pub max: usize,
    /// What it may be made of.
    pub form: Form,
    /// The page or model that the rule comes from.
    pub source: &'static str,
}

/// What a string may be made of.
#[derive(Debug)]
pub enum Form {
    /// Anything.
    Any,
    /// Anything but NUL.
    NoNul,
    /// Anything but control characters other than the line feed.
    Lines,
    /// ASCII letters, digits and these characters; with `letter_or_digit_first`, the first is a letter or digit.
    Characters {
        /// Allowed beside letters and digits.
        also: &'static str,
        /// Whether the first one has to be a letter or digit.
        letter_or_digit_first: bool,
    },
    /// Letters, digits and spaces of any script, and `_.:/=+-@`: the value of AppStream's tags.
    AppStreamTag,
    /// The same after a first character that may be any but a line end: the key of AppStream's tags. The model's
    /// pattern has a look-around that the regex crates don't compile, so it is written by hand, without `aws:`,
    /// which the rules of tags refuse in any letter case.
    AppStreamTagKey,
    /// A whole match of this pattern; messages describe it as `like`.
    Pattern {
        /// The pattern, compiled on first use.
        regex: LazyLock<Regex>,
        /// The pattern's text.
        pattern: &'static str,
        /// What it is, with an example.
        like: &'static str,
    },
}

/// A `Form::Pattern`: the pattern has to match the whole string.
#[macro_export]
#[doc(hidden)]
macro_rules! pattern {
    ($pattern:literal, $like:literal) => {
        $crate::check::Form::Pattern {
            // A pattern that does not compile matches nothing: a test compiles each one.
            regex: std::sync::LazyLock::new(|| $crate::check::Text::compile($pattern)),
            pattern: $pattern,
            like: $like,
        }
    };
}

impl Text {
    /// Compiles `pattern` anchored at both ends.
    #[doc(hidden)]
    pub fn compile(pattern: &str) -> Regex {
        #[expect(clippy::expect_used, reason = "patterns are constants of this crate, each used in a test")]
        Regex::new(&format!("^(?:{pattern})$")).expect("a constant pattern compiles")
    }

    /// Whether `text` satisfies the rule.
    pub fn accepts(&self, text: &str) -> bool {
        let length = text.chars().count();
        length >= self.min && length <= self.max && self.form.accepts(text)
    }

    /// What is allowed, for a message.
    pub fn allowed(&self) -> String {
        let length = match (self.min, self.max) {
            (_, usize::MAX) => String::new(),
            (0, max) => format!("at most {max} characters"),
            (min, max) => format!("{min} to {max} characters"),
        };
        let form = match &self.form {
            Form::Any => String::new(),
            Form::NoNul => "no NUL character".to_owned(),
            Form::Lines => "no control character but the line feed".to_owned(),
            Form::Characters { also, letter_or_digit_first } => {
                let first = if *letter_or_digit_first { ", a letter or digit first" } else { "" };
                format!("ASCII letters, digits and {}{first}", spell(also))
            }
            Form::AppStreamTag | Form::AppStreamTagKey => {
                "letters, digits, spaces and _ . : / = + - @".to_owned()
            }
            Form::Pattern { like, .. } => return (*like).to_owned(),
        };
        match (length.is_empty(), form.is_empty()) {
            (false, false) => format!("{length}: {form}"),
            (true, true) => "any text".to_owned(),
            (true, false) | (false, true) => length + &form,
        }
    }

    /// The characters of a text that are not allowed, for a message; empty if all are allowed, or if the rule is not a set of
    /// characters. With `places`, each with its first position, counted from 1.
    pub(crate) fn objection(&self, text: &str, places: bool) -> String {
        let mut seen: Vec<char> = Vec::new();
        let mut named = Vec::new();
        for (index, c) in text.chars().enumerate().filter(|(index, c)| !self.form.allows_at(*index, *c)) {
            if seen.len() == NAMED_MAX {
                break;
            }
            if !seen.contains(&c) {
                seen.push(c);
                let place = if places { format!(" at position {}", index + 1) } else { String::new() };
                named.push(name(c) + &place);
            }
        }
        match named.as_slice() {
            [] => match text.chars().next().filter(|c| self.form.drops_first() && !c.is_ascii_alphanumeric())
            {
                Some(first) => format!("; {} may not come first", name(first)),
                None => String::new(),
            },
            [one] => format!("; not allowed is the character {one}"),
            more => format!("; not allowed are the characters {}", more.join(", ")),
        }
    }

    /// Another text, changed so that it fits into a field with this rule: each character that the field does not
    /// allow becomes `-`; at the beginning of the field, characters that may not come first are removed.
    pub fn fit(&self, text: &str, comes_first: bool) -> String {
        let fitted: String = text.chars().map(|c| if self.form.allows(c) { c } else { '-' }).collect();
        if comes_first && self.form.drops_first() {
            fitted.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
        } else {
            fitted
        }
    }
}

impl Form {
    /// Whether some of its characters may not come first.
    pub(crate) fn drops_first(&self) -> bool {
        matches!(self, Form::Characters { letter_or_digit_first: true, .. })
    }

    fn accepts(&self, text: &str) -> bool {
        match self {
            Form::Any => true,
            Form::NoNul | Form::Lines | Form::AppStreamTag => text.chars().all(|c| self.allows(c)),
            Form::Characters { letter_or_digit_first, .. } => {
                let first_is_right =
                    !*letter_or_digit_first || text.starts_with(|c: char| c.is_ascii_alphanumeric());
                first_is_right && text.chars().all(|c| self.allows(c))
            }
            Form::AppStreamTagKey => {
                let mut characters = text.chars();
                characters.next().is_some_and(|first| !LINE_ENDS.contains(&first))
                    && characters.all(|c| self.allows(c))
            }
            Form::Pattern { regex, .. } => regex.is_match(text),
        }
    }

    fn allows_at(&self, index: usize, c: char) -> bool {
        match self {
            Form::AppStreamTagKey if index == 0 => !LINE_ENDS.contains(&c),
            Form::Any
            | Form::NoNul
            | Form::Lines
            | Form::Characters { .. }
            | Form::AppStreamTag
            | Form::AppStreamTagKey
            | Form::Pattern { .. } => self.allows(c),
        }
    }

    fn allows(&self, c: char) -> bool {
        match self {
            Form::Any | Form::Pattern { .. } => true,
            Form::NoNul => c != '\0',
            Form::Lines => c == '\n' || !c.is_control(),
            Form::Characters { also, .. } => c.is_ascii_alphanumeric() || also.contains(c),
            Form::AppStreamTag | Form::AppStreamTagKey => {
                is_letter_number_or_separator(c) || "_.:/=+-@".contains(c)
            }
        }
    }
}

/// The characters that a pattern's dot does not match.
const LINE_ENDS: [char; 5] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'];

/// The most characters that one message names.
const NAMED_MAX: usize = 5;

/// A character for a message: the character and its number, or only its number if it would not be visible.
fn name(c: char) -> String {
    let number = format!("U+{:04X}", u32::from(c));
    match c {
        ' ' => format!("space ({number})"),
        c if is_seen(c) => format!("{c} ({number})"),
        _ => number,
    }
}

/// Whether a character is visible on its own.
fn is_seen(c: char) -> bool {
    let combines = matches!(c, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}');
    let blank = matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}');
    let private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..);
    !(c.is_control() || c.is_whitespace() || is_invisible(c) || combines || blank || private)
}

fn spell(also: &str) -> String {
    also.chars()
        .map(|c| if c == ' ' { "space".to_owned() } else { c.to_string() })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    static NAME: Text = Text {
        min: 1,
        max: 5,
        form: Form::Characters { also: "_.-", letter_or_digit_first: true },
        source: "test",
    };
    static AMI: Text =
        Text { min: 0, max: usize::MAX, form: pattern!("ami-[a-f0-9]{8}", "an AMI id"), source: "test" };

    #[test]
    fn lengths_characters_and_the_first_one_are_checked() {
        assert!(NAME.accepts("a_.-9") && NAME.accepts("1"));
        for bad in ["", "a_.-99", "-a", "a b", "é"] {
            assert!(!NAME.accepts(bad), "{bad:?}");
        }
        assert_eq!(
            NAME.allowed(),
            "1 to 5 characters: ASCII letters, digits and _ . -, a letter or digit first"
        );
    }

    #[test]
    fn the_characters_that_are_not_allowed_are_named() {
        for (text, said) in [
            ("a+b", "; not allowed is the character + (U+002B) at position 2"),
            ("a b c", "; not allowed is the character space (U+0020) at position 2"),
            (
                "\u{201c}a\u{200b}\t\u{301}",
                "; not allowed are the characters \u{201c} (U+201C) at position 1, U+200B at position 3, \
                 U+0009 at position 4, U+0301 at position 5",
            ),
            (
                "é東😀",
                "; not allowed are the characters é (U+00E9) at position 1, 東 (U+6771) at position 2, 😀 (U+1F600) at position 3",
            ),
            ("-a", "; - (U+002D) may not come first"),
            ("too-long", ""),
            ("", ""),
        ] {
            assert_eq!(NAME.objection(text, true), said, "{text:?}");
        }
        assert_eq!(NAME.objection("a+b", false), "; not allowed is the character + (U+002B)");
        assert_eq!(NAME.objection("!#$%&'()", false).matches("U+").count(), 5);
        assert_eq!(AMI.objection("ami-+", true), "");
        let key = Text { min: 1, max: 9, form: Form::AppStreamTagKey, source: "test" };
        assert_eq!(key.objection("!a!", true), "; not allowed is the character ! (U+0021) at position 3");
    }

    #[test]
    fn patterns_match_the_whole_text() {
        assert!(AMI.accepts("ami-01234567"));
        for bad in ["ami-0123456", "ami-012345678", "xami-01234567", "ami-01234567\n", "ami-0123456G"] {
            assert!(!AMI.accepts(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_foreign_text_is_made_to_fit() {
        assert_eq!(NAME.fit("(é) b", true), "b");
        assert_eq!(NAME.fit("(é) b", false), "----b");
        assert_eq!(NAME.fit("...", true), "");
    }

    #[test]
    fn an_appstream_tags_key_begins_with_anything_but_a_line_end() {
        assert!(Form::AppStreamTagKey.accepts("!x") && Form::AppStreamTagKey.accepts("\t"));
        assert!(!Form::AppStreamTagKey.accepts("x!") && !Form::AppStreamTagKey.accepts("\nx"));
        assert!(!Form::AppStreamTagKey.accepts(""));
    }

    #[test]
    fn appstream_tags_take_letters_and_spaces_of_any_script_but_no_tab() {
        assert!(Form::AppStreamTag.accepts("Zürich 東京\u{a0}+@"));
        assert!(!Form::AppStreamTag.accepts("a\tb"));
        assert!(!Form::AppStreamTag.accepts("a;b"));
        assert!(!Form::AppStreamTag.accepts("e\u{301}") && !Form::AppStreamTag.accepts("Ⓐ"));
    }
}
