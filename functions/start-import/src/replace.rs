//! Deleting an image that an earlier run left failed.
//!
//! WorkSpaces deletes by id: to ask twice is harmless. AppStream deletes by name, and an image that is made again has the ARN
//! of the one before: a second delete of one run could hit the image that it has just made. So a run asks at most once, and
//! the image itself remembers it: the run's mark takes the place of its tag `deskport:run` before the delete is sent.

use crate::in_use::being_deleted;
use crate::no_image;
use crate::order::Order;
use crate::ports::{DeleteImage, FindImage, Found, Standing};
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::Service;
use deskport_shared::tags::RUN;

/// Deletes the image that was found.
pub(crate) async fn delete(
    aws: &(impl FindImage + DeleteImage),
    order: &Order<'_>,
    found: &Found,
) -> Result<(), Failure> {
    let name = order.name();
    match order.service() {
        Service::WorkSpaces => delete_by_id(aws, name, found).await,
        Service::AppStream => delete_by_name(aws, order, found).await,
        Service::Deskport => Err(no_image()),
    }
}

/// An image that is gone has no tags, which the role needs: where the response to a delete was lost, the SDK's next one is
/// denied.
async fn delete_by_id(
    aws: &(impl FindImage + DeleteImage),
    name: &str,
    found: &Found,
) -> Result<(), Failure> {
    match aws.delete(Service::WorkSpaces, name, found).await {
        Err(failure) if failure.code == "AccessDeniedException" => {
            let again = aws.find(Service::WorkSpaces, name).await?;
            let is_there = again.is_some_and(|again| again.image_id == found.image_id);
            if is_there { Err(failure) } else { Ok(()) }
        }
        answer => answer,
    }
}

async fn delete_by_name(
    aws: &(impl FindImage + DeleteImage),
    order: &Order<'_>,
    found: &Found,
) -> Result<(), Failure> {
    let name = order.name();
    aws.mark(found, &[(RUN, &order.deleting())]).await?;
    // State, tags and creation time are known to be of one image: it was described before its tags were read, and now.
    match aws.find(Service::AppStream, name).await? {
        None => Ok(()),
        Some(again) if !is_same(found, &again) => Err(being_deleted(name, &again)),
        Some(_) => match aws.delete(Service::AppStream, name, found).await {
            Err(failure) if did_nothing(&failure) => {
                unmark(aws, found).await;
                Err(failure)
            }
            answer => answer,
        },
    }
}

fn is_same(found: &Found, again: &Found) -> bool {
    found.created.is_some()
        && again.created == found.created
        && again.image_arn == found.image_arn
        && again.standing == Standing::Failed
}

/// Whether AppStream refused, so that the delete can't take effect later.
fn did_nothing(failure: &Failure) -> bool {
    matches!(failure.class, Class::Throttled | Class::Rejected)
        || failure.code == "ConcurrentModificationException"
}

/// The delete was refused: the image is the earlier run's again, and may be deleted when it is tried anew.
async fn unmark(aws: &impl DeleteImage, found: &Found) {
    if let Err(failure) = aws.mark(found, &[(RUN, found.run.as_deref().unwrap_or_default())]).await {
        tracing::warn!(image = found.id(), code = failure.code, "the mark of a refused deletion stays");
    }
}
