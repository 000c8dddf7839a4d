//! DescribeFleets: fleets by name, or all, in pages. A name that is not there is an error.

use serde_json::Value;

use super::not_found;
use crate::fault::Fault;
use crate::operations::Call;
use crate::page::Paging;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let names = call.texts("Names").filter(|names| !names.is_empty());
    let mut wanted = names.iter().flatten();
    if let Some(missing) = wanted.find(|name| call.region().fleet(name).is_none()) {
        return Err(not_found(missing));
    }
    let shown = call
        .region()
        .fleets
        .iter()
        .filter(|fleet| names.as_ref().is_none_or(|names| names.contains(&fleet.name.as_str())));
    let items = shown.map(|fleet| (fleet.number, fleet.view(call.now))).collect();
    let limit = call.world.config.page_size;
    Paging { operation: "DescribeFleets", member: "Fleets", default: 25, limit }.cut(call.input, items)
}
