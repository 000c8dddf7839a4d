//! ListTagsForResource: the tags of an image.

use serde_json::{Value, json};

use super::{image_by_arn, not_found};
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let arn = call.text("ResourceArn");
    let now = call.now;
    let image = image_by_arn(call.region_mut(), arn)?;
    if image.timeline.is_hidden(now) {
        return Err(not_found(arn));
    }
    Ok(if image.tags.is_empty() { json!({}) } else { json!({ "Tags": image.tags }) })
}
