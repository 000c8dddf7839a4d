//! The port over AWS: the topic.

use crate::Publish;
use deskport_aws::Sns;
use deskport_aws::config::SdkConfig;
use deskport_aws::operation::publish;
use deskport_shared::error::Failure;
use deskport_shared::message::Message;
use std::env;

/// Amazon SNS, and the topic.
#[derive(Clone, Debug)]
pub struct Aws {
    sns: Sns,
    topic_arn: String,
}

impl Aws {
    /// A client, and the topic that the variable `TOPIC_ARN` names.
    ///
    /// # Errors
    /// Where the variable is missing: a notification would go nowhere.
    pub fn from_environment(config: &SdkConfig) -> Result<Self, String> {
        let topic_arn =
            env::var("TOPIC_ARN").map_err(|_| "the environment variable TOPIC_ARN is missing".to_owned())?;
        Ok(Self::new(config, topic_arn))
    }

    /// A client for this topic.
    pub fn new(config: &SdkConfig, topic_arn: String) -> Self {
        Self { sns: Sns::new(config), topic_arn }
    }
}

impl Publish for Aws {
    async fn publish(&self, message: &Message) -> Result<String, Failure> {
        publish::call(&self.sns, &self.topic_arn, message).await
    }
}
