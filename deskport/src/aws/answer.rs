//! Answers what a run asks, as the approval page does.

use super::Session;
use super::error::is_of_credentials;
use crate::trouble::{Kind, Trouble};
use deskport_aws::Sfn;
use deskport_aws::operation::{send_task_failure, send_task_success};
use deskport_shared::byol::APPROVAL_REFUSED;
use deskport_shared::error::{Class, Failure};
use deskport_shared::secret::Secret;

/// Approves; false where the question waits no more.
pub(crate) async fn approve(aws: &Session, token: &Secret) -> Result<bool, Trouble> {
    let sent = send_task_success::call(&Sfn::new(&aws.config), token).await;
    sent.map_err(|failure| trouble("states:SendTaskSuccess", &failure))
}

/// Refuses; false where the question waits no more.
pub(crate) async fn refuse(aws: &Session, token: &Secret, reason: &str) -> Result<bool, Trouble> {
    let sent = send_task_failure::call(&Sfn::new(&aws.config), token, APPROVAL_REFUSED, reason).await;
    sent.map_err(|failure| trouble("states:SendTaskFailure", &failure))
}

/// The trouble that a failure of `deskport_aws` is.
pub(crate) fn trouble(call: &str, failure: &Failure) -> Trouble {
    let kind = match failure.class {
        _ if is_of_credentials(&failure.code) => Kind::Credentials,
        Class::Throttled => Kind::Throttled,
        Class::ServiceUnavailable => Kind::Unreachable,
        Class::InvalidRequest | Class::NameTaken | Class::QuotaExceeded | Class::Rejected | Class::Defect => {
            Kind::Failed
        }
    };
    Trouble::of_call(kind, call, Some(&failure.code), failure.message.clone(), None)
}
