//! What the operations on an image's permissions ask of the image.

use crate::fault::Fault;
use crate::operations::Call;
use crate::world::{WorkspaceImage, not_found};

/// The call's image, where it is an own one of this Region.
pub(super) fn require<'c>(call: &'c Call<'_>) -> Result<&'c WorkspaceImage, Fault> {
    let id = call.text("ImageId");
    let image = call.region().workspace_image(id).ok_or_else(|| not_found(id))?;
    if call.region().is_own(image) {
        return Ok(image);
    }
    Err(Fault::new("AccessDeniedException", format!("The image {id} belongs to another account.")))
}
