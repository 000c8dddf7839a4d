//! The tags of a Region's resources.

use std::collections::BTreeMap;

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
            "image" => mapped(self.appstream_image(id).map(|image| &image.tags)),
            "fleet" => mapped(self.fleet(id).map(|fleet| &fleet.tags)),
            _ => Vec::new(),
        }
    }

    /// The tags of an AppStream resource, an image or a fleet, by its ARN.
    pub(crate) fn tags_of_arn(&mut self, arn: &str) -> Option<&mut BTreeMap<String, String>> {
        if let Some(image) = self.appstream_images.iter_mut().find(|image| image.arn == arn) {
            return Some(&mut image.tags);
        }
        self.fleets.iter_mut().find(|fleet| fleet.arn == arn).map(|fleet| &mut fleet.tags)
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

fn mapped(tags: Option<&BTreeMap<String, String>>) -> Vec<(&str, &str)> {
    tags.into_iter().flatten().map(|(key, value)| (key.as_str(), value.as_str())).collect()
}

fn listed(tags: Option<&Vec<Tag>>) -> Vec<(&str, &str)> {
    tags.into_iter().flatten().map(|tag| (tag.key.as_str(), tag.value.as_str())).collect()
}
