//! Setting a bundle, fleet or permission: look, remember what is there, set, read back.
//!
//! The tags are written before the change, so that the way back is known even where the run breaks off. They also show a repeated
//! call that it was this run that made the change: what was there before is then what the tag says.

use crate::order::Order;
use crate::ports::{Deliver, Found};
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Job;
use deskport_shared::operation::{Body, Thing};
use deskport_shared::outcome::Setting;
use deskport_shared::status::JobStatus;
use deskport_shared::tags::{DELIVERED_BY, PREVIOUS_IMAGE};

/// Sets what the order says, unless it is set already.
pub(crate) async fn deliver(aws: &impl Deliver, order: &Order<'_>, dry_run: bool) -> Result<Job, Failure> {
    let operation = order.body.operation().definition();
    if dry_run && operation.thing == Thing::Permission && order.body.source().is_none() {
        // That of an image that is not made in a dry run: there is nothing to look at.
        return Ok(order.job(JobStatus::Succeeded));
    }
    let found = looked(aws, order).await?;
    // What passes by itself is no obstacle to a run that changes nothing.
    let passes = |failure: &Failure| dry_run && failure.class.retryable();
    if let Some(obstacle) = found.obstacle.clone().filter(|failure| !passes(failure)) {
        return Err(obstacle);
    }
    if dry_run {
        return Ok(job(order, &found, found.setting.clone(), JobStatus::Succeeded));
    }
    let unknown = || Failure::own(Class::InvalidRequest, "an image is required");
    let wanted = found.wanted.as_ref().ok_or_else(unknown)?;
    if found.setting == *wanted {
        return Ok(already(order, &found));
    }
    let before = found.setting.clone();
    remember(aws, order, &found).await?;
    aws.set(order.body, &found).await?;
    tracing::info!(target = found.id, before = ?before, now = ?wanted, "changed");
    let shown = looked(aws, order).await?;
    let status = if shown.setting == *wanted { shown.look.status } else { JobStatus::InProgress };
    Ok(Job { polls: 1, state: Some(shown.look.state.clone()), ..job(order, &found, before, status) })
}

async fn looked(aws: &impl Deliver, order: &Order<'_>) -> Result<Found, Failure> {
    aws.find(order.body).await?.ok_or_else(|| missing(order.body))
}

/// Nothing is there that could be set.
pub(crate) fn missing(body: &Body) -> Failure {
    let thing = body.operation().definition().thing;
    Failure::new(Class::Rejected, "TargetNotFound", format!("the service shows no such {thing}"))
}

/// Writes what is there into the tags, and which run changes it.
async fn remember(aws: &impl Deliver, order: &Order<'_>, found: &Found) -> Result<(), Failure> {
    let Some(previous) = found.setting.image() else { return Ok(()) };
    let tags = [(PREVIOUS_IMAGE, previous.to_owned()), (DELIVERED_BY, order.tagged_run().to_owned())];
    aws.tag(order.body, found, &tags).await
}

/// It is set already: by an earlier call of this run, whose response was lost, or by somebody else.
fn already(order: &Order<'_>, found: &Found) -> Job {
    let own = found.tags.get(DELIVERED_BY).is_some_and(|run| run == order.tagged_run());
    let before = found.tags.get(PREVIOUS_IMAGE).filter(|_| own).map(|image| found.setting.with_image(image));
    let adopted = before.is_none();
    let before = before.unwrap_or_else(|| found.setting.clone());
    Job { adopted, ..job(order, found, before, found.look.status) }
}

fn job(order: &Order<'_>, found: &Found, before: Setting, status: JobStatus) -> Job {
    let bundle_id = matches!(order.body, Body::UpdateWorkspaceBundle(_)).then(|| found.id.clone());
    let shared_account_id = order.body.request().shared_with().map(str::to_owned);
    let image_arn = found.image_arn.clone();
    let (before, wanted) = (Some(before), found.wanted.clone());
    Job { bundle_id, shared_account_id, image_arn, before, wanted, ..order.job(status) }
}
