//! What the stand-in starts from: the account, its limits and what is there already. Also the form of a state file.

mod check;
mod delivery;
mod seed;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use check::ConfigError;
pub(crate) use check::{is_account, is_region};
pub use delivery::{BundleSeed, FleetSeed, FleetType};
pub use seed::{
    AppStreamImageSeed, ImagePermissions, ModificationSeed, Tag, WorkspaceImageSeed, WorkspaceSeed,
};

/// What the stand-in starts from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
pub struct Config {
    /// The account, 12 digits.
    pub account_id: String,
    /// The home Region: that of a call which names none.
    pub region: String,
    /// Where the sequence of ids starts: the same seed gives the same ids.
    pub id_seed: u64,
    /// No page of a list is longer, whatever is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_size: Option<usize>,
    /// The account's bring-your-own-licence status.
    pub byol: Byol,
    /// How much there may be in each Region.
    pub quotas: Quotas,
    /// How many minutes a change usually takes.
    pub durations: Durations,
    /// WorkSpaces images that are there already.
    pub workspace_images: Vec<WorkspaceImageSeed>,
    /// AppStream images that are there already.
    pub app_stream_images: Vec<AppStreamImageSeed>,
    /// WorkSpaces bundles that are there already, beside the one that AWS provides in every Region.
    pub bundles: Vec<BundleSeed>,
    /// Fleets that are there already.
    pub fleets: Vec<FleetSeed>,
    /// WorkSpaces that an image can be captured from.
    pub workspaces: Vec<WorkspaceSeed>,
}

/// The account's bring-your-own-licence (BYOL) status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
pub struct Byol {
    /// Whether BYOL is on.
    pub support: Support,
    /// The range of the management interface, where BYOL is on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub management_cidr_range: Option<String>,
    /// Whether the account is linked to another's BYOL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_type: Option<AccountType>,
    /// `Message` of DescribeAccount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Whether AWS has set the account up for BYOL. Otherwise ListAvailableManagementCidrRanges and ModifyAccount
    /// are refused with AccessDeniedException.
    pub set_up: bool,
    /// The code that the import operations return while BYOL is off.
    pub refusal: String,
    /// The ranges that ListAvailableManagementCidrRanges returns.
    pub available_ranges: Vec<String>,
    /// Modifications that were asked for before.
    pub modifications: Vec<ModificationSeed>,
    /// Whether BYOL is on in other Regions. One that is not named here is as the home Region is at the start.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub other_regions: BTreeMap<String, Support>,
}

/// Whether BYOL is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Support {
    /// It is on.
    Enabled,
    /// It is off.
    Disabled,
}

/// Whether an account is linked to another's BYOL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AccountType {
    /// It shares its own.
    SourceAccount,
    /// It uses another's.
    TargetAccount,
}

/// How much there may be in each Region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
pub struct Quotas {
    /// WorkSpaces images.
    pub workspace_images: usize,
    /// AppStream images.
    pub app_stream_images: usize,
    /// WorkSpaces bundles, those of AWS aside.
    pub bundles: usize,
    /// Fleets.
    pub fleets: usize,
}

/// How many minutes each change usually takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
pub struct Durations {
    /// ImportWorkspaceImage.
    pub import_workspace_image: f64,
    /// ImportWorkspaceImage with an Office application.
    pub import_workspace_image_with_office: f64,
    /// ImportCustomWorkspaceImage.
    pub import_custom_workspace_image: f64,
    /// CreateWorkspaceImage.
    pub create_workspace_image: f64,
    /// CopyWorkspaceImage.
    pub copy_workspace_image: f64,
    /// CreateWorkspaceBundle.
    pub create_workspace_bundle: f64,
    /// CreateImportedImage.
    pub create_imported_image: f64,
    /// CopyImage.
    pub copy_image: f64,
    /// StartFleet.
    pub start_fleet: f64,
    /// StopFleet.
    pub stop_fleet: f64,
    /// ModifyAccount.
    pub modify_account: f64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            account_id: "111122223333".to_owned(),
            region: "eu-west-1".to_owned(),
            id_seed: 1,
            page_size: None,
            byol: Byol::default(),
            quotas: Quotas::default(),
            durations: Durations::default(),
            workspace_images: Vec::new(),
            app_stream_images: Vec::new(),
            bundles: Vec::new(),
            fleets: Vec::new(),
            workspaces: vec![WorkspaceSeed::new("ws-0a1b2c3d4")],
        }
    }
}

impl Default for Byol {
    fn default() -> Self {
        let ranges = ["10.80.0.0/16", "10.90.0.0/16", "172.20.0.0/16", "172.21.0.0/16", "192.168.0.0/16"];
        let more = ["198.18.0.0/16", "198.19.0.0/16"];
        Self {
            support: Support::Enabled,
            management_cidr_range: Some("10.90.0.0/16".to_owned()),
            account_type: None,
            message: None,
            set_up: true,
            refusal: "AccessDeniedException".to_owned(),
            available_ranges: ranges.into_iter().chain(more).map(str::to_owned).collect(),
            modifications: Vec::new(),
            other_regions: BTreeMap::new(),
        }
    }
}

impl Byol {
    /// An account that BYOL is off for.
    pub fn disabled() -> Self {
        Self { support: Support::Disabled, management_cidr_range: None, ..Self::default() }
    }

    /// Whether BYOL is on in a Region at the start.
    pub(crate) fn support_in(&self, region: &str) -> Support {
        self.other_regions.get(region).copied().unwrap_or(self.support)
    }
}

impl Default for Quotas {
    fn default() -> Self {
        Self { workspace_images: 40, app_stream_images: 10, bundles: 50, fleets: 10 }
    }
}

impl Default for Durations {
    fn default() -> Self {
        Self {
            import_workspace_image: 90.0,
            import_workspace_image_with_office: 180.0,
            import_custom_workspace_image: 150.0,
            create_workspace_image: 45.0,
            copy_workspace_image: 30.0,
            create_workspace_bundle: 5.0,
            create_imported_image: 45.0,
            copy_image: 30.0,
            start_fleet: 20.0,
            stop_fleet: 5.0,
            modify_account: 30.0,
        }
    }
}
