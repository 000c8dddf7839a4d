//! D14: whether somebody hears the alarms.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use super::notifications::subscribers;

pub(in super::super) const CHECK: Check = Check {
    number: 14,
    title: "Alarm subscribers",
    about: "Somebody is subscribed to the topic of the alarms, and every subscription is confirmed",
    page: "docs/operations.md#hear-the-alarms",
    permissions: &["sns:ListSubscriptionsByTopic"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let topic = &patient.stack()?.parts.alarm_topic;
    subscribers(
        patient,
        topic,
        Finding::warning(
            "nobody is subscribed: nobody hears that Deskport itself is broken",
            format!("Set the stack's parameter AlarmEmail, or subscribe to {topic}."),
        ),
    )
    .await
}
