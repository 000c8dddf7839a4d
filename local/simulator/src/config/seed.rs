//! What is there already when the stand-in starts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::script::Fail;

/// A tag of a WorkSpaces resource.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Tag {
    /// Its key.
    pub key: String,
    /// Its value.
    #[serde(default)]
    pub value: String,
}

/// A WorkSpaces image that is there already.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct WorkspaceImageSeed {
    /// Its id; one is made up otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// AVAILABLE (the default), PENDING or ERROR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A PENDING image becomes AVAILABLE this many minutes after the start; otherwise it stays PENDING.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_in_minutes: Option<f64>,
    /// Why an image in ERROR failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Fail>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// When it was made, in seconds since the epoch; otherwise at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<f64>,
    /// The accounts that it is shared with, where it is an own one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared_with: Vec<String>,
    /// Its owner, where that is another account: the image is then a shared one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_account_id: Option<String>,
    /// Its Region, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// An AppStream image that is there already.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct AppStreamImageSeed {
    /// Its name.
    pub name: String,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// Its description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// AVAILABLE (the default), PENDING or FAILED.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A PENDING image becomes AVAILABLE this many minutes after the start; otherwise it stays PENDING.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_in_minutes: Option<f64>,
    /// Why a FAILED image failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Fail>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// When it was made, in seconds since the epoch; otherwise at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<f64>,
    /// PRIVATE (the default), SHARED or PUBLIC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visibility: Option<String>,
    /// Its operating system; `WINDOWS_SERVER_2022` without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// What other accounts may do with it, by account, where it is PRIVATE.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub shared_with: BTreeMap<String, ImagePermissions>,
    /// CUSTOM (the default: made from an AMI), BYOL (from a WorkSpaces image) or NATIVE (AWS's, or from an image builder).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_type: Option<String>,
    /// The families of instances that it runs on, as DescribeImages shows them; those of its type without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supported_instance_families: Option<Vec<String>>,
    /// Its Region, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// What another account may do with an AppStream image, as DescribeImagePermissions shows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ImagePermissions {
    /// Use it for a fleet.
    pub allow_fleet: bool,
    /// Use it for an image builder.
    pub allow_image_builder: bool,
}

/// A WorkSpace.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct WorkspaceSeed {
    /// Its id.
    pub workspace_id: String,
    /// Its state; `AVAILABLE` without it. Only an AVAILABLE WorkSpace can be captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
    /// Its Region, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

impl WorkspaceSeed {
    /// A running WorkSpace.
    pub fn new(id: &str) -> Self {
        Self { workspace_id: id.to_owned(), ..Self::default() }
    }
}

/// A modification of the account that was asked for before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ModificationSeed {
    /// PENDING, COMPLETED or FAILED.
    pub state: String,
    /// The range asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub management_cidr_range: Option<String>,
    /// When it was asked for, in seconds since the epoch; otherwise at the start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<f64>,
    /// A PENDING modification completes this many minutes after the start; otherwise it stays PENDING.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_in_minutes: Option<f64>,
    /// Why a FAILED modification failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Fail>,
    /// Its Region, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}
