//! Which texts may contain something sensitive.

use crate::check::nearest;

/// The member that is never shown, whatever it holds.
const SENSITIVE: &str = "AppCatalogConfig";

/// Whether a member of that name is never shown. A misspelt name does not make its value less sensitive.
pub fn is_sensitive(name: &str) -> bool {
    name.len() <= 2 * SENSITIVE.len() && nearest(name, [SENSITIVE]).is_some()
}

/// Whether a text that is not JSON may hold such a member. An escape could spell its name.
pub(super) fn may_hold_sensitive(text: &str) -> bool {
    text.contains("\\u")
        || text.to_ascii_lowercase().contains("catalog")
        || text.split(|c: char| !c.is_alphanumeric()).any(is_sensitive)
}

#[cfg(test)]
mod tests {
    use super::may_hold_sensitive;

    #[test]
    fn a_catalogue_is_seen_even_where_its_name_is_misspelt_or_escaped() {
        for text in [
            "{AppCatalogConfig: x",
            "{\"App\\u0043atalogConfig\"",
            "\"AppCatlogConfig\":",
            "appcatalgconfig=",
        ] {
            assert!(may_hold_sensitive(text), "{text}");
        }
        for text in ["{\"Imports\": [", "{\"AppConfig\": 1,}", ""] {
            assert!(!may_hold_sensitive(text), "{text}");
        }
    }
}
