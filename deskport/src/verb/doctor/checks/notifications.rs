//! D12: whether somebody gets the runs' results. The other two topics are looked at in the same way.

use super::super::check::{Answer, Check, Finding, Stop};
use super::super::patient::Patient;
use crate::aws::operation::list_subscriptions_by_topic::{self, Subscription};

pub(in super::super) const CHECK: Check = Check {
    number: 12,
    title: "Notifications",
    about: "Somebody is subscribed to the topic of the results, and every subscription is confirmed",
    page: "docs/prerequisites.md#confirm-the-e-mail-subscription",
    permissions: &["sns:ListSubscriptionsByTopic"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let topic = &patient.stack()?.parts.topic;
    subscribers(
        patient,
        topic,
        Finding::warning(
            "nobody is subscribed: results are in the console alone",
            format!("Set the stack's parameter NotificationEmail, or subscribe to {topic}."),
        ),
    )
    .await
}

/// What a topic's subscriptions are; `nobody` where it has none.
pub(super) async fn subscribers(patient: &Patient, topic: &str, nobody: Finding) -> Result<Finding, Stop> {
    let subscriptions = list_subscriptions_by_topic::call(&patient.aws, topic).await?;
    Ok(found(&subscriptions, topic, nobody))
}

fn found(subscriptions: &[Subscription], topic: &str, nobody: Finding) -> Finding {
    let named = |subscription: &Subscription| format!("{} {}", subscription.protocol, subscription.endpoint);
    let (confirmed, pending): (Vec<_>, Vec<_>) = subscriptions.iter().partition(|one| one.is_confirmed());
    if let [first, ..] = pending.as_slice() {
        return Finding::wrong(
            format!("{} of {} subscriptions are not confirmed, and get nothing", pending.len(), subscriptions.len()),
            format!(
                "Confirm it with the token of SNS's e-mail: aws sns confirm-subscription --topic-arn {topic} --token TOKEN \
                 --authenticate-on-unsubscribe true. If the token is too old: aws sns subscribe --topic-arn {topic} --protocol {} \
                 --notification-endpoint {}",
                first.protocol, first.endpoint
            ),
        )
        .details(pending.into_iter().map(named).collect());
    }
    if confirmed.is_empty() {
        return nobody;
    }
    Finding::good(confirmed.into_iter().map(named).collect::<Vec<_>>().join(", "))
}
