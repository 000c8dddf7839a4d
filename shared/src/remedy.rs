//! What to do about an error: one sentence for each code, in one data file.

/// Code, a tab, and what to do; one a line. Lines that start with `#` and empty ones are passed over.
const TABLE: &str = include_str!("remedies.tsv");

/// Where no line knows the code.
const UNKNOWN: &str = "Look the code up in AWS's documentation of the operation; the image's own page in the console often says more.";

/// What to do about an error of that code.
pub fn of(code: &str) -> &'static str {
    lines().find(|(known, _)| *known == code).map_or(UNKNOWN, |(_, remedy)| remedy)
}

fn lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    TABLE.lines().filter(|l| !l.starts_with('#')).filter_map(|l| l.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Class;
    use std::collections::BTreeSet;

    #[test]
    fn every_class_of_our_own_has_a_remedy() {
        for class in Class::ALL {
            assert_ne!(of(class.as_str()), UNKNOWN, "{class}");
        }
        assert_eq!(of("NoSuchCode"), UNKNOWN);
    }

    #[test]
    fn every_line_is_one_code_once_and_one_sentence() {
        let mut seen = BTreeSet::new();
        for (code, remedy) in lines() {
            assert!(seen.insert(code), "{code} twice");
            assert!(remedy.ends_with('.') && !remedy.contains('\t'), "{code}");
        }
        let written = TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).count();
        assert_eq!(written, seen.len());
    }
}
