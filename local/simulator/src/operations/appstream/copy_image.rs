//! CopyImage: an image is pushed into a Region, this one or another. Its tags stay behind.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::not_found;
use crate::fault::Fault;
use crate::operations::Call;
use crate::timeline::{Stage, Timeline};
use crate::world::{AppStreamImage, arn_in};

const STAGES: &[Stage] = &[(0.0, "COPYING")];

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let source = call.text("SourceImageName");
    let image = call.world.appstream_image(source).ok_or_else(|| not_found(source))?;
    if !image.timeline.has_succeeded(call.now) {
        let message = format!("The image {source} is {}.", image.state(call.now));
        return Err(Fault::new("ResourceNotAvailableException", message));
    }
    let copy = AppStreamImage { tags: BTreeMap::new(), ..image.clone() };
    let name = call.text("DestinationImageName").to_owned();
    if call.text("DestinationRegion") == call.world.config.region {
        keep_here(call, copy, &name)?;
    } else {
        send_away(call, &name)?;
    }
    Ok(json!({ "DestinationImageName": name }))
}

fn keep_here(call: &mut Call<'_>, copy: AppStreamImage, name: &str) -> Result<(), Fault> {
    call.world.admit_appstream_image(name)?;
    let config = &call.world.config;
    let minutes = config.durations.copy_image;
    let image = AppStreamImage {
        arn: arn_in(&config.region, &config.account_id, name),
        name: name.to_owned(),
        description: call.owned("DestinationImageDescription"),
        visibility: "PRIVATE".to_owned(),
        failure_code: "IMAGE_COPY_FAILURE",
        timeline: Timeline::new(call.now, minutes, STAGES, &call.orders),
        number: call.world.next_number(),
        ..copy
    };
    call.world.appstream_images.push(image);
    Ok(())
}

/// Another Region can't be inspected; only its names are known.
fn send_away(call: &mut Call<'_>, name: &str) -> Result<(), Fault> {
    let copy = (call.text("DestinationRegion").to_owned(), name.to_owned());
    if call.world.copied_away.contains(&copy) {
        let message = format!("An image with the name {name} already exists.");
        return Err(Fault::new("ResourceAlreadyExistsException", message));
    }
    call.world.copied_away.push(copy);
    Ok(())
}
