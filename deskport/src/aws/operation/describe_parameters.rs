//! ssm:DescribeParameters: parameters without their values, but with their tier and key. AWS takes `"*"` alone as its resource.

use super::get_parameter::moment;
use crate::aws::Session;
use crate::aws::query::SSM;
use crate::preset::held::{Described, Kind, Tier};
use crate::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;

/// The most that AWS returns at once.
const PAGE: u32 = 50;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    parameters: Vec<Metadata>,
    next_token: Option<String>,
}

/// What AWS says of a parameter.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: i64,
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    tier: String,
    key_id: Option<String>,
    description: Option<String>,
    last_modified_date: Option<f64>,
}

/// Which parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Which<'a> {
    /// The one of that name.
    Name(&'a str),
    /// Those of a folder.
    Path(&'a str),
}

/// All of them.
pub(crate) async fn call(aws: &Session, which: Which<'_>) -> Result<Vec<Described>, Trouble> {
    let (key, option, value) = match which {
        Which::Name(name) => ("Name", "Equals", name),
        Which::Path(path) => ("Path", "OneLevel", path),
    };
    let filters = json!([{ "Key": key, "Option": option, "Values": [value] }]);
    let (mut found, mut next) = (Vec::new(), None::<String>);
    loop {
        let mut asked = json!({ "ParameterFilters": filters, "MaxResults": PAGE });
        if let Some(token) = next {
            asked["NextToken"] = token.into();
        }
        let page: Page = SSM.call(aws, "DescribeParameters", &asked).await?;
        found.extend(page.parameters.into_iter().map(described));
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(found);
        }
    }
}

fn described(parameter: Metadata) -> Described {
    Described {
        parameter: parameter.name,
        version: parameter.version,
        kind: Kind::from_aws(&parameter.r#type),
        tier: Tier::from_aws(&parameter.tier),
        key: parameter.key_id,
        description: parameter.description.filter(|text| !text.is_empty()),
        modified_at: parameter.last_modified_date.and_then(moment),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    /// The members are those of the Systems Manager API Reference, DescribeParameters.
    #[tokio::test]
    async fn every_page_is_read() {
        let first = r#"{ "NextToken": "2", "Parameters": [ { "Name": "/deskport/presets/finance", "Type": "SecureString", "Version": 2,
            "KeyId": "alias/aws/ssm", "Tier": "Advanced", "LastModifiedDate": 1.5, "Policies": [] } ] }"#;
        let second = r#"{ "Parameters": [ { "Name": "/deskport/presets/legal", "Type": "String", "Tier": "Standard", "Version": 1 } ] }"#;
        let (wire, aws) = Wire::answering(&[(200, first), (200, second)]);
        let found = call(&aws, Which::Path("/deskport/presets")).await.unwrap();
        let seen: Vec<_> =
            found.iter().map(|one| (one.parameter.as_str(), one.tier, one.key.as_deref())).collect();
        assert_eq!(
            seen,
            [
                ("/deskport/presets/finance", Tier::Advanced, Some("alias/aws/ssm")),
                ("/deskport/presets/legal", Tier::Standard, None)
            ]
        );
        assert_eq!(
            wire.asked.lock().unwrap()[1].2,
            r#"{"ParameterFilters":[{"Key":"Path","Option":"OneLevel","Values":["/deskport/presets"]}],"MaxResults":50,"NextToken":"2"}"#
        );
    }
}
