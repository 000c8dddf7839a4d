//! What an error means and what to do about it: one line for each code, in one data file. A code alone is not enough: AWS uses
//! OperationNotSupportedException for an encrypted WorkSpace as for an account without BYOL, so a line may be for one operation
//! or for some words of AWS's message.

use crate::operation::OperationName;
use std::sync::LazyLock;

/// Code, meaning and remedy with tabs between them, one code a line; `#` begins a heading.
const TABLE: &str = include_str!("remedies.tsv");

/// Where no line knows the code.
const UNKNOWN: &str =
    "Look at the image in its console, and the code up in AWS's documentation; AWS Support knows the rest.";

/// The same for a function that ended or was not reached, by how its code begins: AWS has more of these names than it lists.
const OF_A_FUNCTION: (&str, &str) = (
    "One of Deskport's functions ended before it returned, or Lambda could not run it.",
    "Look at the log of the function, and start the run again: what was started is adopted.",
);
/// The same for a call that a state machine made itself.
const OF_A_MACHINE: (&str, &str) = (
    "A step of the state machine failed.",
    "Look at the execution in the Step Functions console, and start the run again: what was started is adopted.",
);
const PREFIXES: [(&str, (&str, &str)); 8] = [
    ("Lambda.", OF_A_FUNCTION),
    ("Runtime.", OF_A_FUNCTION),
    ("Sandbox.", OF_A_FUNCTION),
    ("Extension.", OF_A_FUNCTION),
    ("States.", OF_A_MACHINE),
    ("StepFunctions.", OF_A_MACHINE),
    ("Ec2.", OF_A_MACHINE),
    ("Ssm.", OF_A_MACHINE),
];

/// Codes that say no more than that something failed: any other code beside them leads.
const GENERAL: [&str; 7] = [
    "Unknown",
    "UnknownError",
    "INTERNAL_ERROR",
    "INTERNAL_SERVICE_ERROR",
    "IMAGE_IMPORT_FAILURE",
    "IMAGE_UPDATE_FAILURE",
    "VALIDATION_ERROR",
];

/// What a remedy is chosen by.
#[derive(Clone, Copy, Debug)]
pub struct Failed<'a> {
    /// The error's code.
    pub code: &'a str,
    /// The operation that failed, where it is known.
    pub operation: Option<OperationName>,
    /// AWS's words.
    pub message: &'a str,
}

/// How much a code says: of several errors the one that says most leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Says {
    /// That something failed.
    Little,
    /// Something that no line of the table knows.
    Unknown,
    /// What is wrong.
    Much,
}

impl Failed<'_> {
    /// What to do about it.
    pub fn remedy(&self) -> String {
        self.find().map_or_else(|| UNKNOWN.to_owned(), |(_, remedy)| self.filled(remedy))
    }

    /// What it means, where that is known.
    pub fn meaning(&self) -> Option<String> {
        self.find().map(|(meaning, _)| self.filled(meaning))
    }

    /// How much it says.
    pub(crate) fn says(&self) -> Says {
        match self.find() {
            _ if GENERAL.contains(&self.code) => Says::Little,
            Some(_) => Says::Much,
            None => Says::Unknown,
        }
    }

    fn find(&self) -> Option<(&'static str, &'static str)> {
        let fitting = LINES.iter().filter_map(|line| Some((line.selector.fit(self)?, line)));
        // Of lines that fit equally the first counts.
        let line = fitting.rev().max_by_key(|(fit, _)| *fit).map(|(_, line)| (line.meaning, line.remedy));
        let family =
            || PREFIXES.iter().find(|(prefix, _)| self.code.starts_with(prefix)).map(|(_, known)| *known);
        line.or_else(family)
    }

    /// `{Name}` is the word after Name in the message.
    fn filled(&self, text: &str) -> String {
        let Some((before, rest)) = text.split_once('{') else { return text.to_owned() };
        let Some((name, after)) = rest.split_once('}') else { return text.to_owned() };
        let mut words = self.message.split([' ', '[', ']']).skip_while(|word| *word != name).skip(1);
        match words.next() {
            Some(word) => format!("{before}{word}{after}"),
            None => text.to_owned(),
        }
    }
}

/// The code where the table knows it, else its family where it has one, else `Other`: there are few of these, whatever AWS returns.
pub(crate) fn known(code: &str) -> &'static str {
    let listed = LINES.iter().map(|line| line.selector.code).find(|known| *known == code);
    let family = || PREFIXES.iter().map(|(prefix, _)| *prefix).find(|prefix| code.starts_with(prefix));
    listed.or_else(|| Some(family()?.trim_end_matches('.'))).unwrap_or("Other")
}

/// Which errors a line is for: `Code`, then `@Operation` and `~words` where it is for those alone; `*` is any code.
struct Selector<'t> {
    code: &'t str,
    operation: Option<&'t str>,
    words: Option<&'t str>,
}

impl<'t> Selector<'t> {
    fn read(text: &'t str) -> Self {
        let (text, words) = text.split_once('~').map_or((text, None), |(text, words)| (text, Some(words)));
        let (code, operation) = text.split_once('@').map_or((text, None), |(code, of)| (code, Some(of)));
        Self { code, operation, words }
    }

