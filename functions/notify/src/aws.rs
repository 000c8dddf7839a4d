//! The ports over AWS: the topics, and what a link to the approval page is made of.

use crate::{Page, Publish, Topic};
use deskport_aws::Sns;
use deskport_aws::config::SdkConfig;
use deskport_aws::operation::publish;
use deskport_shared::error::{Class, Failure};
use deskport_shared::link::RANDOM;
use deskport_shared::message::Message;
use std::env;

/// The ARNs of the topics.
#[derive(Clone, Debug)]
pub struct Topics {
    /// For how runs end.
    pub notifications: String,
    /// For questions.
    pub approvals: String,
    /// For chat, where there is one.
    pub chat: Option<String>,
}

/// Amazon SNS, the topics and the approval page.
#[derive(Clone, Debug)]
pub struct Aws {
    sns: Sns,
    topics: Topics,
    page: Option<String>,
}

impl Aws {
    /// A client, the topics that the variables `TOPIC_ARN`, `APPROVAL_TOPIC_ARN` and `CHAT_TOPIC_ARN` name, and the page of
    /// `APPROVAL_PAGE_URL`; the last two are empty where there is none.
    ///
    /// # Errors
    /// Where a variable is missing: a notification would go nowhere, or a question to people who are not to answer it.
    pub fn from_environment(config: &SdkConfig) -> Result<Self, String> {
        let read = |name| env::var(name).map_err(|_| format!("the environment variable {name} is missing"));
        let optional = |name| read(name).map(|value| Some(value).filter(|value| !value.is_empty()));
        let topics = Topics {
            notifications: read("TOPIC_ARN")?,
            approvals: read("APPROVAL_TOPIC_ARN")?,
            chat: optional("CHAT_TOPIC_ARN")?,
        };
        let page = optional("APPROVAL_PAGE_URL")?;
        Ok(Self::new(config, topics, page))
    }

    /// A client for these topics and this page.
    pub fn new(config: &SdkConfig, topics: Topics, page: Option<String>) -> Self {
        Self { sns: Sns::new(config), topics, page }
    }
}

impl Publish for Aws {
    async fn publish(&self, topic: Topic, message: &Message) -> Result<String, Failure> {
        let arn = match topic {
            Topic::Notifications => &self.topics.notifications,
            Topic::Approvals => &self.topics.approvals,
        };
        publish::call(&self.sns, arn, message).await
    }

    async fn report_to_chat(&self, text: &str) -> Result<(), Failure> {
        match &self.topics.chat {
            Some(topic) => publish::text(&self.sns, topic, text).await.map(drop),
            None => Ok(()),
        }
    }
}

impl Page for Aws {
    fn url(&self) -> Option<&str> {
        self.page.as_deref()
    }

    fn random(&self) -> Result<[u8; RANDOM], Failure> {
        let mut bytes = [0; RANDOM];
        match getrandom::getrandom(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) => Err(Failure::own(Class::ServiceUnavailable, format!("no random bytes: {error}"))),
        }
    }

    fn approval_topic(&self) -> &str {
        &self.topics.approvals
    }
}
