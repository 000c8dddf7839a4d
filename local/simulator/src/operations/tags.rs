//! The rules of tags that both services' making and tagging operations share.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::config::Tag;
use crate::fault::Fault;

/// A resource has no more tags than this.
pub(super) const LIMIT: usize = 50;

/// The tags of a WorkSpaces input, checked: no key twice, none that starts with `aws:`.
pub(super) fn listed(input: &Value) -> Result<Vec<Tag>, Fault> {
    let mut tags = Vec::new();
    let mut keys = HashSet::new();
    for tag in input["Tags"].as_array().into_iter().flatten() {
        let text = |member: &str| tag[member].as_str().unwrap_or_default();
        let (key, value) = (text("Key"), text("Value"));
        if !keys.insert(key) {
            return Err(invalid(&format!("The tag key {key} stands twice in Tags.")));
        }
        if key.to_ascii_lowercase().starts_with("aws:") {
            return Err(invalid("Tag keys must not start with aws:."));
        }
        tags.push(Tag { key: key.to_owned(), value: value.to_owned() });
    }
    Ok(tags)
}

/// The tags of a WorkSpaces input that makes an image: the above, and 50 at most.
pub(super) fn listed_for_new(input: &Value) -> Result<Vec<Tag>, Fault> {
    let tags = listed(input)?;
    if tags.len() > LIMIT {
        return Err(invalid(&format!("Tags must have {LIMIT} elements at most.")));
    }
    Ok(tags)
}

/// The tags of an AppStream input.
pub(super) fn mapped(input: &Value) -> BTreeMap<String, String> {
    let entries = input["Tags"].as_object().into_iter().flatten();
    entries.map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

fn invalid(message: &str) -> Fault {
    Fault::new("InvalidParameterValuesException", message)
}
