//! The port over AWS: the topics.

use crate::Publish;
use deskport_aws::Sns;
use deskport_aws::config::SdkConfig;
use deskport_aws::operation::publish;
use deskport_shared::error::Failure;
use deskport_shared::message::Message;
use std::env;

/// Amazon SNS, and the topics.
#[derive(Clone, Debug)]
pub struct Aws {
    sns: Sns,
    topic_arn: String,
    /// The topic for chat, where there is one.
    chat_topic_arn: Option<String>,
}

impl Aws {
    /// A client, and the topics that the variables `TOPIC_ARN` and `CHAT_TOPIC_ARN` name; the latter may be empty.
    ///
    /// # Errors
    /// Where the variable is missing: a notification would go nowhere.
    pub fn from_environment(config: &SdkConfig) -> Result<Self, String> {
        let topic_arn =
            env::var("TOPIC_ARN").map_err(|_| "the environment variable TOPIC_ARN is missing".to_owned())?;
        let chat = env::var("CHAT_TOPIC_ARN").ok().filter(|arn| !arn.is_empty());
        Ok(Self::new(config, topic_arn).with_chat(chat))
    }

    /// A client for this topic.
    pub fn new(config: &SdkConfig, topic_arn: String) -> Self {
        Self { sns: Sns::new(config), topic_arn, chat_topic_arn: None }
    }

    /// The same with a topic for chat.
    #[must_use]
    pub fn with_chat(self, chat_topic_arn: Option<String>) -> Self {
        Self { chat_topic_arn, ..self }
    }
}

impl Publish for Aws {
    async fn publish(&self, message: &Message) -> Result<String, Failure> {
        publish::call(&self.sns, &self.topic_arn, message).await
    }

    async fn tell_chat(&self, text: &str) -> Result<(), Failure> {
        match &self.chat_topic_arn {
            Some(topic) => publish::text(&self.sns, topic, text).await.map(drop),
            None => Ok(()),
        }
    }
}
