//! ListTagsForResource: the tags of an image or a fleet.

use serde_json::{Value, json};

use super::{not_found, tags_of};
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let arn = call.text("ResourceArn");
    let mut images = call.region().appstream_images.iter();
    if images.any(|image| image.arn == arn && image.timeline.is_hidden(call.now)) {
        return Err(not_found(arn));
    }
    let tags = tags_of(call.region_mut(), arn)?;
    Ok(if tags.is_empty() { json!({}) } else { json!({ "Tags": tags }) })
}
