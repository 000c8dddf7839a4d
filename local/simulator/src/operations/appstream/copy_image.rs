//! CopyImage: an own image is pushed into a Region, this one or another. It counts on the quota there, and its tags stay
//! behind.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{invalid, not_found};
use crate::config::is_region;
use crate::fault::Fault;
use crate::operations::Call;
use crate::timeline::{Stage, Timeline};
use crate::world::{AppStreamImage, COPY_FAILURE, Region, arn_in, partition};

const STAGES: &[Stage] = &[(0.0, "COPYING")];

/// How many copies may be made in a Region at a time.
const AT_ONCE: usize = 2;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let destination = call.text("DestinationRegion");
    if !is_region(destination) || partition(destination) != partition(&call.region().name) {
        return Err(invalid("DestinationRegion is not a Region of this partition."));
    }
    let source = source(call)?;
    let there = call.world.enter(destination);
    let name = call.text("DestinationImageName");
    admit(&call.world[there], &source, name, call.now)?;
    let minutes = call.world.config.durations.copy_image;
    let number = call.world.next_number();
    let region = &mut call.world[there];
    region.appstream_images.push(AppStreamImage {
        number,
        arn: arn_in(&region.name, &region.account, "image", name),
        name: name.to_owned(),
        description: call.input["DestinationImageDescription"].as_str().map(str::to_owned),
        tags: BTreeMap::new(),
        shared_with: BTreeMap::new(),
        failure_code: COPY_FAILURE,
        timeline: Timeline::new(call.now, minutes, STAGES, &call.orders),
        ..source
    });
    Ok(json!({ "DestinationImageName": name }))
}

/// The image that is copied: an own one that is AVAILABLE.
fn source(call: &Call<'_>) -> Result<AppStreamImage, Fault> {
    let name = call.text("SourceImageName");
    let image = call.region().appstream_image(name).ok_or_else(|| not_found(name))?;
    let refuse =
        |why: &str| Err(Fault::new("ResourceNotAvailableException", format!("The image {name} {why}.")));
    if image.visibility != "PRIVATE" {
        return refuse("belongs to another account");
    }
    if !image.timeline.has_succeeded(call.now) {
        return refuse(&format!("is {}", image.state(call.now)));
    }
    Ok(image.clone())
}

/// Refuses a copy that the destination has no room for.
fn admit(region: &Region, source: &AppStreamImage, name: &str, now: f64) -> Result<(), Fault> {
    if source.image_type == "BYOL" && !region.has_byol(now) {
        let message = "Bring Your Own License (BYOL) is not enabled in the destination Region.";
        return Err(Fault::new("IncompatibleImageException", message));
    }
    region.admit_appstream_image(name)?;
    let copying = |image: &&AppStreamImage| image.is_copy() && image.timeline.is_running(now);
    if region.appstream_images.iter().filter(copying).count() >= AT_ONCE {
        let message = format!("{AT_ONCE} images are being copied to {} already.", region.name);
        return Err(Fault::new("LimitExceededException", message));
    }
    Ok(())
}
