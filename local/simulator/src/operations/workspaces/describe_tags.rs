//! DescribeTags: the tags of an image or a WorkSpace.

use serde_json::{Value, json};

use crate::fault::Fault;
use crate::operations::Call;
use crate::world::not_found;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let id = call.text("ResourceId");
    if call.region().workspace_image(id).is_some_and(|image| image.timeline.is_hidden(call.now)) {
        return Err(not_found(id));
    }
    let tags = call.region_mut().tags_of(id)?;
    Ok(json!({ "TagList": tags }))
}
