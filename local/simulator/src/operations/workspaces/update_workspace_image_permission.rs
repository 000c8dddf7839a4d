//! UpdateWorkspaceImagePermission: an own image is shared with one account, or no longer.

use serde_json::{Value, json};

use super::{invalid, own_image};
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let (account, allow) = (call.text("SharedAccountId"), call.input["AllowCopyImage"] == true);
    let image = own_image::require(call)?;
    if call.region().name.starts_with("us-gov-") {
        let message = "Sharing images across accounts is not supported in this Region.";
        return Err(Fault::new("OperationNotSupportedException", message));
    }
    if account == call.region().account {
        return Err(invalid("SharedAccountId must not be the account of the image."));
    }
    if !image.timeline.has_succeeded(call.now) {
        let message = format!("The image {} is {}.", image.id, image.state(call.now));
        return Err(Fault::new("ResourceUnavailableException", message).with("ResourceId", &image.id));
    }
    if !allow && !image.shared_with.contains(account) {
        return Err(invalid(format!("The image is not shared with {account}.")));
    }
    let number = image.number;
    let mut images = call.region_mut().workspace_images.iter_mut();
    if let Some(image) = images.find(|image| image.number == number) {
        if allow {
            image.shared_with.insert(account.to_owned());
        } else {
            image.shared_with.remove(account);
        }
    }
    Ok(json!({}))
}
