//! What the operations on an image's permissions ask of the image.

use super::not_found;
use crate::fault::Fault;
use crate::operations::Call;
use crate::world::AppStreamImage;

/// The image of this name, where it is an own one.
pub(super) fn require<'c>(call: &'c Call<'_>) -> Result<&'c AppStreamImage, Fault> {
    let name = call.text("Name");
    let image = call.region().appstream_image(name).filter(|image| image.visibility == "PRIVATE");
    image.ok_or_else(|| not_found(name))
}
