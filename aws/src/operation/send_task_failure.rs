//! states:SendTaskFailure: a refusal.

use crate::classify::failure;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Sfn;
use crate::waiting;
use deskport_shared::error::Failure;
use deskport_shared::secret::Secret;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &waiting::ERRORS;

/// Ends a task with this error and its cause; false where it waits no more.
///
/// # Errors
/// The class of Step Functions' error.
pub async fn call(aws: &Sfn, task_token: &Secret, error: &str, cause: &str) -> Result<bool, Failure> {
    let call = aws.0.send_task_failure().task_token(task_token.reveal()).error(error).cause(cause);
    match call.send().await {
        Ok(_) => Ok(true),
        Err(error) if waiting::is_over(&error) => Ok(false),
        Err(error) => Err(failure(Call::SendTaskFailure, &error)),
    }
}
