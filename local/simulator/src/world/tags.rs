//! The tags of a Region's resources.

use super::{Region, not_found};
use crate::config::Tag;
use crate::fault::Fault;

impl Region {
    /// The tags of a resource, as IAM sees them, by its kind (as AWS's reference names it) and its id or name. None where it
    /// is not there.
    pub(crate) fn resource_tags(&self, kind: &str, id: &str) -> Vec<(&str, &str)> {
        match kind {
            "workspaceimage" => listed(self.workspace_image(id).map(|image| &image.tags)),
            "workspacebundle" => listed(self.bundle(id).map(|bundle| &bundle.tags)),
            "workspaceid" => {
                let workspace = self.workspaces.iter().find(|workspace| workspace.id == id);
                listed(workspace.map(|workspace| &workspace.tags))
            }
            "image" => {
                let tags = self.appstream_image(id).into_iter().flat_map(|image| &image.tags);
                tags.map(|(key, value)| (key.as_str(), value.as_str())).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The tags of a WorkSpaces resource: an image, a bundle or a WorkSpace.
    pub(crate) fn tags_of(&mut self, resource: &str) -> Result<&mut Vec<Tag>, Fault> {
        if let Some(image) = self.workspace_images.iter_mut().find(|image| image.id == resource) {
            return Ok(&mut image.tags);
        }
        if let Some(bundle) = self.bundles.iter_mut().find(|bundle| bundle.id == resource) {
            return Ok(&mut bundle.tags);
        }
        match self.workspaces.iter_mut().find(|workspace| workspace.id == resource) {
            Some(workspace) => Ok(&mut workspace.tags),
            None => Err(not_found(resource)),
        }
    }
}

fn listed(tags: Option<&Vec<Tag>>) -> Vec<(&str, &str)> {
    tags.into_iter().flatten().map(|tag| (tag.key.as_str(), tag.value.as_str())).collect()
}
