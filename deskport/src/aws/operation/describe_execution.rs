//! states:DescribeExecution.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::run::execution::{Execution, State, time};
use crate::trouble::Trouble;

/// An execution; `None` where there is none of that ARN.
pub(crate) async fn call(aws: &Session, arn: &str) -> Result<Option<Execution>, Trouble> {
    let response = aws.sfn().describe_execution().execution_arn(arn).send().await;
    match response {
        Ok(one) => Ok(Some(Execution {
            name: one.name.unwrap_or_else(|| arn.rsplit(':').next().unwrap_or_default().to_owned()),
            state: State::from_aws(one.status.as_str()),
            started_at: time(one.start_date.to_millis().ok()),
            ended_at: one.stop_date.and_then(|at| time(at.to_millis().ok())),
            arn: one.execution_arn,
            input: one.input,
            output: one.output,
            error: one.error,
            cause: one.cause,
        })),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_execution_does_not_exist() || e.is_invalid_arn()) =>
        {
            Ok(None)
        }
        Err(error) => Err(trouble("states:DescribeExecution", &error)),
    }
}
