//! CopyWorkspaceImage: an image of this Region or another is pulled into this Region. It counts on the quota here.

use serde_json::{Value, json};

use super::new_image::{self, Recipe, STAGES};
use crate::fault::Fault;
use crate::operations::Call;
use crate::world::{not_found, partition};

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let (id, from) = (call.text("SourceImageId"), call.text("SourceRegion"));
    require_route(from, &call.region().name)?;
    let source = call.world.region(from).and_then(|region| region.workspace_image(id));
    let source = source.ok_or_else(|| not_found(id))?;
    if !source.timeline.has_succeeded(call.now) {
        let message = format!("The image {id} is {}.", source.state(call.now));
        return Err(Fault::new("ResourceUnavailableException", message).with("ResourceId", id));
    }
    if source.tenancy == "DEDICATED" && !call.region().has_byol(call.now) {
        return Err(unsupported("Bring Your Own License (BYOL) is not enabled in the destination Region."));
    }
    let recipe = Recipe {
        name: call.text("Name").to_owned(),
        description: call.owned("Description").or_else(|| source.description.clone()),
        minutes: call.world.config.durations.copy_workspace_image,
        stages: STAGES,
        tenancy: source.tenancy,
        custom: None,
        workspace: None,
    };
    let copy = new_image::make(call, recipe)?;
    Ok(json!({ "ImageId": copy.id }))
}

/// Ningxia copies only within itself, GovCloud by AWS Support only, and nothing leaves its partition.
fn require_route(from: &str, to: &str) -> Result<(), Fault> {
    let closed = |region: &str| region == "cn-northwest-1" || region.starts_with("us-gov-");
    if from == to || (!closed(from) && !closed(to) && partition(from) == partition(to)) {
        return Ok(());
    }
    Err(unsupported("Images can't be copied between these Regions."))
}

fn unsupported(message: &str) -> Fault {
    Fault::new("OperationNotSupportedException", message)
}

#[cfg(test)]
mod tests {
    use super::require_route;

    #[test]
    fn images_stay_in_their_partition_and_some_in_their_region() {
        let open = |from, to| require_route(from, to).is_ok();
        assert!(open("eu-west-1", "eu-west-1") && open("eu-west-1", "us-east-1"));
        assert!(open("cn-northwest-1", "cn-northwest-1") && open("us-gov-west-1", "us-gov-west-1"));
        assert!(!open("cn-north-1", "cn-northwest-1") && !open("cn-northwest-1", "cn-north-1"));
        assert!(!open("us-gov-west-1", "us-gov-east-1") && !open("eu-west-1", "cn-north-1"));
    }
}
