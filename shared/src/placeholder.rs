//! Placeholders in names, descriptions and tag values: `{ami-id}`, `{ami-name}`, `{date}`.

use crate::ami::Image;
use crate::check::Text;
use crate::violation::{DESKPORT, Findings, Path};

/// What placeholders are filled with.
#[derive(Clone, Copy, Debug)]
pub enum Values<'a> {
    /// An AMI that is described.
    Described(&'a Image),
    /// An AMI whose name and date are not known here: they stay as they stand.
    Named(&'a str),
    /// An AMI that is not known yet: all three stay as they stand.
    Later,
    /// No AMI; `{date}` is the run's start date where that is known (YYYY-MM-DD).
    NoAmi(Option<&'a str>),
}

/// A text after filling in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The text, with placeholders that can't be filled in as they stand.
    pub text: String,
    /// The same for checking: what can't be filled in is replaced by the shortest that it can be.
    pub checkable: String,
    /// The placeholders that could not be filled in.
    pub open: Vec<&'static str>,
}

/// AMI names have at least 3 characters, so this is the least that `{ami-name}` becomes.
const SHORTEST_NAME: &str = "xxx";
/// An AMI's id has 8 or 17 hexadecimal digits.
const SHORTEST_ID: &str = "ami-00000000";
const SOME_DATE: &str = "2000-01-01";

enum Piece<'a> {
    Filled(String),
    Open(&'static str, &'a str),
    Fault(String),
}

/// Fills in a text for a field under `rule`. Answers `None` where a brace is wrong: that is in `findings`.
pub fn fill(
    text: &str,
    rule: &Text,
    values: Values<'_>,
    path: &Path,
    findings: &mut Findings,
) -> Option<Filled> {
    let mut filled = Filled { text: String::new(), checkable: String::new(), open: Vec::new() };
    let mut rest = text;
    let mut faultless = true;
    while let Some(at) = rest.find(['{', '}']) {
        filled.push(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("{{").or_else(|| rest.strip_prefix("}}")) {
            filled.push(&rest[..1]);
            rest = after;
            continue;
        }
        let Some(end) = rest.find('}').filter(|_| rest.starts_with('{')) else {
            findings.violation(path, text, format!("{ALLOWED}; a lone brace is written twice"), DESKPORT);
            return None;
        };
        match piece(&rest[1..end], rule, values, filled.text.is_empty()) {
            Piece::Filled(value) => filled.push(&value),
            Piece::Open(placeholder, stand_in) => {
                filled.text.push_str(placeholder);
                filled.checkable.push_str(stand_in);
                filled.open.push(placeholder);
            }
            Piece::Fault(allowed) => {
                findings.violation(path, text, allowed, DESKPORT);
                faultless = false;
            }
        }
        rest = &rest[end + 1..];
    }
    filled.push(rest);
    faultless.then_some(filled)
}

const ALLOWED: &str = "the placeholders {ami-id}, {ami-name} and {date}, and {{ and }} for braces";

fn piece<'a>(name: &str, rule: &Text, values: Values<'a>, comes_first: bool) -> Piece<'a> {
    match (name, values) {
        ("ami-id", Values::Described(image)) => Piece::Filled(image.image_id.clone()),
        ("ami-id", Values::Named(id)) => Piece::Filled(id.to_owned()),
        ("ami-id", Values::Later) => Piece::Open("{ami-id}", SHORTEST_ID),
        ("ami-name", Values::Described(Image { name: Some(name), .. })) => {
            Piece::Filled(rule.fit(name, comes_first))
        }
        ("ami-name", Values::Described(_) | Values::Named(_) | Values::Later) => {
            Piece::Open("{ami-name}", SHORTEST_NAME)
        }
        ("ami-id" | "ami-name", Values::NoAmi(_)) => {
            Piece::Fault(format!("{{{name}}} only where the import or the request names an AMI"))
        }
        ("date", Values::Described(Image { creation_date: Some(date), .. }))
            if date.len() >= 10 && date.is_ascii() =>
        {
            Piece::Filled(date[..10].to_owned())
        }
        ("date", Values::NoAmi(Some(date))) => Piece::Filled(date.to_owned()),
        ("date", _) => Piece::Open("{date}", SOME_DATE),
        _ => Piece::Fault(format!("{ALLOWED}; {{{name}}} is none of them")),
    }
}

impl Filled {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.checkable.push_str(text);
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

    fn filled(text: &str, values: Values<'_>) -> Result<Filled, Vec<String>> {
        let mut findings = Findings::default();
        let filled = fill(text, &NAME, values, &Path::root(), &mut findings);
        filled.ok_or_else(|| findings.violations.into_iter().map(|v| v.allowed).collect())
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
    fn other_braces_are_faults() {
        let image = image();
        for text in ["{", "}", "{ami}", "{ami-id", "ami-id}", "{Date}", "{}", "{{}", "{ {date}"] {
            assert_eq!(filled(text, Values::Described(&image)).unwrap_err().len(), 1, "{text}");
        }
    }

    #[test]
    fn without_an_ami_only_the_date_is_there() {
        assert_eq!(filled("x-{date}", Values::NoAmi(Some("2026-11-21"))).unwrap().text, "x-2026-11-21");
        assert!(filled("{ami-id}", Values::NoAmi(None)).is_err());
        assert_eq!(filled("{ami-id} {ami-name}", Values::NoAmi(None)).unwrap_err().len(), 2);
    }

    #[test]
    fn what_is_not_known_stays_and_is_checked_as_the_shortest() {
        let filled = filled("a-{ami-id}-{ami-name}-{date}", Values::Named("ami-01234567")).unwrap();
        assert_eq!(filled.text, "a-ami-01234567-{ami-name}-{date}");
        assert_eq!(filled.checkable, "a-ami-01234567-xxx-2000-01-01");
        assert_eq!(filled.open, ["{ami-name}", "{date}"]);
    }
}
