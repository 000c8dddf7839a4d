//! CopyImage: copies an AppStream image into a Region. The operation is called where the image is, and drops its tags.

use super::fields::{APPSTREAM, APPSTREAM_IMAGE_NAME, REGION};
use super::request::structure;
use super::{Definition, ImageKind, Note, OperationName, RegionRule, Request, Service};
use crate::check::{Form, Shape, Text};
use crate::job::Given;
use crate::violation::DESKPORT;

/// What it does.
pub(super) const ABOUT: &str = "Amazon AppStream copies an image into DestinationRegion.";

structure! {
    /// The request of the operation. Without an image it is in a `Then` and takes that of the entry above it.
    #[derive(Debug)]
    CopyImage in MEMBERS {
        destination_image_name as "DestinationImageName": String, Shape::Text(&APPSTREAM_IMAGE_NAME), "The copy's name.",
            with_placeholders();
        destination_region as "DestinationRegion": String, Shape::Text(&REGION), "The Region that the copy is made in.";
    } optional {
        source_image_name as "SourceImageName": Option<String>, Shape::Text(&APPSTREAM_IMAGE_NAME), "The image that is copied.",
            with_placeholders(), required_outside_then();
        destination_image_description as "DestinationImageDescription": Option<String>, Shape::Text(&DESCRIPTION),
            "The copy's description.", with_placeholders();
    }
}

static DESCRIPTION: Text = Text { min: 0, max: 256, form: Form::Any, source: APPSTREAM };

impl Request for CopyImage {
    fn name(&self) -> Option<&str> {
        Some(&self.destination_image_name)
    }

    fn source(&self) -> Option<&str> {
        self.source_image_name.as_deref()
    }

    fn take(&mut self, image: &Given) -> bool {
        self.source_image_name.clone_from(&image.image_name);
        self.source_image_name.is_some()
    }
}

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    name: Some("DestinationImageName"),
    region: RegionRule::Member("DestinationRegion"),
    sources: &["SourceImageName"],
    takes: Some(ImageKind::AppStream),
    not_in_then: &["SourceImageName"],
    // AWS states no time.
    usual_minutes: |_| 0,
    notes: &[Note {
        text: "DestinationRegion is the stack's own Region or one of its parameter DeliveryRegions. The copy gets Deskport's three tags and those of the stack as soon as it shows; AWS drops the others of the image.",
        source: DESKPORT,
    }],
    ..Definition::new(OperationName::CopyImage, Service::AppStream)
};
