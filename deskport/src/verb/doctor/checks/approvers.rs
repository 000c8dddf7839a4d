//! D13: whether somebody gets the questions that runs ask.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use super::notifications::subscribers;
use deskport_shared::operation::OperationName;

pub(in super::super) const CHECK: Check = Check {
    number: 13,
    title: "Approvers",
    about: "Every approver's subscription is confirmed, and there is one if a preset or the stack asks",
    page: "docs/approvals.md#who-is-asked",
    permissions: &["sns:ListSubscriptionsByTopic"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let parts = &patient.stack()?.parts;
    let topic = &parts.approval_topic;
    let presets = patient.asking_for(&[OperationName::Approve]);
    let nobody = match presets.as_slice() {
        [] if !parts.require_approval => Finding::good("nobody is asked, and no preset asks"),
        [] => nobody("the stack asks before it switches BYOL on", topic),
        presets => nobody(&format!("{} ask", presets.join(", ")), topic),
    };
    subscribers(patient, topic, nobody).await
}

fn nobody(who: &str, topic: &str) -> Finding {
    Finding::warning(
        format!("nobody is subscribed, and {who}: a run waits until its hours are over"),
        format!("Set the stack's parameter ApproverEmail, or subscribe approvers to {topic}."),
    )
}
