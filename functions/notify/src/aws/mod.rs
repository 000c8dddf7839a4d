//! The adapter: one file for the one AWS operation that notify calls.

mod publish;

use crate::Publish;
use deskport_aws::client;
use deskport_shared::error::Failure;
use deskport_shared::message::Message;
use std::env;

/// Amazon SNS, and the topic.
#[derive(Clone, Debug)]
pub struct Aws {
    sns: aws_sdk_sns::Client,
    topic_arn: String,
}

impl Aws {
    /// A client, and the topic that the variable `TOPIC_ARN` names.
    ///
    /// # Errors
    /// Where the variable is missing: a notification would go nowhere.
    pub fn from_environment(config: &aws_config::SdkConfig) -> Result<Self, String> {
        let topic_arn =
            env::var("TOPIC_ARN").map_err(|_| "the environment variable TOPIC_ARN is missing".to_owned())?;
        Ok(Self::new(config, topic_arn))
    }

    /// A client for this topic.
    pub fn new(config: &aws_config::SdkConfig, topic_arn: String) -> Self {
        Self { sns: client!(aws_sdk_sns, config, [publish::PublishError => Publish]), topic_arn }
    }
}

impl Publish for Aws {
    async fn publish(&self, message: &Message) -> Result<String, Failure> {
        publish::call(&self.sns, &self.topic_arn, message).await
    }
}
