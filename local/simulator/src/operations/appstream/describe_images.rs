//! DescribeImages: images by name, ARN or type, in pages. A name or ARN that is not there is an error.

use serde_json::Value;

use super::{invalid, not_found};
use crate::fault::Fault;
use crate::operations::Call;
use crate::page::Paging;
use crate::world::AppStreamImage;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let names = call.texts("Names").filter(|names| !names.is_empty());
    let arns = call.texts("Arns").filter(|arns| !arns.is_empty());
    if names.is_some() && arns.is_some() {
        return Err(invalid("Names and Arns must not be given together."));
    }
    require_all(call, names.as_deref(), |image| &image.name)?;
    require_all(call, arns.as_deref(), |image| &image.arn)?;
    let kind = call.optional("Type");
    let shown = visible(call).filter(|image| {
        kind.is_none_or(|kind| kind == image.visibility)
            && names.as_ref().is_none_or(|names| names.contains(&image.name.as_str()))
            && arns.as_ref().is_none_or(|arns| arns.contains(&image.arn.as_str()))
    });
    let items = shown.map(|image| (image.number, image.view(call.now))).collect();
    let limit = call.world.config.page_size;
    Paging { operation: "DescribeImages", member: "Images", default: 25, limit }.cut(call.input, items)
}

fn visible<'a>(call: &'a Call<'_>) -> impl Iterator<Item = &'a AppStreamImage> {
    call.region().appstream_images.iter().filter(|image| !image.timeline.is_hidden(call.now))
}

fn require_all(
    call: &Call<'_>,
    wanted: Option<&[&str]>,
    key: fn(&AppStreamImage) -> &String,
) -> Result<(), Fault> {
    let missing =
        wanted.unwrap_or_default().iter().find(|wanted| visible(call).all(|image| key(image) != *wanted));
    missing.map_or(Ok(()), |missing| Err(not_found(missing)))
}
