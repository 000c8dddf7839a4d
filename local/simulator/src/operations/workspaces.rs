//! The operations of Amazon WorkSpaces.

mod bundled_image;
mod copy_workspace_image;
mod create_tags;
mod create_workspace_bundle;
mod create_workspace_image;
mod delete_tags;
mod delete_workspace_bundle;
mod delete_workspace_image;
mod describe_account;
mod describe_account_modifications;
mod describe_custom_workspace_image_import;
mod describe_tags;
mod describe_workspace_bundles;
mod describe_workspace_image_permissions;
mod describe_workspace_images;
mod import_custom_workspace_image;
mod import_workspace_image;
mod list_available_management_cidr_ranges;
mod modify_account;
mod new_image;
mod own_bundle;
mod own_image;
mod update_workspace_bundle;
mod update_workspace_image_permission;

use super::{Call, Handler};
use crate::fault::Fault;

/// The operations, by name.
pub(super) const OPERATIONS: &[(&str, Handler)] = &[
    ("CopyWorkspaceImage", copy_workspace_image::handle),
    ("CreateTags", create_tags::handle),
    ("CreateWorkspaceBundle", create_workspace_bundle::handle),
    ("CreateWorkspaceImage", create_workspace_image::handle),
    ("DeleteTags", delete_tags::handle),
    ("DeleteWorkspaceBundle", delete_workspace_bundle::handle),
    ("DeleteWorkspaceImage", delete_workspace_image::handle),
    ("DescribeAccount", describe_account::handle),
    ("DescribeAccountModifications", describe_account_modifications::handle),
    ("DescribeCustomWorkspaceImageImport", describe_custom_workspace_image_import::handle),
    ("DescribeTags", describe_tags::handle),
    ("DescribeWorkspaceBundles", describe_workspace_bundles::handle),
    ("DescribeWorkspaceImagePermissions", describe_workspace_image_permissions::handle),
    ("DescribeWorkspaceImages", describe_workspace_images::handle),
    ("ImportCustomWorkspaceImage", import_custom_workspace_image::handle),
    ("ImportWorkspaceImage", import_workspace_image::handle),
    ("ListAvailableManagementCidrRanges", list_available_management_cidr_ranges::handle),
    ("ModifyAccount", modify_account::handle),
    ("UpdateWorkspaceBundle", update_workspace_bundle::handle),
    ("UpdateWorkspaceImagePermission", update_workspace_image_permission::handle),
];

/// An input that the model allows and the service does not.
fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterValuesException", message)
}

/// Refuses an import while BYOL is off.
fn require_byol(call: &Call<'_>) -> Result<(), Fault> {
    if call.region().has_byol(call.now) {
        return Ok(());
    }
    let refusal = &call.world.config.byol.refusal;
    Err(Fault::new(refusal.clone(), "The account is not enabled for Bring Your Own License (BYOL)."))
}
