//! states:SendTaskSuccess: an approval, without a result of its own.

use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Sfn;
use deskport_shared::error::Class::{Rejected, Throttled};
use deskport_shared::error::Failure;
use deskport_shared::secret::Secret;

/// What each error means that the model has. The two that are expected say that the task waits no more.
pub(crate) const ERRORS: &[Row] = &[
    ("InvalidOutput", Fails(Rejected)),
    ("InvalidToken", Fails(Rejected)),
    ("KmsAccessDeniedException", Fails(Rejected)),
    ("KmsInvalidStateException", Fails(Rejected)),
    ("KmsThrottlingException", Fails(Throttled)),
    ("TaskDoesNotExist", Expected),
    ("TaskTimedOut", Expected),
];

/// Ends a task with success; false where it waits no more.
///
/// # Errors
/// The class of Step Functions' error.
pub async fn call(aws: &Sfn, task_token: &Secret) -> Result<bool, Failure> {
    match aws.0.send_task_success().task_token(task_token.reveal()).output("{}").send().await {
        Ok(_) => Ok(true),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_task_does_not_exist() || e.is_task_timed_out()) =>
        {
            Ok(false)
        }
        Err(error) => Err(failure(Call::SendTaskSuccess, &error)),
    }
}
