//! states:SendTaskSuccess: an approval, without a result of its own.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Sfn;
use crate::waiting;
use deskport_shared::error::Class::Rejected;
use deskport_shared::error::Failure;
use deskport_shared::secret::Secret;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = {
    let [a, b, c, d, e, f] = waiting::ERRORS;
    &[("InvalidOutput", Fails(Rejected)), a, b, c, d, e, f]
};

/// Ends a task with success; false where it waits no more.
///
/// # Errors
/// The class of Step Functions' error.
pub async fn call(aws: &Sfn, task_token: &Secret) -> Result<bool, Failure> {
    match aws.0.send_task_success().task_token(task_token.reveal()).output("{}").send().await {
        Ok(_) => Ok(true),
        Err(error) if waiting::is_over(&error) => Ok(false),
        Err(error) => Err(failure(Call::SendTaskSuccess, &error)),
    }
}
