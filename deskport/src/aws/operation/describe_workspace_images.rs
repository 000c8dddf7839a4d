//! workspaces:DescribeWorkspaceImages: how many images the account has in this Region.

use crate::aws::Session;
use crate::aws::query::WORKSPACES;
use crate::trouble::Trouble;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    images: Vec<IgnoredAny>,
    next_token: Option<String>,
}

/// How many are the account's own: those that others share with it count on their quota.
pub(crate) async fn count(aws: &Session) -> Result<usize, Trouble> {
    let (mut count, mut next) = (0, None::<String>);
    loop {
        let asked = match next {
            None => json!({ "ImageType": "OWNED", "MaxResults": 25 }),
            Some(token) => json!({ "ImageType": "OWNED", "MaxResults": 25, "NextToken": token }),
        };
        let page: Page = WORKSPACES.call(aws, "DescribeWorkspaceImages", &asked).await?;
        count += page.images.len();
        next = page.next_token.filter(|token| !token.is_empty());
        if next.is_none() {
            return Ok(count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::query::wire::Wire;

    #[tokio::test]
    async fn the_images_of_all_pages_count() {
        let first = r#"{ "Images": [ { "Name": "a" }, { "Name": "b" } ], "NextToken": "2" }"#;
        let (wire, aws) = Wire::answering(&[(200, first), (200, r#"{ "Images": [ {} ] }"#)]);
        assert_eq!(count(&aws).await, Ok(3));
        let asked = wire.asked.lock().unwrap();
        assert!(asked[0].1.contains("\nWorkspacesService.DescribeWorkspaceImages\n"), "{asked:?}");
        assert_eq!(asked[1].2, r#"{"ImageType":"OWNED","MaxResults":25,"NextToken":"2"}"#);
    }
}
