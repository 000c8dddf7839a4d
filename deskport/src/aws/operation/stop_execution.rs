//! states:StopExecution.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::trouble::Trouble;

/// Stops an execution; false where there is none of that ARN. One that has ended stays as it is.
pub(crate) async fn call(aws: &Session, arn: &str, error: &str, cause: &str) -> Result<bool, Trouble> {
    match aws.sfn().stop_execution().execution_arn(arn).error(error).cause(cause).send().await {
        Ok(_) => Ok(true),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_execution_does_not_exist()) => Ok(false),
        Err(error) => Err(trouble("states:StopExecution", &error)),
    }
}
