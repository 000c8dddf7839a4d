//! UpdateImagePermissions: what an account may do with an own image. One that may do nothing is no longer on its list.

use serde_json::{Value, json};

use super::{invalid, own_image};
use crate::config::{ImagePermissions, is_account};
use crate::fault::Fault;
use crate::operations::Call;

/// An image can be shared with this many accounts.
const LIMIT: usize = 100;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let account = call.text("SharedAccountId");
    let image = own_image::require(call)?;
    if !is_account(account) || account == call.region().account {
        return Err(invalid("SharedAccountId must be the 12 digits of another account."));
    }
    if !image.timeline.has_succeeded(call.now) {
        let message = format!("The image {} is {}.", image.name, image.state(call.now));
        return Err(Fault::new("ResourceNotAvailableException", message));
    }
    let allowed = |member: &str| call.input["ImagePermissions"][member] == true;
    let permissions = ImagePermissions {
        allow_fleet: allowed("allowFleet"),
        allow_image_builder: allowed("allowImageBuilder"),
    };
    let mut shared = image.shared_with.clone();
    if permissions == ImagePermissions::default() {
        shared.remove(account);
    } else {
        shared.insert(account.to_owned(), permissions);
    }
    if shared.len() > LIMIT {
        let message = format!("An image can be shared with {LIMIT} accounts.");
        return Err(Fault::new("LimitExceededException", message));
    }
    let number = image.number;
    let mut images = call.region_mut().appstream_images.iter_mut();
    if let Some(image) = images.find(|image| image.number == number) {
        image.shared_with = shared;
    }
    Ok(json!({}))
}
