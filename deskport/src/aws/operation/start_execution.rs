//! states:StartExecution.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::trouble::Trouble;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Started {
    /// The execution runs, by its ARN. Where one of the name runs already with the same input, it is that one.
    Runs(String),
    /// There is one of the name already, with another input or ended.
    NameTaken,
}

/// Starts an execution of a name.
pub(crate) async fn call(
    aws: &Session,
    machine: &str,
    name: &str,
    input: String,
) -> Result<Started, Trouble> {
    let response =
        aws.sfn().start_execution().state_machine_arn(machine).name(name).input(input).send().await;
    match response {
        Ok(started) => Ok(Started::Runs(started.execution_arn)),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_execution_already_exists()) => {
            Ok(Started::NameTaken)
        }
        Err(error) => Err(trouble("states:StartExecution", &error)),
    }
}
