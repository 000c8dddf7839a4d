//! A text that must reach no log: the debug form hides it.

use serde::Deserialize;
use std::fmt;

/// A task token of Step Functions, or the token of a link to the approval page.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes a text that is one.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for whom it is meant.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_debug_form_hides_it() {
        let secret: Secret = serde_json::from_str("\"AQCEAAAA\"").unwrap();
        assert_eq!((secret.reveal(), format!("{secret:?}").as_str()), ("AQCEAAAA", "Secret"));
    }
}
