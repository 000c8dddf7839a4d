//! Which image UpdateFleet gives a fleet, and whether the fleet can have it.

use super::{invalid, not_found};
use crate::fault::Fault;
use crate::operations::Call;
use crate::world::{AppStreamImage, Fleet};

/// The image that the call names. A shared one is found by its ARN only.
pub(super) fn named<'c>(call: &'c Call<'_>) -> Result<Option<&'c AppStreamImage>, Fault> {
    let mut images = call.region().appstream_images.iter();
    let (id, found) = match (call.optional("ImageName"), call.optional("ImageArn")) {
        (Some(_), Some(_)) => return Err(invalid("ImageName and ImageArn must not be given together.")),
        (Some(name), None) => (name, images.find(|image| image.name == name && image.visibility != "SHARED")),
        (None, Some(arn)) => (arn, images.find(|image| image.arn == arn)),
        (None, None) => return Ok(None),
    };
    found.map(Some).ok_or_else(|| not_found(id))
}

/// The image that the fleet has.
pub(super) fn kept<'c>(call: &'c Call<'_>, fleet: &Fleet) -> Option<&'c AppStreamImage> {
    let kept = fleet.image.as_ref()?;
    call.region().appstream_images.iter().find(|image| image.arn == kept.arn)
}

/// Refuses an instance type that the image does not run on.
pub(super) fn require_instances(fleet: &Fleet, image: &AppStreamImage) -> Result<(), Fault> {
    if fleet.runs(image) {
        return Ok(());
    }
    let instances = fleet.attribute("InstanceType");
    let message = format!("The image {} does not support the instance type {instances}.", image.name);
    Err(Fault::new("IncompatibleImageException", message))
}

/// Refuses an image that is not AVAILABLE, does not run on the fleet's instances, or has another operating system while the
/// fleet is not STOPPED.
pub(super) fn admit(fleet: &Fleet, image: &AppStreamImage, now: f64) -> Result<(), Fault> {
    let name = &image.name;
    if !image.timeline.has_succeeded(now) {
        let message = format!("The image {name} is {}.", image.state(now));
        return Err(Fault::new("ResourceNotAvailableException", message));
    }
    require_instances(fleet, image)?;
    if image.platform != fleet.attribute("Platform") && fleet.state(now) != "STOPPED" {
        return Err(must_be_stopped(fleet, now));
    }
    Ok(())
}

/// In AWS's words, which say ACTIVE of a fleet that is RUNNING.
pub(super) fn must_be_stopped(fleet: &Fleet, now: f64) -> Fault {
    let state = if fleet.state(now) == "RUNNING" { "ACTIVE" } else { fleet.state(now) };
    let message = format!(
        "Cannot update the attribute for fleet {} when it is {state}. The fleet must be stopped to complete this action.",
        fleet.name
    );
    Fault::new("ResourceInUseException", message)
}
