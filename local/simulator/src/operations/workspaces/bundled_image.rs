//! What the operations that give a bundle an image ask of the image.

use crate::fault::Fault;
use crate::operations::Call;
use crate::world::not_found;

/// The call's image, where a bundle may have it: an own one of this Region that is AVAILABLE. A shared one has to be
/// copied first.
pub(super) fn require<'a>(call: &Call<'a>) -> Result<&'a str, Fault> {
    let id = call.text("ImageId");
    let image = call.region().workspace_image(id).ok_or_else(|| not_found(id))?;
    if !call.region().is_own(image) {
        let message = format!("The image {id} belongs to another account.");
        return Err(Fault::new("AccessDeniedException", message));
    }
    if !image.timeline.has_succeeded(call.now) {
        let message = format!("The image {id} is {}.", image.state(call.now));
        return Err(Fault::new("ResourceUnavailableException", message).with("ResourceId", id));
    }
    Ok(id)
}
