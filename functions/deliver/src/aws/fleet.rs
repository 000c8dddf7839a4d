//! Fleets.

use crate::ports::Found;
use deskport_aws::AppStream;
use deskport_aws::fleet::Fleet;
use deskport_aws::image::OwnTag;
use deskport_aws::operation::describe_images::Described;
use deskport_aws::operation::{describe_fleets, describe_images, list_tags_for_resource, tag_resource};
use deskport_shared::error::{Class, Failure};
use deskport_shared::fleet;
use deskport_shared::job::Look;
use deskport_shared::operation::UpdateFleet;
use deskport_shared::outcome::Setting;
use deskport_shared::status::JobStatus;

/// The fleet that a request sets, and whether it can have the image.
pub(super) async fn set(aws: &AppStream, body: &UpdateFleet) -> Result<Option<Found>, Failure> {
    let Some(fleet) = describe_fleets::by_name(aws, &body.name).await? else { return Ok(None) };
    let image = image(aws, body).await?;
    let obstacle = match (standing(&fleet, &body.name), &image) {
        (Some(obstacle), _) => Some(obstacle),
        (None, Some(image)) => unfit(aws, &fleet, &body.name, image).await?,
        (None, None) => missing(body),
    };
    let tags = list_tags_for_resource::all(aws, &fleet.arn).await?;
    let image_arn = image.map(|image| image.arn);
    Ok(Some(Found {
        id: fleet.arn,
        wanted: image_arn.clone().map(|arn| Setting::of_fleet(Some(arn))),
        image_arn,
        setting: Setting::of_fleet(fleet.image_arn),
        look: Look::succeeded(fleet.state),
        obstacle,
        tags,
    }))
}

pub(super) async fn tag(aws: &AppStream, arn: &str, tags: &[OwnTag]) -> Result<(), Failure> {
    let tags: Vec<_> = tags.iter().map(|(key, value)| (*key, value.as_str())).collect();
    tag_resource::set(aws, arn, &tags).await
}

/// The image that the request names. A shared one is known by its ARN alone.
async fn image(aws: &AppStream, body: &UpdateFleet) -> Result<Option<Described>, Failure> {
    match (&body.image_arn, &body.image_name) {
        (Some(arn), _) => describe_images::by_arn(aws, arn).await,
        (None, Some(name)) => describe_images::by_name(aws, name).await,
        (None, None) => Ok(None),
    }
}

fn refused(code: &str, said: String) -> Failure {
    Failure::new(Class::Rejected, code, said)
}

/// An image that the request names and nobody shows; in a dry run it names none yet.
fn missing(body: &UpdateFleet) -> Option<Failure> {
    let image = body.image_arn.as_deref().or(body.image_name.as_deref())?;
    Some(refused("SourceNotFound", format!("there is no image {image}")))
}

/// What of the fleet itself is in the way.
fn standing(fleet: &Fleet, name: &str) -> Option<Failure> {
    if fleet.elastic {
        return Some(refused(
            "FleetIsElastic",
            format!("the fleet {name} is an elastic one, which has no image"),
        ));
    }
    let said = || format!("the fleet {name} is {}", fleet.state);
    fleet.is_busy.then(|| Failure::new(Class::ServiceUnavailable, "FleetBusy", said()))
}

/// Why the fleet can't have the image: it is not ready, does not run on the fleet's instances, or has another operating system, which
/// only a fleet that is stopped takes.
async fn unfit(
    aws: &AppStream,
    fleet: &Fleet,
    name: &str,
    image: &Described,
) -> Result<Option<Failure>, Failure> {
    if image.look.status != JobStatus::Succeeded {
        let said = format!("the image {} is {}", image.arn, image.look.state);
        return Ok(Some(refused("SourceNotReady", said)));
    }
    if !fleet::runs_on(&fleet.instance_type, &image.families) {
        let families = image.families.join(", ");
        let said =
            format!("the fleet {name} has the type {}, the image runs on {families}", fleet.instance_type);
        return Ok(Some(refused("FleetTypeNotSupported", said)));
    }
    if fleet.is_stopped {
        return Ok(None);
    }
    let now = match (&fleet.platform, &fleet.image_arn) {
        (Some(platform), _) => Some(platform.clone()),
        (None, Some(arn)) => describe_images::by_arn(aws, arn).await?.and_then(|image| image.platform),
        (None, None) => None,
    };
    Ok(match (now, &image.platform) {
        (Some(now), Some(wanted)) if now != *wanted => {
            let said = format!("the fleet {name} is {} with {now}, and the image has {wanted}", fleet.state);
            Some(refused("FleetNotStopped", said))
        }
        _ => None,
    })
}
