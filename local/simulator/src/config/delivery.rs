//! Bundles and fleets that are there already when the stand-in starts.

use serde::{Deserialize, Serialize};

use super::Tag;

/// A WorkSpaces bundle that is there already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct BundleSeed {
    /// Its id; one is made up otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle_id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its image; where the bundle is an own one, an image of the same Region that is listed as well.
    pub image_id: String,
    /// Its owner, where that is not this account: `AMAZON`, or another account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// AVAILABLE (the default), PENDING (it stays so) or ERROR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The name of its compute type; `STANDARD` without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compute_type: Option<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// Its Region, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}
