//! states:RedriveExecution.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::trouble::Trouble;

/// Lets an execution go on in the state in which it ended; false where Step Functions doesn't allow it.
pub(crate) async fn call(aws: &Session, arn: &str) -> Result<bool, Trouble> {
    match aws.sfn().redrive_execution().execution_arn(arn).send().await {
        Ok(_) => Ok(true),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_execution_not_redrivable()) => Ok(false),
        Err(error) => Err(trouble("states:RedriveExecution", &error)),
    }
}
