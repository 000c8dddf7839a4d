//! sns:ListSubscriptionsByTopic: who gets what is published to a topic.

use crate::aws::Session;
use crate::aws::query::{List, SNS};
use crate::trouble::Trouble;
use serde::Deserialize;

/// What SNS gives instead of an ARN until a subscription is confirmed.
const PENDING: &str = "PendingConfirmation";
/// And for a while after one that was never confirmed is gone.
const DELETED: &str = "Deleted";

#[derive(Deserialize)]
struct Response {
    #[serde(rename = "ListSubscriptionsByTopicResult")]
    result: Page,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    subscriptions: List<Subscription>,
    next_token: Option<String>,
}

/// A subscription.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Subscription {
    /// An address, or an ARN.
    #[serde(default)]
    pub(crate) endpoint: String,
    /// `email`, `sqs` and so on.
    #[serde(default)]
    pub(crate) protocol: String,
    subscription_arn: String,
}

impl Subscription {
    /// Whether it is confirmed: before that it gets nothing.
    pub(crate) fn is_confirmed(&self) -> bool {
        self.subscription_arn != PENDING
    }
}

/// All of a topic.
pub(crate) async fn call(aws: &Session, topic: &str) -> Result<Vec<Subscription>, Trouble> {
    let (mut found, mut next) = (Vec::new(), None::<String>);
    loop {
        let mut page = vec![("TopicArn".to_owned(), topic.to_owned())];
        page.extend(next.map(|token| ("NextToken".to_owned(), token)));
        let Response { result } = SNS.call(aws, "ListSubscriptionsByTopic", &page).await?;
        found.extend(result.subscriptions.all.into_iter().filter(|one| one.subscription_arn != DELETED));
        next = result.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// Like the sample of the Amazon SNS API Reference; a subscription that waits has no ARN yet.
    #[tokio::test]
    async fn a_subscription_is_confirmed_or_waits() {
        let sample = r#"<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">
            <ListSubscriptionsByTopicResult><Subscriptions>
              <member><TopicArn>arn:t</TopicArn><Protocol>email</Protocol><Owner>123456789012</Owner>
                <SubscriptionArn>arn:aws:sns:us-east-2:123456789012:My-Topic:80289ba6</SubscriptionArn>
                <Endpoint>example@amazon.com</Endpoint></member>
              <member><TopicArn>arn:t</TopicArn><Protocol>https</Protocol><SubscriptionArn>PendingConfirmation</SubscriptionArn>
                <Endpoint>https://example.com/?a=1&amp;b=2</Endpoint></member>
              <member><Protocol>email</Protocol><SubscriptionArn>Deleted</SubscriptionArn><Endpoint>gone@example.com</Endpoint></member>
            </Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>"#;
        let none = "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions/>\
                    </ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>";
        let (_, aws) = Wire::answering(&[(200, sample), (200, none)]);
        let found = call(&aws, "arn:t").await.unwrap();
        let found: Vec<_> = found.iter().map(|one| (one.endpoint.as_str(), one.is_confirmed())).collect();
        assert_eq!(found, [("example@amazon.com", true), ("https://example.com/?a=1&b=2", false)]);
        assert!(call(&aws, "arn:t").await.unwrap().is_empty());
    }
}
