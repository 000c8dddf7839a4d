//! DescribeAccountModifications: what was asked for, and how it ended.

use serde_json::Value;

use crate::fault::Fault;
use crate::operations::Call;
use crate::page::Paging;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let modifications = call.region().modifications.iter().filter(|each| !each.timeline.is_hidden(call.now));
    let items = modifications.map(|each| (each.number, each.view(call.now))).collect();
    let limit = call.world.config.page_size;
    let paging = Paging {
        operation: "DescribeAccountModifications",
        member: "AccountModifications",
        default: 10,
        limit,
    };
    paging.cut(call.input, items)
}
