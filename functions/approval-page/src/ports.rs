//! What approval-page may do with Step Functions.

pub use deskport_aws::history::{Event, What};
pub use deskport_aws::operation::get_execution_history::End;
use deskport_shared::error::Failure;
use deskport_shared::secret::Secret;

/// Reads histories.
pub trait History {
    /// The events at one end of an execution's history, at most this many; none where there is no such execution.
    fn events(
        &self,
        execution_arn: &str,
        end: End,
        most: i32,
    ) -> impl Future<Output = Result<Vec<Event>, Failure>>;
}

/// Answers for people. Each returns false where the question waits no more.
pub trait Answers {
    /// Approves.
    fn approve(&self, task_token: &Secret) -> impl Future<Output = Result<bool, Failure>>;
    /// Refuses, for this reason.
    fn refuse(&self, task_token: &Secret, reason: &str) -> impl Future<Output = Result<bool, Failure>>;
}
