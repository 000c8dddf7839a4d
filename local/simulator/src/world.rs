//! What exists: images, WorkSpaces and the account, in one Region.

mod account;
mod appstream_image;
mod ids;
mod seed;
mod workspace_image;

pub(crate) use account::Modification;
pub(crate) use appstream_image::{AppStreamImage, arn_in, name_in_arn, partition};
pub(crate) use workspace_image::{CUSTOM_STAGES, CustomImport, WorkspaceImage};

use crate::config::{Config, Tag};
use crate::fault::Fault;
use crate::service::Service;
use ids::Ids;

/// Everything that the operations read and change.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) config: Config,
    pub(crate) workspace_images: Vec<WorkspaceImage>,
    pub(crate) appstream_images: Vec<AppStreamImage>,
    pub(crate) workspaces: Vec<Workspace>,
    pub(crate) modifications: Vec<Modification>,
    /// Images that were copied to other Regions: (Region, name).
    pub(crate) copied_away: Vec<(String, String)>,
    ids: Ids,
    last_number: u64,
}

/// A WorkSpace.
#[derive(Debug, Clone)]
pub(crate) struct Workspace {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) tags: Vec<Tag>,
}

impl World {
    /// What there is at the start.
    pub(crate) fn new(config: Config, now: f64) -> Self {
        let mut world = Self {
            ids: Ids::new(config.id_seed),
            config,
            workspace_images: Vec::new(),
            appstream_images: Vec::new(),
            workspaces: Vec::new(),
            modifications: Vec::new(),
            copied_away: Vec::new(),
            last_number: 0,
        };
        seed::plant(&mut world, now);
        world
    }

    /// A number that grows with everything that is made: lists are in its order.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// An image id that is not in use.
    pub(crate) fn next_image_id(&mut self) -> String {
        loop {
            let id = format!("wsi-{}", self.ids.next_id());
            if self.workspace_images.iter().all(|image| image.id != id) {
                return id;
            }
        }
    }

    /// A WorkSpaces image of this Region.
    pub(crate) fn workspace_image(&self, id: &str) -> Option<&WorkspaceImage> {
        self.workspace_images.iter().find(|image| image.id == id && self.is_here(image))
    }

    /// Whether an image is in this Region.
    pub(crate) fn is_here(&self, image: &WorkspaceImage) -> bool {
        image.region == self.config.region
    }

    /// Whether an image is this account's and in this Region.
    pub(crate) fn is_own(&self, image: &WorkspaceImage) -> bool {
        self.is_here(image) && image.owner == self.config.account_id
    }

    /// Refuses a WorkSpaces image name that is taken, and any image beyond the quota.
    pub(crate) fn admit_workspace_image(&self, name: &str) -> Result<(), Fault> {
        let own = || self.workspace_images.iter().filter(|image| self.is_own(image));
        if own().any(|image| image.name == name) {
            let message = format!("The image name {name} is already in use.");
            return Err(Fault::new("ResourceAlreadyExistsException", message));
        }
        let quota = self.config.quotas.workspace_images;
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
        let quota = self.config.quotas.app_stream_images;
        let own = self.appstream_images.iter().filter(|image| image.visibility == "PRIVATE");
        if own.count() >= quota {
            let message = format!("The account has reached its limit of {quota} images.");
            return Err(Fault::new("LimitExceededException", message));
        }
        Ok(())
    }

    /// The tags of a resource, as IAM sees them: a WorkSpaces one by its id, an AppStream image by its name. None where it is
    /// not there.
    pub(crate) fn resource_tags(&self, service: Service, id: &str) -> Vec<(&str, &str)> {
        match service {
            Service::Workspaces => {
                let image = self.workspace_image(id).map(|image| &image.tags);
                let workspace = || self.workspaces.iter().find(|workspace| workspace.id == id);
                let tags = image.or_else(|| workspace().map(|workspace| &workspace.tags));
                let tags = tags.into_iter().flatten();
                tags.map(|tag| (tag.key.as_str(), tag.value.as_str())).collect()
            }
            Service::AppStream => {
                let tags = self.appstream_image(id).into_iter().flat_map(|image| &image.tags);
                tags.map(|(key, value)| (key.as_str(), value.as_str())).collect()
            }
        }
    }

    /// The tags of a WorkSpaces resource: an image or a WorkSpace.
    pub(crate) fn tags_of(&mut self, resource: &str) -> Result<&mut Vec<Tag>, Fault> {
        let region = &self.config.region;
        let mut images = self.workspace_images.iter_mut();
        if let Some(image) = images.find(|image| image.id == resource && image.region == *region) {
            return Ok(&mut image.tags);
        }
        match self.workspaces.iter_mut().find(|workspace| workspace.id == resource) {
            Some(workspace) => Ok(&mut workspace.tags),
            None => Err(not_found(resource)),
        }
    }
}

/// WorkSpaces' error where a resource does not exist.
pub(crate) fn not_found(resource: &str) -> Fault {
    Fault::new("ResourceNotFoundException", format!("The resource {resource} could not be found."))
        .with("ResourceId", resource)
}
