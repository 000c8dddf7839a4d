//! DescribeImagePermissions: the accounts that an own image is shared with and what they may do, in pages.

use serde_json::{Value, json};

use super::own_image;
use crate::fault::Fault;
use crate::operations::{Call, place_of};
use crate::page::Paging;
use crate::view;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let image = own_image::require(call)?;
    let wanted = call.texts("SharedAwsAccountIds");
    let shown = image
        .shared_with
        .iter()
        .filter(|(account, _)| wanted.as_ref().is_none_or(|wanted| wanted.contains(&account.as_str())));
    let items = shown.map(|(account, permissions)| {
        (place_of(account), json!({ "sharedAccountId": account, "imagePermissions": permissions }))
    });
    let limit = call.world.config.page_size;
    let paging = Paging {
        operation: "DescribeImagePermissions",
        member: "SharedImagePermissionsList",
        default: 25,
        limit,
    };
    let mut answer = paging.cut(call.input, items.collect())?;
    view::put(&mut answer, "Name", Some(image.name.as_str()));
    Ok(answer)
}
