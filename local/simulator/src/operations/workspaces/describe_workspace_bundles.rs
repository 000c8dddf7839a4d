//! DescribeWorkspaceBundles: bundles by id, or all of an owner: one's own where none is named. Ids that are not there are left
//! out.

use serde_json::Value;

use super::invalid;
use crate::fault::Fault;
use crate::operations::Call;
use crate::page::Paging;
use crate::world::Bundle;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let (ids, owner) = (call.texts("BundleIds"), call.optional("Owner"));
    if ids.is_some() && owner.is_some() {
        return Err(invalid("BundleIds and Owner must not be given together."));
    }
    let owner = owner.unwrap_or(&call.region().account);
    let wanted = |bundle: &&Bundle| match &ids {
        Some(ids) => ids.contains(&bundle.id.as_str()),
        None => bundle.owner == owner,
    };
    let shown = call.region().bundles.iter().filter(|bundle| !bundle.timeline.is_hidden(call.now));
    let items = shown.filter(wanted).map(|bundle| (bundle.number, bundle.view(call.now))).collect();
    let limit = call.world.config.page_size;
    let paging = Paging { operation: "DescribeWorkspaceBundles", member: "Bundles", default: 25, limit };
    paging.cut(call.input, items)
}
