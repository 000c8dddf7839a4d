//! servicequotas:ListServiceQuotas: the account's quotas of a service in this Region.

use crate::aws::Session;
use crate::aws::query::SERVICE_QUOTAS;
use crate::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    quotas: Vec<Quota>,
    next_token: Option<String>,
}

/// A quota.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Quota {
    quota_name: Option<String>,
    value: Option<f64>,
}

/// The quota of this name, in any letter case; `None` where Service Quotas has none.
pub(crate) async fn call(aws: &Session, service: &str, name: &str) -> Result<Option<f64>, Trouble> {
    let mut next = None::<String>;
    loop {
        let mut asked = json!({ "ServiceCode": service, "MaxResults": 100 });
        if let (Some(members), Some(token)) = (asked.as_object_mut(), next) {
            members.insert("NextToken".to_owned(), token.into());
        }
        let page: Page = SERVICE_QUOTAS.call(aws, "ListServiceQuotas", &asked).await?;
        let named = |quota: &&Quota| {
            quota.quota_name.as_deref().is_some_and(|given| given.eq_ignore_ascii_case(name))
        };
        if let Some(quota) = page.quotas.iter().find(named) {
            return Ok(quota.value);
        }
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// The members are those of the Service Quotas API Reference, ServiceQuota; the names and codes those of the AppStream guide.
    #[tokio::test]
    async fn a_quota_is_found_by_its_name_on_any_page() {
        let first = r#"{ "NextToken": "2", "Quotas": [ { "ServiceCode": "appstream2", "ServiceName": "Amazon AppStream 2.0",
            "QuotaArn": "arn:aws:servicequotas:us-east-1:1:appstream2/L-3FEADC0C", "QuotaCode": "L-3FEADC0C", "QuotaName": "Fleets",
            "Value": 10.0, "Unit": "None", "Adjustable": true, "GlobalQuota": false } ] }"#;
        let second = r#"{ "Quotas": [ { "QuotaName": "Images", "Value": 12.0 }, { "QuotaName": "Image builders" } ] }"#;
        let (wire, aws) = Wire::answering(&[(200, first), (200, second), (200, second)]);
        assert_eq!(call(&aws, "appstream2", "Images").await, Ok(Some(12.0)));
        assert_eq!(call(&aws, "appstream2", "Stacks").await, Ok(None));
        let asked = wire.asked.lock().unwrap();
        assert!(
            asked[0].1.contains("\nServiceQuotasV20190624.ListServiceQuotas\napplication/x-amz-json-1.1\n"),
            "{asked:?}"
        );
        assert_eq!(asked[1].2, r#"{"ServiceCode":"appstream2","MaxResults":100,"NextToken":"2"}"#);
    }
}
