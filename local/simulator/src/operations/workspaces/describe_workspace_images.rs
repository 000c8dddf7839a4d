//! DescribeWorkspaceImages: own and shared images, by id and type, in pages. Ids that are not there are left out.

use serde_json::Value;

use crate::fault::Fault;
use crate::operations::Call;
use crate::page::Paging;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let ids = call.texts("ImageIds");
    let kind = call.optional("ImageType");
    let shown = call.region().workspace_images.iter().filter(|image| {
        let own_or_shared = if call.region().is_own(image) { "OWNED" } else { "SHARED" };
        !image.timeline.is_hidden(call.now)
            && kind.is_none_or(|kind| kind == own_or_shared)
            && ids.as_ref().is_none_or(|ids| ids.contains(&image.id.as_str()))
    });
    let items = shown.map(|image| (image.number, image.view(call.now))).collect();
    let limit = call.world.config.page_size;
    let paging = Paging { operation: "DescribeWorkspaceImages", member: "Images", default: 25, limit };
    paging.cut(call.input, items)
}
