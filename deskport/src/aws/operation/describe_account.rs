//! workspaces:DescribeAccount: whether BYOL is on for the account in this Region.

use crate::aws::Session;
use crate::aws::query::WORKSPACES;
use crate::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Response {
    dedicated_tenancy_support: Option<String>,
    dedicated_tenancy_management_cidr_range: Option<String>,
}

/// BYOL, as WorkSpaces has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// Whether it is on.
    pub(crate) byol: bool,
    /// The range of its management network.
    pub(crate) range: Option<String>,
}

/// How the account stands.
pub(crate) async fn call(aws: &Session) -> Result<Account, Trouble> {
    let response: Response = WORKSPACES.call(aws, "DescribeAccount", &json!({})).await?;
    Ok(Account {
        byol: response.dedicated_tenancy_support.as_deref() == Some("ENABLED"),
        range: response.dedicated_tenancy_management_cidr_range,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// The members are those of the Amazon WorkSpaces API Reference.
    #[tokio::test]
    async fn byol_is_on_with_its_range_or_off() {
        let on = r#"{ "DedicatedTenancySupport": "ENABLED", "DedicatedTenancyManagementCidrRange": "10.90.0.0/16" }"#;
        let (wire, aws) =
            Wire::answering(&[(200, on), (200, r#"{ "DedicatedTenancySupport": "DISABLED" }"#)]);
        assert_eq!(call(&aws).await, Ok(Account { byol: true, range: Some("10.90.0.0/16".to_owned()) }));
        assert_eq!(call(&aws).await, Ok(Account { byol: false, range: None }));
        assert!(wire.asked.lock().unwrap()[0].1.contains("\nWorkspacesService.DescribeAccount\n"));
    }
}
