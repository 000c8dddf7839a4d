//! states:SendTaskFailure: a refusal.

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
    ("InvalidToken", Fails(Rejected)),
    ("KmsAccessDeniedException", Fails(Rejected)),
    ("KmsInvalidStateException", Fails(Rejected)),
    ("KmsThrottlingException", Fails(Throttled)),
    ("TaskDoesNotExist", Expected),
    ("TaskTimedOut", Expected),
];

/// Ends a task with this error and its cause; false where it waits no more.
///
/// # Errors
/// The class of Step Functions' error.
pub async fn call(aws: &Sfn, task_token: &Secret, error: &str, cause: &str) -> Result<bool, Failure> {
    let call = aws.0.send_task_failure().task_token(task_token.reveal()).error(error).cause(cause);
    match call.send().await {
        Ok(_) => Ok(true),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_task_does_not_exist() || e.is_task_timed_out()) =>
        {
            Ok(false)
        }
        Err(error) => Err(failure(Call::SendTaskFailure, &error)),
    }
}
