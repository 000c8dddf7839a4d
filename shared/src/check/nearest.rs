//! The valid value that somebody probably meant.

/// The candidate closest to `given`, where one is close: the same but for letter case, or at most two
/// edits away and at most a third of its length.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = given.to_lowercase();
    candidates
        .into_iter()
        .map(|c| (strsim::osa_distance(&lower, &c.to_lowercase()), c))
        .filter(|(distance, c)| *distance <= 2.min(c.len() / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn letter_case_and_small_slips_are_seen() {
        let valid = ["BYOL_REGULAR", "BYOL_REGULAR_WSP"];
        assert_eq!(nearest("BYOL_REGULAR_wsp", valid), Some("BYOL_REGULAR_WSP"));
        assert_eq!(nearest("BYOL_REGULR", valid), Some("BYOL_REGULAR"));
        assert_eq!(nearest("PCOIP", valid), None);
        assert_eq!(nearest("ab", ["xy"]), None);
    }
}
