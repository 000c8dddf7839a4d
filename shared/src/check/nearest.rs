//! The valid value that somebody probably meant.

use super::Member;
use serde_json::{Map, Value};

/// The most edits between a mistake and what was meant.
const EDITS_MAX: usize = 2;

/// The candidate closest to `given`, if one is close: the same except for letter case, or at most two
/// edits away and at most a third of its length.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = given.to_lowercase();
    let length = lower.chars().count();
    candidates
        .into_iter()
        .filter(|c| length.abs_diff(c.len()) <= EDITS_MAX)
        .map(|c| (strsim::osa_distance(&lower, &c.to_lowercase()), c))
        .filter(|(distance, c)| *distance <= EDITS_MAX.min(c.len() / 3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c)
}

/// The members that unknown keys of `object` probably mean: the unknown key is reported, and the member is not reported as
/// missing too.
pub fn meant(object: &Map<String, Value>, members: &[Member]) -> Vec<&'static str> {
    let unknown = object.keys().filter(|key| members.iter().all(|m| m.name != *key));
    unknown.filter_map(|key| meant_by(key, object, members)).collect()
}

/// The member that the unknown `key` probably means: one that is not there itself.
pub(super) fn meant_by(key: &str, object: &Map<String, Value>, members: &[Member]) -> Option<&'static str> {
    nearest(key, members.iter().map(|m| m.name).filter(|name| !object.contains_key(*name)))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn letter_case_and_small_mistakes_are_recognised() {
        let valid = ["BYOL_REGULAR", "BYOL_REGULAR_WSP"];
        assert_eq!(nearest("BYOL_REGULAR_wsp", valid), Some("BYOL_REGULAR_WSP"));
        assert_eq!(nearest("BYOL_REGULR", valid), Some("BYOL_REGULAR"));
        assert_eq!(nearest("PCOIP", valid), None);
        assert_eq!(nearest("ab", ["xy"]), None);
    }
}
