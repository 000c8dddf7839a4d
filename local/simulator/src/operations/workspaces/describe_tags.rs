//! DescribeTags: the tags of an image, a bundle or a WorkSpace.

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::operations::Call;
use crate::world::not_found;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let id = call.text("ResourceId");
    let image = call.region().workspace_image(id).map(|image| &image.timeline);
    let timeline = image.or_else(|| call.region().bundle(id).map(|bundle| &bundle.timeline));
    if timeline.is_some_and(|timeline| timeline.is_hidden(call.now)) {
        return Err(not_found(id));
    }
    let tags = call.region_mut().tags_of(id)?;
    Ok(json!({ "TagList": tags }))
}
