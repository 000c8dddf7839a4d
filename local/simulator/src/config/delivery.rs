//! Bundles and fleets that are there already when the stand-in starts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Tag;

/// A WorkSpaces bundle that is there already.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
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
    /// AVAILABLE (the default), PENDING or ERROR.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A PENDING bundle becomes AVAILABLE this many minutes after the start; otherwise it stays PENDING.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_in_minutes: Option<f64>,
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

/// A fleet that is there already.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct FleetSeed {
    /// Its name.
    pub name: String,
    /// Its type; `ON_DEMAND` without it.
    #[serde(default)]
    pub fleet_type: FleetType,
    /// RUNNING (the default), STOPPED, STARTING or STOPPING.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A fleet that is STARTING or STOPPING gets there this many minutes after the start; otherwise it stays so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_in_minutes: Option<f64>,
    /// The name of its image, which is listed as well, in the same Region. An elastic fleet has none, every other one has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_name: Option<String>,
    /// Its instance type; without it `GeneralPurpose.xlarge`, which runs images of CreateImportedImage that come from an AMI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance_type: Option<String>,
    /// How many instances it is to have; 1 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub desired_instances: Option<u32>,
    /// Its tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Its Region, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// How a fleet gets its instances.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FleetType {
    /// They run all the time.
    AlwaysOn,
    /// They run while somebody uses them.
    #[default]
    OnDemand,
    /// AWS keeps them: such a fleet has no image.
    Elastic,
}
