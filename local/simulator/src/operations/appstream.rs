//! The operations of Amazon AppStream 2.0.

mod copy_image;
mod create_imported_image;
mod delete_image;
mod describe_fleets;
mod describe_image_permissions;
mod describe_images;
mod fleet_image;
mod list_tags_for_resource;
mod own_image;
mod start_fleet;
mod stop_fleet;
mod tag_resource;
mod untag_resource;
mod update_fleet;
mod update_image_permissions;

use std::collections::BTreeMap;

use super::Handler;
use crate::fault::Fault;
use crate::world::Region;

/// The operations, by name.
pub(super) const OPERATIONS: &[(&str, Handler)] = &[
    ("CopyImage", copy_image::handle),
    ("CreateImportedImage", create_imported_image::handle),
    ("DeleteImage", delete_image::handle),
    ("DescribeFleets", describe_fleets::handle),
    ("DescribeImagePermissions", describe_image_permissions::handle),
    ("DescribeImages", describe_images::handle),
    ("ListTagsForResource", list_tags_for_resource::handle),
    ("StartFleet", start_fleet::handle),
    ("StopFleet", stop_fleet::handle),
    ("TagResource", tag_resource::handle),
    ("UntagResource", untag_resource::handle),
    ("UpdateFleet", update_fleet::handle),
    ("UpdateImagePermissions", update_image_permissions::handle),
];

/// An input that the model allows and the service does not.
fn invalid(message: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterCombinationException", message)
}

fn not_found(resource: &str) -> Fault {
    Fault::new("ResourceNotFoundException", format!("The resource {resource} was not found."))
}

/// The tags of the image or fleet with an ARN.
fn tags_of<'a>(region: &'a mut Region, arn: &str) -> Result<&'a mut BTreeMap<String, String>, Fault> {
    region.tags_of_arn(arn).ok_or_else(|| not_found(arn))
}
