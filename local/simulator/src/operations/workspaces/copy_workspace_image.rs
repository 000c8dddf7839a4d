//! CopyWorkspaceImage: an image is pulled into this Region.

use serde_json::{Value, json};

use super::new_image::{self, Recipe, STAGES};
use crate::fault::Fault;
use crate::operations::Call;
use crate::world::not_found;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let source = call.text("SourceImageId");
    let mut images = call.world.workspace_images.iter();
    let found = images.find(|image| image.id == source && image.region == call.text("SourceRegion"));
    let image = found.ok_or_else(|| not_found(source))?;
    if !image.timeline.has_succeeded(call.now) {
        let message = format!("The image {source} is {}.", image.state(call.now));
        return Err(Fault::new("ResourceUnavailableException", message).with("ResourceId", source));
    }
    let recipe = Recipe {
        name: call.text("Name").to_owned(),
        description: call.owned("Description").or_else(|| image.description.clone()),
        minutes: call.world.config.durations.copy_workspace_image,
        stages: STAGES,
        custom: None,
        workspace: None,
    };
    let copy = new_image::make(call, recipe)?;
    Ok(json!({ "ImageId": copy.id }))
}
