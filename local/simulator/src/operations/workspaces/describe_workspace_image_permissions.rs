//! DescribeWorkspaceImagePermissions: the accounts that an own image is shared with, in pages.

use serde_json::{Value, json};

use super::own_image;
use crate::fault::Fault;
use crate::operations::{Call, place_of};
use crate::page::Paging;
use crate::view;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let image = own_image::require(call)?;
    let accounts = image.shared_with.iter();
    let items = accounts.map(|account| (place_of(account), json!({ "SharedAccountId": account }))).collect();
    let limit = call.world.config.page_size;
    let paging = Paging {
        operation: "DescribeWorkspaceImagePermissions",
        member: "ImagePermissions",
        default: 25,
        limit,
    };
    let mut answer = paging.cut(call.input, items)?;
    view::put(&mut answer, "ImageId", Some(image.id.as_str()));
    Ok(answer)
}
