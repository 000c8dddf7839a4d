//! The operations of Amazon AppStream 2.0.

mod copy_image;
mod create_imported_image;
mod delete_image;
mod describe_images;
mod list_tags_for_resource;
mod tag_resource;
mod untag_resource;

use super::Handler;
use crate::fault::Fault;
use crate::world::{AppStreamImage, Region, name_in_arn};

/// The operations, by name.
pub(super) const OPERATIONS: &[(&str, Handler)] = &[
    ("CopyImage", copy_image::handle),
    ("CreateImportedImage", create_imported_image::handle),
    ("DeleteImage", delete_image::handle),
    ("DescribeImages", describe_images::handle),
    ("ListTagsForResource", list_tags_for_resource::handle),
    ("TagResource", tag_resource::handle),
    ("UntagResource", untag_resource::handle),
];

/// An input that the model allows and the service does not.
fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterCombinationException", message)
}

fn not_found(resource: &str) -> Fault {
    Fault::new("ResourceNotFoundException", format!("The resource {resource} was not found."))
}

/// The image with an ARN.
fn image_by_arn<'a>(region: &'a mut Region, arn: &str) -> Result<&'a mut AppStreamImage, Fault> {
    let name = name_in_arn(arn, "image").unwrap_or_default();
    let found = region.appstream_images.iter_mut().find(|image| image.name == name && image.arn == arn);
    found.ok_or_else(|| not_found(arn))
}
