//! sqs:GetQueueAttributes: how many messages a queue holds.

use crate::aws::Session;
use crate::aws::query::SQS;
use crate::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// Messages to be received, being received, and not to be received yet.
const COUNTS: [&str; 3] = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
];

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    #[serde(default)]
    attributes: BTreeMap<String, String>,
}

/// How many, about: SQS counts within a minute.
pub(crate) async fn call(aws: &Session, queue: &str) -> Result<u64, Trouble> {
    let asked = json!({ "QueueUrl": queue, "AttributeNames": COUNTS });
    let Response { attributes } = SQS.call(aws, "GetQueueAttributes", &asked).await?;
    let counts = COUNTS.iter().filter_map(|name| attributes.get(*name)?.parse::<u64>().ok());
    Ok(counts.fold(0, u64::saturating_add))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// Like the example of the Amazon SQS API Reference (JSON).
    #[tokio::test]
    async fn all_messages_count() {
        let answer = r#"{ "Attributes": { "ApproximateNumberOfMessages": "2", "ApproximateNumberOfMessagesNotVisible": "1",
            "ApproximateNumberOfMessagesDelayed": "0" } }"#;
        let (wire, aws) = Wire::answering(&[(200, answer), (200, "{}")]);
        let queue = "https://sqs.us-east-1.amazonaws.com/177715257436/MyQueue/";
        assert_eq!((call(&aws, queue).await, call(&aws, queue).await), (Ok(3), Ok(0)));
        let asked = wire.asked.lock().unwrap();
        assert!(asked[0].2.starts_with(&format!(
            r#"{{"QueueUrl":"{queue}","AttributeNames":["ApproximateNumberOfMessages","#
        )));
    }
}
