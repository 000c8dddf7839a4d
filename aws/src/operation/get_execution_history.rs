//! states:GetExecutionHistory.

use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::history::Event;
use crate::operation::Call;
use crate::service::Sfn;
use deskport_shared::error::Class::{Rejected, Throttled};
use deskport_shared::error::Failure;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("ExecutionDoesNotExist", Expected),
    ("InvalidArn", Expected),
    ("InvalidToken", Fails(Rejected)),
    ("KmsAccessDeniedException", Fails(Rejected)),
    ("KmsInvalidStateException", Fails(Rejected)),
    ("KmsThrottlingException", Fails(Throttled)),
];

/// Which end of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its first events, oldest first.
    First,
    /// Its last events, newest first.
    Last,
}

/// At most this many events of one end of a history; none where there is no such execution.
///
/// # Errors
/// The class of Step Functions' error.
pub async fn call(aws: &Sfn, execution_arn: &str, end: End, most: i32) -> Result<Vec<Event>, Failure> {
    let call = aws
        .0
        .get_execution_history()
        .execution_arn(execution_arn)
        .max_results(most)
        .reverse_order(end == End::Last)
        .include_execution_data(true);
    match call.send().await {
        Ok(page) => Ok(page.events.into_iter().map(Event::from).collect()),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_execution_does_not_exist() || e.is_invalid_arn()) =>
        {
            Ok(Vec::new())
        }
        Err(error) => Err(failure(Call::GetExecutionHistory, &error)),
    }
}
