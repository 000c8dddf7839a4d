//! Making a bundle, or adopting the one that an earlier call made: no operation of AWS takes a client token, so its name is the
//! key, and its tags say whose it is.

use crate::order::Order;
use crate::ports::{Deliver, Found};
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Job;
use deskport_shared::status::JobStatus;
use deskport_shared::tags::{RECIPE, SOURCE};

/// Makes what the order says.
pub(crate) async fn deliver(aws: &impl Deliver, order: &Order<'_>, dry_run: bool) -> Result<Job, Failure> {
    if dry_run {
        return match aws.find(order.body).await? {
            Some(found) => adopted(order, &found),
            None => Ok(order.job(JobStatus::Succeeded)),
        };
    }
    match aws.make(order.body, &order.own_tags).await {
        Ok(Some(id)) => Ok(Job { bundle_id: Some(id), ..order.job(JobStatus::InProgress) }),
        Ok(None) => {
            let not_shown = || {
                Failure::new(
                    Class::ServiceUnavailable,
                    "NameNotShown",
                    "the name is in use, but nothing shows it yet",
                )
            };
            adopted(order, &aws.find(order.body).await?.ok_or_else(not_shown)?)
        }
        // A call whose response was lost may have made what now fills the quota.
        Err(failure) if failure.class == Class::QuotaExceeded => match aws.find(order.body).await? {
            Some(found) => adopted(order, &found).map_err(|_| failure),
            None => Err(failure),
        },
        Err(failure) => Err(failure),
    }
}

/// From the same image by the same recipe it is ours.
fn adopted(order: &Order<'_>, found: &Found) -> Result<Job, Failure> {
    let [source, recipe, _] = &order.own_tags;
    let same = found.tags.get(SOURCE) == Some(&source.1) && found.tags.get(RECIPE) == Some(&recipe.1);
    if !same {
        let name = order.body.name().unwrap_or_default();
        let said =
            format!("the name {name} is that of {}, which was made otherwise or by somebody else", found.id);
        return Err(Failure::own(Class::NameTaken, said));
    }
    let status = found.look.status;
    let error = found.look.error.clone();
    Ok(Job { bundle_id: Some(found.id.clone()), adopted: true, error, ..order.job(status) })
}
