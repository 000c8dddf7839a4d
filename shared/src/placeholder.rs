//! Placeholders in names, descriptions and tag values: `{ami-id}`, `{ami-name}`, `{date}`.

use crate::ami::Image;
use crate::check::{Text, nearest};
use std::borrow::Cow;

/// What placeholders are filled with.
#[derive(Clone, Copy, Debug)]
pub enum Values<'a> {
    /// An AMI that is described.
    Described(&'a Image),
    /// An AMI whose name and date are not known here: their placeholders are left unchanged.
    Named(&'a str),
    /// An AMI that is not known yet: all three placeholders are left unchanged.
    Later,
    /// No AMI; `{date}` is the run's start date if that is known (YYYY-MM-DD).
    NoAmi(Option<&'a str>),
}

/// A text after filling in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The text; placeholders that can't be filled in are left unchanged.
    pub text: String,
    /// The same for checking: a placeholder that can't be filled in is replaced by its shortest possible value.
    pub checkable: String,
    /// The placeholders that could not be filled in.
    pub open: Vec<&'static str>,
}

/// The placeholders.
pub const NAMES: [&str; 3] = ["{ami-id}", "{ami-name}", "{date}"];

/// AMI names have at least 3 characters, so this is the least that `{ami-name}` becomes.
const SHORTEST_NAME: &str = "xxx";
/// The shortest if characters that may not come first are removed.
const SHORTEST_FIRST_NAME: &str = "x";
/// An AMI's id has 8 or 17 hexadecimal digits.
const SHORTEST_ID: &str = "ami-00000000";
const SOME_DATE: &str = "2000-01-01";
/// How many characters of a wrong placeholder, and how many wrong ones, a message shows.
const SHOWN_MAX: usize = 40;

enum Piece<'a> {
    Filled(Cow<'a, str>),
    Open(&'static str, &'static str),
    Wrong(String),
}

/// Fills in a text for a field under `rule`.
///
/// # Errors
/// What is allowed, if a brace is wrong.
pub fn fill(text: &str, rule: &Text, values: Values<'_>) -> Result<Filled, String> {
    let mut filled = Filled { text: String::new(), checkable: String::new(), open: Vec::new() };
    let mut wrong: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        filled.push(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}")) {
            filled.push(&rest[..1]);
            rest = after;
            continue;
        }
        let Some(end) = rest.find('}').filter(|_| rest.starts_with('{')) else {
            wrong.push(format!("{ALLOWED}; a lone brace is written twice"));
            break;
        };
        match piece(&rest[1..end], rule, values, filled.text.is_empty()) {
            Piece::Filled(value) => filled.push(&value),
            Piece::Open(placeholder, stand_in) => filled.leave(placeholder, stand_in),
            Piece::Wrong(_) if wrong.len() == SHOWN_MAX => {}
            Piece::Wrong(allowed) => wrong.push(allowed),
        }
        rest = &rest[end + 1..];
    }
    filled.push(rest);
    wrong.dedup();
    if wrong.is_empty() { Ok(filled) } else { Err(wrong.join("; ")) }
}

const ALLOWED: &str = "the placeholders {ami-id}, {ami-name} and {date}, and {{ and }} for braces";

fn piece<'a>(name: &str, rule: &Text, values: Values<'a>, comes_first: bool) -> Piece<'a> {
    match (name, values) {
        ("ami-id", Values::Described(image)) => Piece::Filled(Cow::from(&image.image_id)),
        ("ami-id", Values::Named(id)) => Piece::Filled(Cow::from(id)),
        ("ami-id", Values::Later) => Piece::Open("{ami-id}", SHORTEST_ID),
        ("ami-name", Values::Described(Image { name: Some(name), .. })) => {
            Piece::Filled(Cow::from(rule.fit(name, comes_first)))
        }
        ("ami-name", Values::Described(_) | Values::Named(_) | Values::Later) => {
            let shortened = comes_first && rule.form.drops_first();
            Piece::Open("{ami-name}", if shortened { SHORTEST_FIRST_NAME } else { SHORTEST_NAME })
        }
        ("ami-id" | "ami-name", Values::NoAmi(_)) => {
            Piece::Wrong(format!("{{{name}}} only if the import or the request names an AMI"))
        }
        ("date", Values::Described(Image { creation_date: Some(date), .. })) => match day(date) {
            Some(day) => Piece::Filled(Cow::from(day)),
            None => Piece::Open("{date}", SOME_DATE),
        },
        ("date", Values::NoAmi(Some(date))) => Piece::Filled(Cow::from(date)),
        ("date", Values::Described(_) | Values::Named(_) | Values::Later | Values::NoAmi(None)) => {
            Piece::Open("{date}", SOME_DATE)
        }
        _ => Piece::Wrong(unknown(name)),
    }
}

fn unknown(name: &str) -> String {
    let shown: String = name.chars().take(SHOWN_MAX).collect();
    let near = nearest(&format!("{{{name}}}"), NAMES).map(|n| format!(" (did you mean {n}?)"));
    format!("{ALLOWED}; {{{shown}}} is none of them{}", near.unwrap_or_default())
}

