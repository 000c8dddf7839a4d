//! appstream:DescribeImages: how many images the account has in this Region.

use crate::aws::Session;
use crate::aws::query::APPSTREAM;
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

/// How many are the account's own: neither AWS's nor shared by others.
pub(crate) async fn count(aws: &Session) -> Result<usize, Trouble> {
    let (mut count, mut next) = (0, None::<String>);
    loop {
        let asked = match next {
            None => json!({ "Type": "PRIVATE", "MaxResults": 25 }),
            Some(token) => json!({ "Type": "PRIVATE", "MaxResults": 25, "NextToken": token }),
        };
        let page: Page = APPSTREAM.call(aws, "DescribeImages", &asked).await?;
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
        assert!(asked[0].1.contains("\nPhotonAdminProxyService.DescribeImages\n"), "{asked:?}");
        assert_eq!(asked[1].2, r#"{"Type":"PRIVATE","MaxResults":25,"NextToken":"2"}"#);
    }
}
