//! AWS's Service Authorization Reference, as far as the template needs it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

const EXTRACT: &str = include_str!("../../model/iam-actions.json");

#[allow(clippy::expect_used, reason = "the extract is built in, and a test reads it")]
static REFERENCE: LazyLock<Reference> =
    LazyLock::new(|| serde_json::from_str(EXTRACT).expect("the built-in extract of the reference"));

/// What the reference says of actions.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Reference {
    /// Where it comes from, with the version.
    pub source: String,
    actions: BTreeMap<String, Action>,
}

/// An action.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Action {
    /// The kinds of resource that it acts on; none: it needs `*`.
    pub resources: Vec<ResourceKind>,
    /// The condition keys that it has whatever the resource.
    pub condition_keys: Vec<String>,
}

/// A kind of resource that an action acts on.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ResourceKind {
    /// Its name in the reference.
    pub kind: String,
    /// Whether the action always has one.
    pub required: bool,
    /// Its ARN with `${...}` for what differs.
    pub arn: String,
    /// The condition keys that the action has of it.
    pub condition_keys: Vec<String>,
}

impl Reference {
    /// The reference that is built in.
    pub fn get() -> &'static Self {
        &REFERENCE
    }

    /// An action by its name, such as `sns:Publish`.
    pub fn action(&self, name: &str) -> Option<&Action> {
        self.actions.get(name)
    }

    /// The names of the actions that it knows.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.actions.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn the_extract_can_be_read() {
        let reference = Reference::get();
        assert!(reference.source.contains("iam-data"), "{}", reference.source);
        assert!(reference.action("appstream:CreateImportedImage").is_some_and(|it| it.resources.is_empty()));
        assert!(reference.names().count() > 40);
    }
}
