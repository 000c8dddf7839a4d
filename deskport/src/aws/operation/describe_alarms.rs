//! cloudwatch:DescribeAlarms: alarms that are on.

use crate::aws::Session;
use crate::aws::query::CLOUDWATCH;
use crate::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    metric_alarms: Vec<Alarm>,
    next_token: Option<String>,
}

/// An alarm.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Alarm {
    /// Its name.
    #[serde(rename = "AlarmName")]
    pub(crate) name: String,
    /// What it is about.
    #[serde(rename = "AlarmDescription", default)]
    pub(crate) description: String,
}

/// The alarms whose names begin so and that are in the state ALARM.
pub(crate) async fn call(aws: &Session, prefix: &str) -> Result<Vec<Alarm>, Trouble> {
    let (mut found, mut next) = (Vec::new(), None::<String>);
    loop {
        let mut asked = json!({ "AlarmNamePrefix": prefix, "StateValue": "ALARM", "MaxRecords": 100 });
        if let (Some(members), Some(token)) = (asked.as_object_mut(), next) {
            members.insert("NextToken".to_owned(), token.into());
        }
        let page: Page = CLOUDWATCH.call(aws, "DescribeAlarms", &asked).await?;
        found.extend(page.metric_alarms);
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// The members are those of CloudWatch's API Reference, MetricAlarm.
    #[tokio::test]
    async fn pages_are_followed() {
        let first = r#"{ "CompositeAlarms": [], "MetricAlarms": [ { "AlarmName": "a", "AlarmDescription": "See b",
            "StateValue": "ALARM", "StateUpdatedTimestamp": 1.7e9, "Threshold": 1.0 } ], "NextToken": "more" }"#;
        let (wire, aws) =
            Wire::answering(&[(200, first), (200, r#"{ "MetricAlarms": [ { "AlarmName": "c" } ] }"#)]);
        let found = call(&aws, "deskport-").await.unwrap();
        let found: Vec<_> =
            found.iter().map(|alarm| (alarm.name.as_str(), alarm.description.as_str())).collect();
        assert_eq!(found, [("a", "See b"), ("c", "")]);
        let asked = wire.asked.lock().unwrap();
        assert!(asked[0].2.contains(r#""StateValue":"ALARM""#) && !asked[0].2.contains("NextToken"));
        assert!(asked[1].2.contains(r#""NextToken":"more""#));
    }
}
