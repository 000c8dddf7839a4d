//! An image has the name already: it is adopted, replaced, or reported as an obstacle.

use crate::claim::{Claim, claim};
use crate::order::Order;
use crate::ports::{DeleteImage, FindImage, Found, Made, MakeImage};
use crate::{job, replace, started, unasked};
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Job;
use deskport_shared::operation::Body;
use deskport_shared::status::JobStatus;

/// The name is in use, or an error (`refused`) may come from that: an image from the same source by the same recipe is ours.
pub(crate) async fn settle(
    aws: &(impl MakeImage + FindImage + DeleteImage),
    order: &Order<'_>,
    refused: Option<Failure>,
) -> Result<Job, Failure> {
    let name = order.name();
    let Some(found) = aws.find(order.service(), name).await? else {
        return Err(refused.unwrap_or_else(|| not_shown(name)));
    };
    match (claim(&found, order), refused) {
        (Claim::Ours, _) => Ok(adopted(order.body, found)),
        (Claim::Untagged, _) => tagged(aws, order, found).await,
        (Claim::LeftFailed, _) if order.replace_failed => made_again(aws, order, &found).await,
        (Claim::LeftFailed, _) => Err(left_failed(name, &found)),
        (Claim::NotDeleted, _) => Err(not_deleted(order, &found)),
        (Claim::Deleting | Claim::Foreign(_), Some(failure)) => Err(failure),
        (Claim::Deleting, None) => Err(being_deleted(name, &found)),
        (Claim::Foreign(differs), None) => Err(taken(name, &found, &differs)),
    }
}

/// The call took effect and its response names no image: the image is found by its name and tags.
pub(crate) async fn unnamed(aws: &(impl FindImage + DeleteImage), order: &Order<'_>) -> Result<Job, Failure> {
    let found = made_before(aws, order).await?.ok_or_else(|| not_shown(order.name()))?;
    if order.has_just_copied(&found) {
        return tagged(aws, order, found).await;
    }
    Ok(started(order.body, found.image_id, found.image_arn))
}

/// A copy gets its tags as soon as it shows.
async fn tagged(aws: &impl DeleteImage, order: &Order<'_>, found: Found) -> Result<Job, Failure> {
    aws.mark(&found, &order.tags_afterwards()).await?;
    Ok(started(order.body, found.image_id, found.image_arn))
}

/// The image that an earlier call made for this step, where there is one.
pub(crate) async fn made_before(aws: &impl FindImage, order: &Order<'_>) -> Result<Option<Found>, Failure> {
    let found = aws.find(order.service(), order.name()).await?;
    Ok(found.filter(|found| match claim(found, order) {
        Claim::Ours | Claim::Untagged => true,
        Claim::LeftFailed | Claim::Deleting | Claim::NotDeleted | Claim::Foreign(_) => false,
    }))
}

/// What would become of the name, for a dry run, which changes nothing.
pub(crate) async fn foresee(aws: &impl FindImage, order: &Order<'_>) -> Result<Job, Failure> {
    let name = order.name();
    let good = || Ok(job(order.body, JobStatus::Succeeded, None, None));
    let Some(found) = aws.find(order.service(), name).await? else { return good() };
    match claim(&found, order) {
        Claim::Ours | Claim::Untagged => {
            let (image_id, image_arn) = (found.image_id, found.image_arn);
            Ok(Job { adopted: true, ..job(order.body, JobStatus::Succeeded, image_id, image_arn) })
        }
        Claim::LeftFailed if order.replace_failed => good(),
        Claim::LeftFailed => Err(left_failed(name, &found)),
        Claim::Deleting | Claim::NotDeleted => Err(being_deleted(name, &found)),
        Claim::Foreign(differs) => Err(taken(name, &found, &differs)),
    }
}

fn adopted(body: &Body, found: Found) -> Job {
    Job { adopted: true, ..started(body, found.image_id, found.image_arn) }
}

/// Deletes what failed and makes it again, once: another obstacle is left to a repeated call.
async fn made_again(
    aws: &(impl MakeImage + FindImage + DeleteImage),
    order: &Order<'_>,
    found: &Found,
) -> Result<Job, Failure> {
    replace::delete(aws, order, found).await?;
    tracing::info!(image = found.id(), made_by = found.run, "deleted: an earlier run left it failed");
    let job = match order.make(aws).await? {
        Made::Started { image_id, image_arn } => started(order.body, image_id, image_arn),
        Made::Unnamed => unnamed(aws, order).await?,
        Made::NameInUse => return Err(being_deleted(order.name(), found)),
        Made::WouldStart => return Err(unasked()),
    };
    Ok(Job { replaced: Some(found.id().to_owned()), ..job })
}

/// AWS says that the name is in use and shows no such image: the list is not current yet.
fn not_shown(name: &str) -> Failure {
    not_now("ImageNotShown", format!("the name {name} is in use, but no image shows it yet"))
}

pub(crate) fn being_deleted(name: &str, found: &Found) -> Failure {
    let said = format!("the name {name} is that of {}, which is being deleted", found.id());
    not_now("ImageBeingDeleted", said)
}

/// A repeated call may find it otherwise; if none does in time, the code says what to look for.
fn not_now(code: &str, message: String) -> Failure {
    Failure::new(Class::ServiceUnavailable, code, message)
}

/// A run asks AppStream once to delete an image. One that stays is waited for while the step is young, and where the
/// machine does not say how old it is.
fn not_deleted(order: &Order<'_>, found: &Found) -> Failure {
    let name = order.name();
    if order.elapsed.is_none() || order.is_young() {
        return being_deleted(name, found);
    }
    taken(name, found, "this run has asked AppStream to delete, and which is still there: delete it")
}

fn left_failed(name: &str, found: &Found) -> Failure {
    let run = found.run.as_deref().unwrap_or("unknown");
    let way_out = "delete it, change the name, or set ReplaceFailed on this import";
    taken(name, found, &format!("an earlier run ({run}) left failed: {way_out}"))
}

fn taken(name: &str, found: &Found, which: &str) -> Failure {
    Failure::own(Class::NameTaken, format!("the name {name} is that of {}, which {which}", found.id()))
}
