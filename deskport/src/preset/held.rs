//! A preset as Parameter Store holds it, without types of the SDK.

use deskport_shared::preset;
use deskport_shared::secret::Secret;
use jiff::Timestamp;
use serde::Serialize;

/// The types of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Kind {
    /// Plain text.
    String,
    /// Plain text, which AWS takes for a list.
    StringList,
    /// Encrypted.
    SecureString,
}

impl Kind {
    /// From the type that Parameter Store gives: it has these three.
    pub(crate) fn from_aws(kind: &str) -> Self {
        match kind {
            "SecureString" => Self::SecureString,
            "StringList" => Self::StringList,
            _ => Self::String,
        }
    }

    /// As Parameter Store names it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::StringList => "StringList",
            Self::SecureString => "SecureString",
        }
    }
}

/// The tiers of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) enum Tier {
    /// At no charge.
    Standard,
    /// AWS charges for it, and it never becomes a standard one again.
    Advanced,
}

impl Tier {
    /// From the tier that Parameter Store gives.
    pub(crate) fn from_aws(tier: &str) -> Self {
        if tier == "Advanced" { Self::Advanced } else { Self::Standard }
    }

    /// As Parameter Store names it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::Advanced => "Advanced",
        }
    }
}

impl From<preset::Tier> for Tier {
    fn from(tier: preset::Tier) -> Self {
        match tier {
            preset::Tier::Standard => Self::Standard,
            preset::Tier::Advanced => Self::Advanced,
        }
    }
}

/// A parameter with its value.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    /// Its full name.
    pub(crate) parameter: String,
    /// Its value, decrypted. It may hold an AppCatalogConfig.
    pub(crate) value: Secret,
    /// Its version: 1, and one more each time it is stored.
    pub(crate) version: i64,
    /// Its type.
    pub(crate) kind: Kind,
    /// When it was stored.
    pub(crate) modified_at: Option<Timestamp>,
}

/// A parameter without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Described {
    /// Its full name.
    pub(crate) parameter: String,
    /// Its version.
    pub(crate) version: i64,
    /// Its type.
    pub(crate) kind: Kind,
    /// Its tier.
    pub(crate) tier: Tier,
    /// The key of a SecureString.
    pub(crate) key: Option<String>,
    /// What it is for, in words.
    pub(crate) description: Option<String>,
    /// When it was stored.
    pub(crate) modified_at: Option<Timestamp>,
}

/// The preset's name in a parameter's.
pub(crate) fn preset_of(parameter: &str) -> &str {
    parameter.rsplit('/').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_parameter_store_names_is_read_back() {
        for kind in [Kind::String, Kind::StringList, Kind::SecureString] {
            assert_eq!(Kind::from_aws(kind.as_str()), kind);
        }
        for tier in [Tier::Standard, Tier::Advanced] {
            assert_eq!(Tier::from_aws(tier.as_str()), tier);
        }
        assert_eq!(preset_of("/deskport/presets/win11"), "win11");
    }
}
