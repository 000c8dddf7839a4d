//! The model's patterns, anchored at both ends.

use regex_lite::Regex;

/// The AppStream tag key: look-around and Unicode classes, so it is written by hand.
const TAG_KEY: &str = r"^(^(?!aws:).[\p{L}\p{Z}\p{N}_.:/=+\-@]*)$";
/// The AppStream tag value.
const TAG_VALUE: &str = r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$";
/// A bucket name that does not end with a dot.
const BUCKET: &str = r"^[0-9a-z\.\-]*(?<!\.)$";

/// A pattern of the model.
#[derive(Debug)]
pub(super) enum Pattern {
    TagKey,
    TagValue,
    Bucket,
    Regular(Regex),
}

impl Pattern {
    /// The pattern, anchored: some patterns of the model are not.
    #[allow(clippy::expect_used, reason = "the patterns are part of the program and a test reads them")]
    pub(super) fn new(text: &str) -> Self {
        match text {
            TAG_KEY => Pattern::TagKey,
            TAG_VALUE => Pattern::TagValue,
            BUCKET => Pattern::Bucket,
            _ => Pattern::Regular(Regex::new(&format!("^(?:{text})$")).expect("a pattern of the model")),
        }
    }

    /// Whether the whole text is as the pattern says.
    pub(super) fn matches(&self, text: &str) -> bool {
        match self {
            Pattern::TagKey => is_tag_key(text),
            Pattern::TagValue => text.chars().all(is_tag_character),
            Pattern::Bucket => is_bucket(text),
            Pattern::Regular(regex) => regex.is_match(text),
        }
    }
}

/// Any first character but a line end, then tag characters; not starting with `aws:`.
fn is_tag_key(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next();
    !text.starts_with("aws:") && first.is_some_and(|first| first != '\n') && characters.all(is_tag_character)
}

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`. Control characters count as white space in Rust, but not in `\p{Z}`; combining
/// marks that Unicode counts as alphabetic pass as letters.
fn is_tag_character(character: char) -> bool {
    character.is_alphabetic()
        || character.is_numeric()
        || (character.is_whitespace() && !character.is_control())
        || "_.:/=+-@".contains(character)
}

fn is_bucket(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_digit() || c.is_ascii_lowercase() || c == '.' || c == '-';
    text.chars().all(allowed) && !text.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_anchored() {
        let pattern = Pattern::new("wsi-[0-9a-z]{9,63}$");
        assert!(pattern.matches("wsi-0123456ab"));
        assert!(!pattern.matches("x wsi-0123456ab"));
        assert!(!pattern.matches("wsi-0123456ab\n"));
        assert!(!pattern.matches("wsi-01234567"));
        let either = Pattern::new("a|b");
        assert!(either.matches("b") && !either.matches("ab"));
    }

    #[test]
    fn digits_are_ascii_digits() {
        let pattern = Pattern::new(r"^\d{2}$");
        assert!(pattern.matches("12"));
        assert!(!pattern.matches("\u{0661}\u{0662}"));
    }

    #[test]
    fn tag_keys_are_as_the_look_around_says() {
        let key = Pattern::new(TAG_KEY);
        for good in ["team", "deskport:run", "Aws:x", "aws", "!x", "größe", "数 字", "a+b@c/d=e-f.g_h"] {
            assert!(key.matches(good), "{good}");
        }
        for bad in ["", "aws:team", "a!b", "a\tb", "a\nb", "\nb", "a,b", "a\u{1F600}"] {
            assert!(!key.matches(bad), "{bad:?}");
        }
    }

    #[test]
    fn tag_values_may_be_empty() {
        let value = Pattern::new(TAG_VALUE);
        assert!(value.matches("") && value.matches("finance 2026") && value.matches("aws:x"));
        assert!(!value.matches("!x") && !value.matches("a;b"));
    }

    #[test]
    fn buckets_do_not_end_with_a_dot() {
        let bucket = Pattern::new(BUCKET);
        assert!(bucket.matches("my-bucket.eu"));
        assert!(!bucket.matches("bucket.") && !bucket.matches("Bucket"));
    }
}
