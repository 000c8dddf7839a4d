//! DescribeCustomWorkspaceImageImport: how a custom import stands.

use serde_json::Value;

use crate::fault::Fault;
use crate::operations::Call;
use crate::world::not_found;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let id = call.text("ImageId");
    let image = call.region().workspace_image(id).filter(|image| !image.timeline.is_hidden(call.now));
    image.and_then(|image| image.custom_view(call.now)).ok_or_else(|| not_found(id))
}
