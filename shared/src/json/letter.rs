//! Characters that look right or can't be seen, and that JSON does not allow.

use crate::foreign::is_invisible;

/// Quotes of word processors and of other languages' typography.
pub(super) const fn is_typographic(c: char) -> bool {
    matches!(c, '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}' | '\u{2032}' | '\u{2033}'
        | '\u{b4}' | '\u{ff02}' | '\u{ff07}' | '\u{300c}'..='\u{300f}' | '\u{301d}'..='\u{301f}')
}

/// What to do with a character that can't be seen; `None` for one that can, and for JSON's own white space.
pub(super) fn invisible(c: char) -> Option<String> {
    let way_out = match c {
        ' ' | '\t' | '\n' | '\r' => return None,
        '\u{2028}' | '\u{2029}' | '\u{85}' => "replace it with a line break",
        _ if c.is_whitespace() => "replace it with a space",
        _ if c.is_control() || is_invisible(c) => "delete it",
        _ => return None,
    };
    let name = name(c).map(|name| format!(" ({name})")).unwrap_or_default();
    Some(format!("U+{:04X}{name} can't be seen and has no place here: {way_out}", u32::from(c)))
}

/// Unicode's names of those that people meet.
const fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{a0}' => "no-break space",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{202e}' => "right-to-left override",
        '\u{202f}' => "narrow no-break space",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{2060}' => "word joiner",
        '\u{3000}' => "ideographic space",
        '\u{feff}' => "byte order mark",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_not_be_seen_is_named_with_the_way_out() {
        for (c, expected) in [
            (
                '\u{a0}',
                "U+00A0 (no-break space) can't be seen and has no place here: replace it with a space",
            ),
            ('\u{200b}', "U+200B (zero width space) can't be seen and has no place here: delete it"),
            ('\u{feff}', "U+FEFF (byte order mark) can't be seen and has no place here: delete it"),
            (
                '\u{2028}',
                "U+2028 (line separator) can't be seen and has no place here: replace it with a line break",
            ),
            ('\u{2009}', "U+2009 can't be seen and has no place here: replace it with a space"),
            ('\u{1b}', "U+001B can't be seen and has no place here: delete it"),
        ] {
            assert_eq!(invisible(c).as_deref(), Some(expected));
        }
        for c in [' ', '\n', '\t', '\r', 'a', 'é', '“', '東'] {
            assert_eq!(invisible(c), None, "{c:?}");
        }
    }
}
