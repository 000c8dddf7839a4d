//! Whose image has the name: its tags say what it was made from, how, and in which run.

use crate::order::Order;
use crate::ports::{Found, Standing};
use deskport_shared::recipe;

/// Whose the image is.
pub(crate) enum Claim {
    /// From the same source by the same recipe: our job goes on with it.
    Ours,
    /// A copy that this step has just made: AppStream drops the tags, so it has none yet.
    Untagged,
    /// The same with all of Deskport's tags, but an earlier run made it, and it will never be ready.
    LeftFailed,
    /// Soon nobody's: it is being deleted.
    Deleting,
    /// This run has asked for its deletion, and it is still there.
    NotDeleted,
    /// Another one; says how it differs.
    Foreign(String),
}

/// Whose an image is, as an order sees it.
pub(crate) fn claim(found: &Found, order: &Order<'_>) -> Claim {
    if found.standing == Standing::Deleting {
        return Claim::Deleting;
    }
    if found.standing == Standing::Failed && found.run.as_deref() == Some(&order.deleting()) {
        return Claim::NotDeleted;
    }
    if order.has_just_copied(found) {
        return Claim::Untagged;
    }
    let own_run = found.run.as_deref() == Some(order.run());
    // A version older than recipes made it earlier in this run, which gives no name twice.
    let before_recipes = own_run && found.recipe.is_none();
    let same_source = found.source.as_deref() == Some(order.source());
    if !same_source || (found.recipe.as_deref() != Some(order.recipe()) && !before_recipes) {
        return Claim::Foreign(difference(found, order, same_source));
    }
    match (found.standing, &found.run) {
        // An image that this very run left failed has its own failure.
        (_, _) if own_run => Claim::Ours,
        (Standing::Failed, Some(_)) => Claim::LeftFailed,
        (Standing::Failed, None) => Claim::Foreign("failed, and has no tag deskport:run".to_owned()),
        (Standing::Sound | Standing::Deleting, run) if recipe::source_may_change(order.body) => {
            let run = run.as_deref().unwrap_or("without a name");
            Claim::Foreign(format!("was made by the run {run}; {} may have changed since", order.source()))
        }
        (Standing::Sound | Standing::Deleting, _) => Claim::Ours,
    }
}

fn difference(found: &Found, order: &Order<'_>, same_source: bool) -> String {
    let operation = order.body.operation();
    match (&found.source, &found.recipe) {
        (None, _) => "was not made by Deskport".to_owned(),
        (Some(source), _) if !same_source => {
            // A dry run makes no image that its Then could take.
            let own =
                if order.source().is_empty() { "the image that is yet to be made" } else { order.source() };
            format!("was made from {source}, not from {own}")
        }
        (Some(_), None) => "has no tag deskport:recipe, which says how it was made".to_owned(),
        (Some(_), Some(other)) if recipe::operation(other) != operation.as_str() => {
            format!("was made by {}, not by {operation}", recipe::operation(other))
        }
        (Some(_), Some(_)) => {
            format!(
                "was made by {operation} with other members than this request has; change the name to keep both"
            )
        }
    }
}
