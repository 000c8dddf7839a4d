//! CopyWorkspaceImage: copies an image into the Region beside it. The operation is called there and names where the image is.

use super::fields::{
    REGION, WORKSPACE_IMAGE_DESCRIPTION, WORKSPACE_IMAGE_ID, WORKSPACE_IMAGE_NAME, WORKSPACES_TAGS,
};
use super::request::structure;
use super::{Definition, ImageKind, Note, OperationName, RegionRule, Request, Service};
use crate::check::Shape;
use crate::job::Given;
use crate::tags::Tag;
use crate::violation::DESKPORT;

/// What it does.
pub(super) const ABOUT: &str = "Amazon WorkSpaces copies an image into the Region beside it.";

structure! {
    /// The request of the operation. Without an image it is in a `Then` and takes that of the entry above it.
    #[derive(Debug)]
    CopyWorkspaceImage in MEMBERS {
        name as "Name": String, Shape::Text(&WORKSPACE_IMAGE_NAME), "The copy's name.", with_placeholders();
    } optional {
        source_image_id as "SourceImageId": Option<String>, Shape::Text(&WORKSPACE_IMAGE_ID), "The image that is copied.",
            required_outside_then();
        source_region as "SourceRegion": Option<String>, Shape::Text(&REGION), "The Region that it is in.", required_outside_then();
        description as "Description": Option<String>, Shape::Text(&WORKSPACE_IMAGE_DESCRIPTION), "The copy's description.",
            with_placeholders();
        tags as "Tags": Vec<Tag>, WORKSPACES_TAGS,
            "Tags of the copy, beside deskport:source, deskport:recipe and deskport:run.", with_placeholders(), limited_by(DESKPORT);
    }
}

impl Request for CopyWorkspaceImage {
    fn name(&self) -> Option<&str> {
        Some(&self.name)
    }

    fn source(&self) -> Option<&str> {
        self.source_image_id.as_deref()
    }

    fn take(&mut self, image: &Given) -> bool {
        self.source_image_id.clone_from(&image.image_id);
        self.source_region.clone_from(&image.region);
        self.source_image_id.is_some()
    }
}

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    region: RegionRule::Beside,
    sources: &["SourceImageId"],
    takes: Some(ImageKind::WorkSpaces),
    not_in_then: &["SourceImageId", "SourceRegion"],
    // AWS states no time.
    usual_minutes: |_| 0,
    notes: &[Note {
        text: "Region stands beside it. Not checked here: a copy of a BYOL image needs BYOL in that Region.",
        source: "Amazon WorkSpaces API Reference: CopyWorkspaceImage",
    }],
    ..Definition::new(OperationName::CopyWorkspaceImage, Service::WorkSpaces)
};
