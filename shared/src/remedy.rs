//! What an error means and what to do about it: one line for each code, in one data file.

/// Code, meaning and remedy with tabs between them, one code a line; `#` begins a heading.
const TABLE: &str = include_str!("remedies.tsv");

/// Where no line knows the code.
const UNKNOWN: &str =
    "Look at the image in its console, and the code up in AWS's documentation; AWS Support knows the rest.";

/// The same for a function that ended or was not reached, by how its code begins: AWS has more of these names than it lists.
const OF_A_FUNCTION: (&str, &str) = (
    "One of Deskport's functions ended before its answer, or Lambda could not run it.",
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

/// What to do about an error of that code.
pub fn of(code: &str) -> &'static str {
    find(code).map_or(UNKNOWN, |(_, remedy)| remedy)
}

/// What an error of that code means, where it is known.
pub fn meaning(code: &str) -> Option<&'static str> {
    find(code).map(|(meaning, _)| meaning)
}

fn find(code: &str) -> Option<(&'static str, &'static str)> {
    let line = lines().find(|(known, ..)| *known == code).map(|(_, meaning, remedy)| (meaning, remedy));
    let family = || PREFIXES.iter().find(|(prefix, _)| code.starts_with(prefix)).map(|(_, known)| *known);
    line.or_else(family)
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TABLE.lines().filter_map(|line| {
        let (code, rest) = line.split_once('\t')?;
        let (meaning, remedy) = rest.split_once('\t')?;
        Some((code, meaning, remedy))
    })
}

/// The table as a page for people: docs/errors.md.
pub fn page() -> String {
    let mut page = "# Errors\n\nEvery code that a notification may hold: what it means, and what to do about it. This page is made from \
                    `shared/src/remedies.tsv`.\n"
        .to_owned();
    // The first two lines of the file speak to who edits it.
    for line in TABLE.lines().skip(2) {
        if let Some(heading) = line.strip_prefix("# ") {
            page += &format!("\n## {heading}\n\n| Code | What it means | What to do |\n|---|---|---|\n");
        } else if let Some((code, rest)) = line.split_once('\t')
            && let Some((meaning, remedy)) = rest.split_once('\t')
        {
            page += &format!("| `{code}` | {meaning} | {remedy} |\n");
        }
    }
    page + "\nA code that is not here is told with AWS's own words.\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Class;
    use std::collections::BTreeSet;

    #[test]
    fn every_class_of_our_own_has_a_remedy() {
        for class in Class::ALL {
            assert!(meaning(class.as_str()).is_some(), "{class}");
        }
        assert_eq!((of("NoSuchCode"), meaning("NoSuchCode")), (UNKNOWN, None));
    }

    #[test]
    fn every_line_is_one_code_once_with_two_sentences() {
        let mut seen = BTreeSet::new();
        for (code, meaning, remedy) in lines() {
            assert!(seen.insert(code), "{code} twice");
            assert!(meaning.ends_with('.') && remedy.ends_with('.'), "{code}");
            assert!(!remedy.contains('\t') && !meaning.contains('|') && !remedy.contains('|'), "{code}");
        }
        let written = TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).count();
        assert_eq!(written, seen.len());
    }
}
