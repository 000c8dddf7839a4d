//! The namespace of a stack: what keeps several stacks in one account and Region apart. It begins the keys of the tags by which AMIs
//! ask for a preset, and the path of the presets.
//!
//! What Deskport writes on the images, bundles and fleets has no namespace: whose image it is depends on what it was made from, not on
//! the stack.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// The longest namespace, in characters; the template's pattern says the same.
pub const NAMESPACE_MAX: usize = 30;

/// A stack's parameter `Namespace`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Namespace(Cow<'static, str>);

/// A text that is no namespace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no namespace: allowed is deskport, or deskport- with lower-case letters, digits and single hyphens, at most {NAMESPACE_MAX} characters"
)]
pub struct NotANamespace(String);

impl Namespace {
    /// The namespace of a stack whose parameter was left alone.
    pub const DESKPORT: Self = Self(Cow::Borrowed("deskport"));

    /// The key of the tag by which an AMI asks for a preset.
    pub fn preset_tag(&self) -> String {
        format!("{self}:preset")
    }

    /// The SSM parameter of a preset.
    pub fn parameter(&self, preset: &str) -> String {
        format!("/{self}/presets/{preset}")
    }
}

impl Default for Namespace {
    fn default() -> Self {
        Self::DESKPORT
    }
}

impl Default for &Namespace {
    fn default() -> Self {
        const { &Namespace::DESKPORT }
    }
}

impl fmt::Display for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Namespace {
    type Error = NotANamespace;

    fn try_from(text: String) -> Result<Self, NotANamespace> {
        let part = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        let mut parts = text.split('-');
        let good = text.len() <= NAMESPACE_MAX && parts.next() == Some("deskport") && parts.all(part);
        if good { Ok(Self(text.into())) } else { Err(NotANamespace(text)) }
    }
}

impl From<Namespace> for String {
    fn from(namespace: Namespace) -> Self {
        namespace.0.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_begins_tags_and_parameters() {
        let namespace = Namespace::try_from("deskport-test".to_owned()).unwrap();
        assert_eq!(namespace.preset_tag(), "deskport-test:preset");
        assert_eq!(namespace.parameter("win11"), "/deskport-test/presets/win11");
        assert_eq!(Namespace::default().parameter("win11"), "/deskport/presets/win11");
    }

    #[test]
    fn what_is_no_namespace_is_refused() {
        for text in ["deskport", "deskport-a", "deskport-eu-2"] {
            assert!(Namespace::try_from(text.to_owned()).is_ok(), "{text}");
        }
        let long = format!("deskport-{}", "x".repeat(NAMESPACE_MAX));
        for text in ["", "aws", "Deskport", "deskport-", "deskport--a", "deskport-A", "deskport:x", &long] {
            let error = Namespace::try_from(text.to_owned()).unwrap_err().to_string();
            assert!(error.contains(text) && error.contains("at most 30 characters"), "{error}");
        }
    }
}