    /// How well an error fits; `None` where it does not.
    fn fit(&self, failed: &Failed<'_>) -> Option<u8> {
        let fits_code = self.code == "*" || self.code == failed.code;
        let fits_operation =
            self.operation.is_none_or(|of| failed.operation.is_some_and(|op| op.as_str() == of));
        let fits_words = || self.words.is_none_or(|words| contains(failed, words));
        let score = |counts: bool, score: u8| if counts { score } else { 0 };
        let fit =
            score(self.code != "*", 8) + score(self.words.is_some(), 4) + score(self.operation.is_some(), 2);
        (fits_code && fits_operation && fits_words()).then_some(fit)
    }
}

fn contains(failed: &Failed<'_>, words: &str) -> bool {
    let words = words.to_lowercase();
    [failed.code, failed.message].iter().any(|text| text.to_lowercase().contains(&words))
}

struct Line {
    selector: Selector<'static>,
    meaning: &'static str,
    remedy: &'static str,
}

/// Read once: every look at an image asks for the remedy of its end.
static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
    let read = |line: &'static str| {
        let (selector, rest) = line.split_once('\t')?;
        let (meaning, remedy) = rest.split_once('\t')?;
        Some(Line { selector: Selector::read(selector), meaning, remedy })
    };
    TABLE.lines().filter_map(read).collect()
});

/// The table as a page for people: docs/errors.md.
pub fn page() -> String {
    let mut page = "# Errors\n\nEvery code that a notification may hold: what it means, and what to do about it. This page is made from \
                    `shared/src/remedies.tsv`.\n"
        .to_owned();
    // The first lines of the file are for whoever edits it.
    for line in TABLE.lines().skip_while(|line| !line.is_empty()) {
        if let Some(heading) = line.strip_prefix("# ") {
            page += &format!("\n## {heading}\n\n| Code | What it means | What to do |\n|---|---|---|\n");
        } else if let Some((selector, rest)) = line.split_once('\t')
            && let Some((meaning, remedy)) = rest.split_once('\t')
        {
            page += &format!("| {} | {meaning} | {remedy} |\n", Selector::read(selector).cell());
        }
    }
    page + "\nA code that is not here is reported with AWS's own words.\n"
}

impl Selector<'_> {
    fn cell(&self) -> String {
        let code = if self.code == "*" { "any".to_owned() } else { format!("`{}`", self.code) };
        let operation = self.operation.map(|operation| format!(" of {operation}")).unwrap_or_default();
        let words = self.words.map(|words| format!(" with \"{words}\"")).unwrap_or_default();
        format!("{code}{operation}{words}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Class;
    use std::collections::BTreeSet;

    fn failed<'a>(code: &'a str, operation: Option<OperationName>, message: &'a str) -> Failed<'a> {
        Failed { code, operation, message }
    }

    #[test]
    fn every_class_of_our_own_has_a_remedy() {
        for class in Class::ALL {
            assert!(failed(class.as_str(), None, "").meaning().is_some(), "{class}");
        }
        let unknown = failed("NoSuchCode", None, "");
        assert_eq!((unknown.remedy().as_str(), unknown.meaning()), (UNKNOWN, None));
    }

    #[test]
    fn every_line_is_one_selector_once_with_two_sentences() {
        let mut seen = BTreeSet::new();
        for line in LINES.iter() {
            let cell = line.selector.cell();
            assert!(line.meaning.ends_with('.') && line.remedy.ends_with('.'), "{cell}");
            assert!(
                !line.remedy.contains('\t') && !line.meaning.contains('|') && !line.remedy.contains('|'),
                "{cell}"
            );
            assert!(
                line.selector.operation.is_none_or(|of| OperationName::from_name(of).is_some()),
                "{cell}"
            );
            assert!(seen.insert(cell.clone()), "{cell} twice");
        }
        let written = TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).count();
        assert_eq!(written, seen.len());
        assert!(GENERAL[1..].iter().all(|code| LINES.iter().any(|line| line.selector.code == *code)));
    }

    #[test]
    fn the_line_that_fits_best_counts() {
        let capture = Some(OperationName::CreateWorkspaceImage);
        let code = "OperationNotSupportedException";
        let encrypted = failed(code, capture, "check that it is not Encrypted").meaning().unwrap();
        assert!(encrypted.contains("encrypted volumes"), "{encrypted}");
        let captured = failed(code, capture, "no").meaning().unwrap();
        assert!(captured.contains("captured") && captured != encrypted, "{captured}");
        let import =
            failed(code, Some(OperationName::ImportWorkspaceImage), "not encrypted").meaning().unwrap();
        assert!(import.contains("import"), "{import}");
        assert!(failed(code, None, "").meaning().unwrap().contains("resource, account or Region"));
    }

    #[test]
    fn words_alone_are_enough_where_no_line_knows_the_code() {
        let by_code = failed("BitLockerEnabled", None, "on for drive C:").remedy();
        assert!(by_code.contains("manage-bde -off"), "{by_code}");
        assert_eq!(failed("Unheard", None, "BitLocker is on").remedy(), by_code);
        assert!(failed("DiskFreeSpace", None, "BitLocker needs room").remedy().contains("20 GB"));
    }

    #[test]
    fn a_remedy_names_what_the_message_names() {
        let message = "limit exceeded [IntendedInstanceType Accelerated.g6e.xlarge]";
        let quota = failed("LimitExceededException", Some(OperationName::CreateImportedImage), message);
        let meaning = quota.meaning().unwrap();
        assert!(meaning.contains("the type Accelerated.g6e.xlarge,"), "{meaning}");
        let other =
            failed("LimitExceededException", Some(OperationName::CreateImportedImage), "limit exceeded");
        assert!(!other.meaning().unwrap().contains('{') && !other.remedy().contains('{'));
    }
}
