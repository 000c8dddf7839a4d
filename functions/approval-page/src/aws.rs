//! The ports over AWS Step Functions.

use crate::ports::{Answers, End, Event, History};
use deskport_aws::Sfn;
use deskport_aws::config::SdkConfig;
use deskport_aws::operation::{get_execution_history, send_task_failure, send_task_success};
use deskport_shared::byol::APPROVAL_REFUSED;
use deskport_shared::error::Failure;
use deskport_shared::secret::Secret;

/// AWS Step Functions.
#[derive(Clone, Debug)]
pub struct Aws {
    sfn: Sfn,
}

impl Aws {
    /// A client, made once at start.
    pub fn new(config: &SdkConfig) -> Self {
        Self { sfn: Sfn::new(config) }
    }
}

impl History for Aws {
    async fn events(&self, execution_arn: &str, end: End, most: i32) -> Result<Vec<Event>, Failure> {
        get_execution_history::call(&self.sfn, execution_arn, end, most).await
    }
}

impl Answers for Aws {
    async fn approve(&self, task_token: &Secret) -> Result<bool, Failure> {
        send_task_success::call(&self.sfn, task_token).await
    }

    async fn refuse(&self, task_token: &Secret, reason: &str) -> Result<bool, Failure> {
        send_task_failure::call(&self.sfn, task_token, APPROVAL_REFUSED, reason).await
    }
}
