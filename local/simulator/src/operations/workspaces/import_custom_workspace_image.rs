//! ImportCustomWorkspaceImage: EC2 Image Builder makes an image out of an AMI, a task or an Image Builder image.

use serde_json::{Value, json};

use super::new_image::{self, Recipe};
use super::{invalid, require_byol};
use crate::fault::Fault;
use crate::operations::Call;
use crate::world::{CUSTOM_STAGES, CustomImport};

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    if call.text("Protocol") == "PCOIP" && call.text("OsVersion") == "Windows_11" {
        return Err(invalid("Windows_11 does not support the protocol PCOIP."));
    }
    require_byol(call)?;
    let custom = CustomImport {
        infrastructure: call.text("InfrastructureConfigurationArn").to_owned(),
        source: call.input["ImageSource"].clone(),
    };
    let recipe = Recipe {
        name: call.text("ImageName").to_owned(),
        description: call.owned("ImageDescription"),
        minutes: call.world.config.durations.import_custom_workspace_image,
        stages: CUSTOM_STAGES,
        tenancy: "DEDICATED",
        custom: Some(custom),
        workspace: None,
    };
    let now = call.now;
    let image = new_image::make(call, recipe)?;
    let state = image.custom_view(now).map(|view| view["State"].clone());
    Ok(json!({ "ImageId": image.id, "State": state }))
}
