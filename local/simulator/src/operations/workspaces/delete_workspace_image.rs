//! DeleteWorkspaceImage: only what has ended, is in no bundle and is not shared can be deleted.

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::operations::Call;
use crate::world::not_found;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let id = call.text("ImageId");
    let image = call.region().workspace_image(id).ok_or_else(|| not_found(id))?;
    if !call.region().is_own(image) {
        return Err(Fault::new(
            "AccessDeniedException",
            format!("The image {id} belongs to another account."),
        ));
    }
    if image.timeline.is_running(call.now) {
        let message = format!("The image {id} is {}.", image.state(call.now));
        return Err(Fault::new("InvalidResourceStateException", message));
    }
    if call.region().is_in_a_bundle(image, call.now) {
        let message = format!("The image {id} is associated with a bundle.");
        return Err(Fault::new("ResourceAssociatedException", message));
    }
    if !image.shared_with.is_empty() {
        let message = format!("The image {id} is shared with other accounts.");
        return Err(Fault::new("InvalidResourceStateException", message));
    }
    let number = image.number;
    call.region_mut().workspace_images.retain(|image| image.number != number);
    Ok(json!({}))
}
