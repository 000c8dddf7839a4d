//! An image has the name already: it is adopted, replaced, or told to be in the way.

use crate::ports::{DeleteImage, FindImage, Found, Made, MakeImage, OwnTag, Standing};
use crate::{job, started, unasked};
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Job;
use deskport_shared::operation::{Body, Service};
use deskport_shared::status::JobStatus;

/// What is to be made.
pub(crate) struct Order<'a> {
    /// The operation's request.
    pub(crate) body: &'a Body,
    /// `deskport:source`, then `deskport:run`.
    pub(crate) own_tags: &'a [OwnTag; 2],
    /// Whether an image that an earlier run left failed is deleted and made again.
    pub(crate) replace_failed: bool,
}

impl Order<'_> {
    fn service(&self) -> Service {
        self.body.operation().definition().service
    }
}

/// Whose the image is.
enum Claim {
    /// Made from the same source: it goes on as our job.
    Ours,
    /// The same, but an earlier run made it, and it will never be ready.
    LeftFailed,
    /// Nobody's for long: it is being deleted.
    Deleting,
    /// Made from something else, or not by Deskport.
    Foreign,
}

fn claim(found: &Found, order: &Order<'_>) -> Claim {
    let ours = found.source.as_deref() == Some(order.own_tags[0].1.as_str());
    match found.standing {
        Standing::Deleting => Claim::Deleting,
        Standing::Sound | Standing::Failed if !ours => Claim::Foreign,
        // One that this very run left failed tells its own failure.
        Standing::Failed if found.run.as_deref() != Some(order.own_tags[1].1.as_str()) => Claim::LeftFailed,
        Standing::Sound | Standing::Failed => Claim::Ours,
    }
}

/// The name is in use, or an error (`refused`) may come of it: an image made from the same source is ours.
pub(crate) async fn settle(
    aws: &(impl MakeImage + FindImage + DeleteImage),
    order: &Order<'_>,
    refused: Option<Failure>,
) -> Result<Job, Failure> {
    let name = order.body.name();
    let Some(found) = aws.find(order.service(), name).await? else {
        return Err(refused.unwrap_or_else(|| not_shown(name)));
    };
    match (claim(&found, order), refused) {
        (Claim::Ours, _) => Ok(adopted(order.body, found)),
        (Claim::LeftFailed, _) if order.replace_failed => replace(aws, order, &found).await,
        (Claim::LeftFailed, _) => Err(left_failed(name, &found)),
        (Claim::Deleting | Claim::Foreign, Some(failure)) => Err(failure),
        (Claim::Deleting, None) => Err(being_deleted(name, &found)),
        (Claim::Foreign, None) => Err(foreign(name, &found)),
    }
}

/// The image that an earlier call made for this step, where there is one.
pub(crate) async fn made_before(aws: &impl FindImage, order: &Order<'_>) -> Result<Option<Found>, Failure> {
    let found = aws.find(order.service(), order.body.name()).await?;
    Ok(found.filter(|found| match claim(found, order) {
        Claim::Ours => true,
        Claim::LeftFailed | Claim::Deleting | Claim::Foreign => false,
    }))
}

/// The same for a dry run, which changes nothing.
pub(crate) async fn foresee(aws: &impl FindImage, order: &Order<'_>) -> Result<Job, Failure> {
    let name = order.body.name();
    let Some(found) = aws.find(order.service(), name).await? else { return Err(not_shown(name)) };
    match claim(&found, order) {
        Claim::Ours => Ok(job(order.body, JobStatus::Succeeded, None, None)),
        Claim::LeftFailed if order.replace_failed => Ok(job(order.body, JobStatus::Succeeded, None, None)),
        Claim::LeftFailed => Err(left_failed(name, &found)),
        Claim::Deleting => Err(being_deleted(name, &found)),
        Claim::Foreign => Err(foreign(name, &found)),
    }
}

fn adopted(body: &Body, found: Found) -> Job {
    Job { adopted: true, ..started(body, found.image_id, found.image_arn) }
}

/// Deletes what failed and makes it again, once: what is in the way then is left to a repeated call.
async fn replace(
    aws: &(impl MakeImage + DeleteImage),
    order: &Order<'_>,
    found: &Found,
) -> Result<Job, Failure> {
    let name = order.body.name();
    aws.delete(order.service(), name, found).await?;
    tracing::info!(image = found.id(), made_by = found.run, "deleted: an earlier run left it failed");
    match aws.make(order.body, order.own_tags, false).await? {
        Made::Started { image_id, image_arn } => {
            let replaced = Some(found.id().to_owned());
            Ok(Job { replaced, ..started(order.body, image_id, image_arn) })
        }
        Made::NameInUse => Err(being_deleted(name, found)),
        Made::WouldStart => Err(unasked()),
    }
}

/// AWS says that the name is in use and shows no such image: the list is not current yet.
fn not_shown(name: &str) -> Failure {
    not_now("ImageNotShown", format!("the name {name} is in use, but no image shows it yet"))
}

fn being_deleted(name: &str, found: &Found) -> Failure {
    let said = format!("the name {name} is that of {}, which is being deleted", found.id());
    not_now("ImageBeingDeleted", said)
}

/// What a repeated call may find otherwise; where none does in time, the code says what to look for.
fn not_now(code: &str, message: String) -> Failure {
    Failure { class: Class::ServiceUnavailable, code: code.to_owned(), message }
}

fn foreign(name: &str, found: &Found) -> Failure {
    let made = match &found.source {
        Some(source) => format!("was made from {source}"),
        None => "was not made by Deskport".to_owned(),
    };
    taken(name, found, &made)
}

fn left_failed(name: &str, found: &Found) -> Failure {
    let run = found.run.as_deref().unwrap_or("unknown");
    let way_out = "delete it, change the name, or set ReplaceFailed on this import";
    taken(name, found, &format!("an earlier run ({run}) left failed: {way_out}"))
}

fn taken(name: &str, found: &Found, which: &str) -> Failure {
    Failure::own(Class::NameTaken, format!("the name {name} is that of {}, which {which}", found.id()))
}
