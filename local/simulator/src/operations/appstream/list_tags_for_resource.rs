//! ListTagsForResource: the tags of an image.

use serde_json::{Value, json};

use super::{image_by_arn, not_found};
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let arn = call.text("ResourceArn").to_owned();
    let image = image_by_arn(call.world, &arn)?;
    if image.timeline.is_hidden(call.now) {
        return Err(not_found(&arn));
    }
    Ok(if image.tags.is_empty() { json!({}) } else { json!({ "Tags": image.tags }) })
}
