//! CreateWorkspaceBundle: a bundle with an image that is AVAILABLE.

use serde_json::{Value, json};

use super::{bundled_image, invalid};
use crate::fault::Fault;
use crate::operations::{Call, tags};
use crate::world::{Bundle, Hardware};

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let hardware = hardware(call.input)?;
    let tags = tags::listed_for_new(call.input)?;
    let image = bundled_image::require(call)?.to_owned();
    let name = call.text("BundleName");
    call.region().admit_bundle(name, call.now)?;
    let minutes = call.world.config.durations.create_workspace_bundle;
    let bundle = Bundle {
        number: call.world.next_number(),
        id: call.world.next_bundle_id(),
        name: name.to_owned(),
        owner: call.region().account.clone(),
        description: call.owned("BundleDescription"),
        hardware,
        tags,
        created: call.now,
        image,
        image_before: None,
        timeline: Bundle::creation(call.now, minutes, &call.orders),
    };
    let answer = json!({ "WorkspaceBundle": bundle.view(call.now) });
    call.region_mut().bundles.push(bundle);
    Ok(answer)
}

/// The compute type has to be named, though the model lets that pass, and capacities are numbers.
fn hardware(input: &Value) -> Result<Hardware, Fault> {
    let compute =
        input["ComputeType"]["Name"].as_str().ok_or_else(|| invalid("ComputeType.Name must be given."))?;
    let usual = Hardware::usual(compute);
    let capacity = |member: &str, usual: String| match input[member]["Capacity"].as_str() {
        Some(text) if text.parse::<u32>().is_ok_and(|size| size > 0) => Ok(text.to_owned()),
        Some(_) => Err(invalid(format!("{member}.Capacity must be a number of GB."))),
        None => Ok(usual),
    };
    Ok(Hardware {
        root: capacity("RootStorage", usual.root)?,
        user: capacity("UserStorage", usual.user)?,
        compute: usual.compute,
    })
}
