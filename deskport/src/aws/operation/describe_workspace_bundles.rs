//! workspaces:DescribeWorkspaceBundles: the bundles that the account has in this Region.

use crate::aws::Session;
use crate::aws::query::WORKSPACES;
use crate::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    bundles: Vec<Bundle>,
    next_token: Option<String>,
}

/// A bundle.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Bundle {
    /// Its id.
    pub(crate) bundle_id: Option<String>,
    /// Its name.
    pub(crate) name: Option<String>,
    /// Its state, as AWS names it.
    pub(crate) state: Option<String>,
}

/// The account's own: without an owner, AWS leaves its own out.
pub(crate) async fn own(aws: &Session) -> Result<Vec<Bundle>, Trouble> {
    let (mut found, mut next) = (Vec::new(), None::<String>);
    loop {
        let asked = next.map_or_else(|| json!({}), |token| json!({ "NextToken": token }));
        let page: Page = WORKSPACES.call(aws, "DescribeWorkspaceBundles", &asked).await?;
        found.extend(page.bundles);
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

    #[tokio::test]
    async fn the_bundles_of_all_pages_are_there() {
        let first = r#"{ "Bundles": [ { "Name": "a" }, { "Name": "b" } ], "NextToken": "2" }"#;
        let (wire, aws) = Wire::answering(&[(200, first), (200, r#"{ "Bundles": [ {} ] }"#)]);
        let names: Vec<_> = own(&aws).await.unwrap().into_iter().map(|bundle| bundle.name).collect();
        assert_eq!(names, [Some("a".to_owned()), Some("b".to_owned()), None]);
        let asked = wire.asked.lock().unwrap();
        assert!(asked[0].1.contains("\nWorkspacesService.DescribeWorkspaceBundles\n"), "{asked:?}");
        assert_eq!(asked[1].2, r#"{"NextToken":"2"}"#);
    }
}
