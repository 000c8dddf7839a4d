//! One Region: what the account has there. Nothing is shared between Regions but the account's id and its quotas.

use super::bundle::{Bundle, Freed};
use super::{AppStreamImage, Fleet, Modification, WorkspaceImage};
use crate::config::{Config, Quotas, Support, Tag};
use crate::fault::Fault;

/// What the account has in a Region.
#[derive(Debug, Clone)]
pub(crate) struct Region {
    pub(crate) name: String,
    pub(crate) account: String,
    /// Whether BYOL was on at the start.
    pub(super) byol: Support,
    /// The range of the management interface at the start, where BYOL was on.
    pub(super) management_range: Option<String>,
    pub(super) quotas: Quotas,
    pub(crate) workspace_images: Vec<WorkspaceImage>,
    pub(crate) appstream_images: Vec<AppStreamImage>,
    pub(crate) bundles: Vec<Bundle>,
    /// The names of deleted bundles.
    pub(super) freed_bundles: Vec<Freed>,
    pub(crate) fleets: Vec<Fleet>,
    pub(crate) workspaces: Vec<Workspace>,
    pub(crate) modifications: Vec<Modification>,
}

/// A WorkSpace.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) tags: Vec<Tag>,
}

impl Region {
    /// A Region with nothing in it.
    pub(super) fn new(name: &str, config: &Config) -> Self {
        Self {
            name: name.to_owned(),
            account: config.account_id.clone(),
            byol: config.byol.support_in(name),
            management_range: config.byol.management_cidr_range.clone(),
            quotas: config.quotas.clone(),
            workspace_images: Vec::new(),
            appstream_images: Vec::new(),
            bundles: Vec::new(),
            freed_bundles: Vec::new(),
            fleets: Vec::new(),
            workspaces: Vec::new(),
            modifications: Vec::new(),
        }
    }

    /// A WorkSpaces image, own or shared.
    pub(crate) fn workspace_image(&self, id: &str) -> Option<&WorkspaceImage> {
        self.workspace_images.iter().find(|image| image.id == id)
    }

    /// Whether an image is this account's.
    pub(crate) fn is_own(&self, image: &WorkspaceImage) -> bool {
        image.owner == self.account
    }

    /// Refuses a WorkSpaces image name that is taken, and any image beyond the quota.
    pub(crate) fn admit_workspace_image(&self, name: &str) -> Result<(), Fault> {
        let own = || self.workspace_images.iter().filter(|image| self.is_own(image));
        if own().any(|image| image.name == name) {
            let message = format!("The image name {name} is already in use.");
            return Err(Fault::new("ResourceAlreadyExistsException", message));
        }
        let quota = self.quotas.workspace_images;
        if own().count() >= quota {
            let message = format!("The account has reached its limit of {quota} images.");
            return Err(Fault::new("ResourceLimitExceededException", message));
        }
        Ok(())
    }

    /// An AppStream image, by name.
    pub(crate) fn appstream_image(&self, name: &str) -> Option<&AppStreamImage> {
        self.appstream_images.iter().find(|image| image.name == name)
    }

    /// Refuses an AppStream image name that is taken, and any image beyond the quota.
    pub(crate) fn admit_appstream_image(&self, name: &str) -> Result<(), Fault> {
        if self.appstream_image(name).is_some() {
            let message = format!("An image with the name {name} already exists.");
            return Err(Fault::new("ResourceAlreadyExistsException", message));
        }
        let quota = self.quotas.app_stream_images;
        let own = self.appstream_images.iter().filter(|image| image.visibility == "PRIVATE");
        if own.count() >= quota {
            let message = format!("The account has reached its limit of {quota} images.");
            return Err(Fault::new("LimitExceededException", message));
        }
        Ok(())
    }
}