/// The day of an ISO 8601 time, if it begins with one.
fn day(time: &str) -> Option<&str> {
    let day = time.get(..10)?;
    let right = day.bytes().enumerate().all(|(i, byte)| match i {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    right.then_some(day)
}

impl Filled {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.checkable.push_str(text);
    }

    fn leave(&mut self, placeholder: &'static str, stand_in: &str) {
        self.text.push_str(placeholder);
        self.checkable.push_str(stand_in);
        if !self.open.contains(&placeholder) {
            self.open.push(placeholder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Form;

    static NAME: Text = Text {
        min: 1,
        max: 64,
        form: Form::Characters { also: "_.-", letter_or_digit_first: true },
        source: "test",
    };

    fn image() -> Image {
        Image {
            image_id: "ami-0abc1234".to_owned(),
            name: Some("(golden) win 11".to_owned()),
            creation_date: Some("2026-11-03T10:00:00.000Z".to_owned()),
            ..Image::default()
        }
    }

    fn filled(text: &str, values: Values<'_>) -> Result<Filled, String> {
        fill(text, &NAME, values)
    }

    #[test]
    fn placeholders_speak_of_the_ami() {
        let image = image();
        let text = |t| filled(t, Values::Described(&image)).unwrap().text;
        assert_eq!(text("win-{ami-id}-{date}"), "win-ami-0abc1234-2026-11-03");
        assert_eq!(text("{ami-name}"), "golden--win-11");
        assert_eq!(text("x{ami-name}"), "x-golden--win-11");
        assert_eq!(text("a{{b}}c"), "a{b}c");
        assert_eq!(text("{{{date}}}"), "{2026-11-03}");
    }

    #[test]
    fn other_braces_are_violations() {
        let image = image();
        for text in ["{", "}", "{ami}", "{ami-id", "ami-id}", "{Date}", "{}", "{{}", "{ {date}", "{{date}"] {
            let said = filled(text, Values::Described(&image)).unwrap_err();
            assert!(said.starts_with("the placeholders {ami-id}, {ami-name} and {date}"), "{text}: {said}");
        }
        let said = filled("{Date}", Values::Described(&image)).unwrap_err();
        assert!(said.ends_with("{Date} is none of them (did you mean {date}?)"), "{said}");
    }

    #[test]
    fn without_an_ami_only_the_date_is_there() {
        assert_eq!(filled("x-{date}", Values::NoAmi(Some("2026-11-21"))).unwrap().text, "x-2026-11-21");
        assert!(filled("{ami-id}", Values::NoAmi(None)).is_err());
        let said = filled("{ami-id} {ami-name}", Values::NoAmi(None)).unwrap_err();
        assert!(said.contains("{ami-id} only") && said.contains("{ami-name} only"), "{said}");
        assert_eq!(filled("x-{date}", Values::NoAmi(None)).unwrap().open, ["{date}"]);
    }

    #[test]
    fn an_ami_name_fits_its_field_wherever_it_stands() {
        let named = |name: &str| Image { name: Some(name.to_owned()), ..image() };
        let text = |name: &str, t| filled(t, Values::Described(&named(name))).unwrap().text;
        assert_eq!(text("(([", "{ami-name}x"), "x");
        assert_eq!(text("(([", "{ami-name}{ami-name}x"), "x");
        assert_eq!(text("(([", "{ami-name}-{date}"), "-2026-11-03");
        assert_eq!(text("ab@c d'e", "x{ami-name}y"), "xab-c-d-ey");
        assert_eq!(text("größe", "{ami-name}"), "gr--e");
    }

    #[test]
    fn a_description_without_a_day_leaves_the_date_open() {
        for creation_date in [None, Some("soon"), Some("2026-11-3T10:00Z"), Some("2026-11-0\u{663}T")] {
            let image = Image { creation_date: creation_date.map(str::to_owned), ..image() };
            assert_eq!(filled("{date}", Values::Described(&image)).unwrap().open, ["{date}"]);
        }
    }

    #[test]
    fn thousands_of_mistakes_in_one_text_are_one_message_of_bounded_length() {
        let text: String = (0..10_000).map(|i| format!("{{x{i}}}")).collect();
        let said = filled(&text, Values::NoAmi(None)).unwrap_err();
        assert!(said.len() < 8000, "{}", said.len());
        assert!(
            filled(&format!("{{{}}}", "x".repeat(100_000)), Values::NoAmi(None)).unwrap_err().len() < 400
        );
    }

    #[test]
    fn what_is_not_known_stays_and_is_checked_as_the_shortest() {
        let filled = filled("a-{ami-id}-{ami-name}-{date}", Values::Named("ami-01234567")).unwrap();
        assert_eq!(filled.text, "a-ami-01234567-{ami-name}-{date}");
        assert_eq!(filled.checkable, "a-ami-01234567-xxx-2000-01-01");
        assert_eq!(filled.open, ["{ami-name}", "{date}"]);
    }
}
