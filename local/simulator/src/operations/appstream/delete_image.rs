//! DeleteImage: only an own image that has ended, is in no fleet and is not shared can be deleted.

use serde_json::{Value, json};

use super::not_found;
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let name = call.text("Name");
    let image = call.region().appstream_image(name).ok_or_else(|| not_found(name))?;
    let refuse =
        |why: &str| Err(Fault::new("OperationNotPermittedException", format!("The image {name} {why}.")));
    if image.visibility != "PRIVATE" {
        return refuse("belongs to another account");
    }
    if image.timeline.is_running(call.now) {
        return refuse("is still being made");
    }
    if !image.shared_with.is_empty() {
        return refuse("is shared with other accounts");
    }
    if let Some(fleet) = call.region().fleet_with(image) {
        let message = format!("The image {name} is in use by the fleet {}.", fleet.name);
        return Err(Fault::new("ResourceInUseException", message));
    }
    let answer = json!({ "Image": image.view(call.now) });
    let number = image.number;
    call.region_mut().appstream_images.retain(|image| image.number != number);
    Ok(answer)
}
