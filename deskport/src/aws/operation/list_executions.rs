//! states:ListExecutions.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::run::execution::{Listed, State, time};
use crate::trouble::Trouble;

/// A page of a machine's executions, newest first, and the token of the next page. `most` is 1 to 1000.
pub(crate) async fn call(
    aws: &Session,
    machine: &str,
    most: i32,
    next: Option<String>,
) -> Result<(Vec<Listed>, Option<String>), Trouble> {
    let response = aws
        .sfn()
        .list_executions()
        .state_machine_arn(machine)
        .max_results(most)
        .set_next_token(next)
        .send()
        .await
        .map_err(|error| trouble("states:ListExecutions", &error))?;
    let listed = response.executions.into_iter().map(|one| Listed {
        arn: one.execution_arn,
        name: one.name,
        state: State::from_aws(one.status.as_str()),
        started_at: time(one.start_date.to_millis().ok()),
        ended_at: one.stop_date.and_then(|at| time(at.to_millis().ok())),
    });
    Ok((listed.collect(), response.next_token))
}
