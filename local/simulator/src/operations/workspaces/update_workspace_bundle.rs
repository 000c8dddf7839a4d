//! UpdateWorkspaceBundle: an own bundle gets another image. WorkSpaces that exist keep theirs.

use serde_json::{Value, json};

use super::{bundled_image, invalid, own_bundle};
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let bundle = own_bundle::require(call)?;
    if call.optional("ImageId").is_none() {
        return Err(invalid("ImageId must be given."));
    }
    if bundle.timeline.is_running(call.now) {
        let message = format!("The bundle {} is {}.", bundle.id, bundle.state(call.now));
        return Err(Fault::new("ResourceUnavailableException", message).with("ResourceId", &bundle.id));
    }
    let number = bundle.number;
    let image = bundled_image::require(call)?;
    let (now, orders) = (call.now, call.orders.clone());
    let mut bundles = call.region_mut().bundles.iter_mut();
    if let Some(bundle) = bundles.find(|bundle| bundle.number == number) {
        bundle.update(image, now, &orders);
    }
    Ok(json!({}))
}
