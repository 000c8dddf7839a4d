//! D16: whether an event could not be delivered.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::aws::operation::get_queue_attributes;

pub(in super::super) const CHECK: Check = Check {
    number: 16,
    title: "Dead letters",
    about: "The queue of events that started nothing is empty",
    page: "docs/operations.md#dead-letters",
    permissions: &["sqs:GetQueueAttributes"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let queue = &patient.stack()?.parts.undelivered_events;
    match get_queue_attributes::call(&patient.aws, queue).await? {
        0 => Ok(Finding::good("none")),
        count => Ok(Finding::wrong(
            format!("{count}: events that started nothing"),
            format!("Find out why from the messages of {queue}, send them again, and empty it."),
        )),
    }
}
