//! What an error means and what to do about it: one line for each code, in one data file.

/// Code, meaning and remedy with tabs between them, one code a line; `#` begins a heading.
const TABLE: &str = include_str!("remedies.tsv");

/// Where no line knows the code.
const UNKNOWN: &str =
    "Look at the image in its console, and the code up in AWS's documentation; AWS Support knows the rest.";

/// What to do about an error of that code.
pub fn of(code: &str) -> &'static str {
    find(code).map_or(UNKNOWN, |(_, remedy)| remedy)
}

/// What an error of that code means, where it is known.
pub fn meaning(code: &str) -> Option<&'static str> {
    find(code).map(|(meaning, _)| meaning)
}

fn find(code: &str) -> Option<(&'static str, &'static str)> {
    lines().find(|(known, ..)| *known == code).map(|(_, meaning, remedy)| (meaning, remedy))
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
