//! Tags: the caller's rules, and the three that Deskport adds.

use crate::check::{Form, Text};
use crate::violation::{DESKPORT, Findings, Path};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashSet;

/// The key of the tag that says what an image was made from.
pub const SOURCE: &str = "deskport:source";
/// The key of the tag that says how an image was made: the operation, and a digest of its request.
pub const RECIPE: &str = "deskport:recipe";
/// The key of the tag that says which run made an image.
pub const RUN: &str = "deskport:run";
/// The key of the tag of a bundle or fleet that says which image it had before Deskport changed it.
pub const PREVIOUS_IMAGE: &str = "deskport:previous-image";
/// The key of the tag of a bundle or fleet that says which run changed it last.
pub const DELIVERED_BY: &str = "deskport:delivered-by";

pub(crate) const RESERVED: [&str; 2] = ["deskport:", "aws:"];
/// WorkSpaces' longest tag value, in characters; AppStream's is longer by one.
const VALUE_MAX: usize = 255;

static RUN_VALUE: Text = Text { min: 0, max: VALUE_MAX, form: Form::AppStreamTag, source: DESKPORT };

/// A tag as WorkSpaces takes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Tag {
    /// The key.
    pub key: String,
    /// The value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// The three tags of an image that Deskport makes: source, recipe, run. Of a source that is too long for a tag the end is kept,
/// because two Image Builder ARNs differ at the end. An execution's name may contain characters that AppStream's tags don't
/// allow.
pub fn own(source: &str, recipe: String, run: &str) -> [(&'static str, String); 3] {
    [(SOURCE, source_value(source)), (RECIPE, recipe), (RUN, RUN_VALUE.fit(run, false))]
}

/// The value of `deskport:source` for a source.
pub fn source_value(source: &str) -> String {
    let skip = source.chars().count().saturating_sub(VALUE_MAX);
    source.chars().skip(skip).collect()
}

/// Keys: none twice, none reserved. `tags` is WorkSpaces' list or AppStream's map; `findings` already has what is wrong
/// with their form.
pub(crate) fn rules(tags: &Value, path: &Path, findings: &mut Findings) {
    let keys: Vec<(Path, &str)> = match tags {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .filter_map(|(i, tag)| Some((path.index(i).member("Key"), tag.get("Key")?.as_str()?)))
            .collect(),
        Value::Object(map) => map.keys().map(|key| (path.member(key), key.as_str())).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    let mut seen = HashSet::new();
    for (here, key) in keys {
        if is_reserved(key) {
            findings.violation(&here, key, "a key that does not start with deskport: or aws:", DESKPORT);
        } else if !seen.insert(key) && !key.is_empty() {
            findings.violation(&here, key, "a key that no tag before it has", DESKPORT);
        }
    }
}

/// Whether a key is Deskport's or AWS's own.
pub(crate) fn is_reserved(key: &str) -> bool {
    RESERVED.iter().any(|prefix| starts_with_in_any_case(key, prefix))
}

fn starts_with_in_any_case(key: &str, prefix: &str) -> bool {
    key.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn paths(tags: &Value) -> Vec<String> {
        let mut findings = Findings::default();
        rules(tags, &Path::root().member("Tags"), &mut findings);
        findings.violations.into_iter().map(|v| v.path).collect()
    }

    #[test]
    fn reserved_and_repeated_keys_are_violations_in_both_forms() {
        let list = json!([{"Key": "a"}, {"Key": "Deskport:x"}, {"Key": "a"}, {"Key": "AWS:y"}]);
        assert_eq!(paths(&list), ["/Tags/1/Key", "/Tags/2/Key", "/Tags/3/Key"]);
        assert_eq!(paths(&json!({"team": "x", "aws:z": "y"})), ["/Tags/aws:z"]);
        assert_eq!(paths(&json!("no tags")), Vec::<String>::new());
    }

    #[test]
    fn a_runs_name_is_made_to_fit_both_services() {
        assert_eq!(own("ami-1", "x".to_owned(), "by hand (2)!")[2].1, "by hand -2--");
    }

    #[test]
    fn a_long_source_keeps_its_end() {
        let source = format!("{}END", "x".repeat(300));
        assert_eq!(source_value(&source).chars().count(), 255);
        assert!(source_value(&source).ends_with("END"));
    }
}
