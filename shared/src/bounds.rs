//! How large the texts and lists of a function's result may be, in bytes; all limits are in this one place. Step Functions
//! allows 256 KiB for a state's input, output and result, and ends a run that has more without a catch. A text or list that is
//! cut says how much is left out.
//!
//! Sizes are those of the JSON form, in which a quote, a backslash and a control character take more than one byte.

use crate::status::ViolationOf;
use crate::violation::{DESKPORT, Violation};

/// The longest message of an error, in bytes. With its code and its class it has less than the 1,000 characters of a cause that
/// the state machines keep, so that all of it can be read there.
pub const MESSAGE_MAX: usize = 768;
/// The longest code of an error, in bytes; AWS's longest is half of it.
pub const CODE_MAX: usize = 100;
/// The longest remedy, in bytes: several codes may contribute to one.
pub const REMEDY_MAX: usize = 1024;
/// The least that is kept of a remedy for the run itself, in bytes.
pub(crate) const REMEDY_MIN: usize = 256;
/// The longest list of violations, in bytes.
pub const LIST_MAX: usize = 60 * 1024;
/// The longest list of warnings of a run, in bytes: a plan of the largest size has room beside it.
pub const WARNINGS_MAX: usize = 24 * 1024;
/// The largest outcome, in bytes: with what Lambda and the machine add, it fits a payload of Step Functions.
pub const OUTCOME_MAX: usize = 180 * 1024;
/// The largest result of plan-import, in bytes, for the same reason: the plan, its warnings and a KiB about the run.
pub const PLAN_RESULT_MAX: usize = 204 * 1024;

const PATH_MAX: usize = 400;
const GIVEN_MAX: usize = 800;
const ALLOWED_MAX: usize = 1024;
const SOURCE_MAX: usize = 256;

/// The end of a text that was cut: "... (1,234 bytes left out)".
const BEFORE: &str = "... (";
const AFTER: &str = " bytes left out)";
/// The longest such end.
const NOTE_MAX: usize = BEFORE.len() + "18,446,744,073,709,551,615".len() + AFTER.len();

/// A text of at most `most` bytes in its JSON form. If it is longer, its end says how many bytes are left out, including those
/// of an earlier cut. If there is no room even for that, the text is empty.
pub fn text(text: &str, most: usize) -> String {
    if size(text) <= most {
        return text.to_owned();
    }
    if most < NOTE_MAX {
        return String::new();
    }
    let (whole, left_out) = uncut(text);
    let mut end = 0;
    let mut taken = NOTE_MAX;
    for (start, c) in whole.char_indices() {
        taken += size_of(c);
        if taken > most {
            break;
        }
        end = start + c.len_utf8();
    }
    let left_out = left_out + (whole.len() - end);
    format!("{}{BEFORE}{}{AFTER}", &whole[..end], thousands(left_out))
}

/// A text without the end that an earlier cut gave it, and how many bytes that had left out.
fn uncut(text: &str) -> (&str, usize) {
    let cut = || {
        let (whole, count) = text.strip_suffix(AFTER)?.rsplit_once(BEFORE)?;
        Some((whole, count.replace(',', "").parse().ok()?))
    };
    cut().unwrap_or((text, 0))
}

/// How many bytes a text takes between the quotes of its JSON form.
pub fn size(text: &str) -> usize {
    text.chars().map(size_of).sum()
}

const fn size_of(c: char) -> usize {
    match c {
        '"' | '\\' | '\u{8}' | '\t' | '\n' | '\u{c}' | '\r' => 2,
        '\0'..='\u{1f}' => 6,
        _ => c.len_utf8(),
    }
}

/// A number with commas, as people read it.
pub(crate) fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// The first violations that fit, each with bounded texts; if some are left out, a last entry says how many.
pub fn violations(list: Vec<Violation>, most: usize) -> Vec<Violation> {
    let all = list.len();
    let mut kept: Vec<Violation> = Vec::new();
    let mut taken = violation_size(&left_out(all));
    for violation in list {
        let violation = bounded(violation);
        taken += violation_size(&violation);
        if taken > most {
            kept.push(left_out(all - kept.len()));
            break;
        }
        kept.push(violation);
    }
    kept
}

fn bounded(violation: Violation) -> Violation {
    Violation {
        path: text(&violation.path, PATH_MAX),
        given: text(&violation.given, GIVEN_MAX),
        allowed: text(&violation.allowed, ALLOWED_MAX),
        source: text(&violation.source, SOURCE_MAX),
        of: violation.of,
    }
}

fn left_out(count: usize) -> Violation {
    Violation {
        path: String::new(),
        given: format!("and {} more", thousands(count)),
        allowed: "the list is too long to be shown as a whole; deskport validate shows all of it".to_owned(),
        source: DESKPORT.to_owned(),
        of: ViolationOf::Request,
    }
}

/// A violation in JSON, with the comma after it.
fn violation_size(violation: &Violation) -> usize {
    serde_json::to_string(violation).map_or(usize::MAX, |text| text.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(text: &str) -> usize {
        serde_json::to_string(text).unwrap().len() - 2
    }

    #[test]
    fn what_is_left_out_is_said() {
        assert_eq!(text(&"x".repeat(768), MESSAGE_MAX).len(), 768);
        let cut = text(&"x".repeat(2000), MESSAGE_MAX);
        assert!(cut.ends_with("x... (1,279 bytes left out)"), "{cut}");
        let again = text(&cut, 100);
        let kept = again.find("...").unwrap();
        assert!(again.ends_with(&format!("... ({} bytes left out)", thousands(2000 - kept))), "{again}");
        assert_eq!(text(&cut, 10), "");
        assert_eq!(
            (thousands(0), thousands(999), thousands(1_000_000)),
            ("0".into(), "999".into(), "1,000,000".into())
        );
    }

    proptest! {
        #[test]
        fn no_text_is_longer_in_json_than_it_may_be(
            said in proptest::collection::vec(prop_oneof![any::<char>(), Just('"'), Just('\\'), Just('\u{1}'), Just('é')], 0..400),
            most in 0..600usize,
        ) {
            let said: String = said.into_iter().collect();
            prop_assert_eq!(size(&said), json(&said));
            let cut = text(&said, most);
            prop_assert!(json(&cut) <= most, "{} of {}", json(&cut), most);
            prop_assert!(cut == said || json(&said) > most);
        }
    }

    #[test]
    fn a_list_ends_with_how_many_are_left_out() {
        let violation = |i: usize| Violation {
            path: format!("/{i}"),
            given: "\u{1}".repeat(256),
            allowed: "y".repeat(5000),
            source: "z".to_owned(),
            of: ViolationOf::Request,
        };
        let list = violations((0..1000).map(violation).collect(), LIST_MAX);
        assert!(serde_json::to_string(&list).unwrap().len() <= LIST_MAX);
        let shown = list.len() - 1;
        assert!(shown > 20);
        assert_eq!(list[shown].given, format!("and {} more", 1000 - shown));
        assert_eq!(violations(vec![violation(1)], LIST_MAX).len(), 1);
        assert_eq!(violations(Vec::new(), LIST_MAX), []);
    }
}
