//! ImportWorkspaceImage: a Windows 10 or 11 AMI becomes an image.

use serde_json::{Value, json};

use super::new_image::{self, Recipe, STAGES};
use super::{invalid, require_byol};
use crate::fault::Fault;
use crate::operations::Call;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let applications = call.texts("Applications").unwrap_or_default().len();
    if applications > 1 {
        return Err(invalid("Applications must have one element at most."));
    }
    require_byol(call)?;
    let durations = &call.world.config.durations;
    let minutes = if applications > 0 {
        durations.import_workspace_image_with_office
    } else {
        durations.import_workspace_image
    };
    let recipe = Recipe {
        name: call.text("ImageName").to_owned(),
        description: call.owned("ImageDescription"),
        minutes,
        stages: STAGES,
        tenancy: "DEDICATED",
        custom: None,
        workspace: None,
    };
    let image = new_image::make(call, recipe)?;
    Ok(json!({ "ImageId": image.id }))
}
