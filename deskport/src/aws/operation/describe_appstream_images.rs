//! appstream:DescribeImages: the images that the account has in this Region.

use crate::aws::Session;
use crate::aws::query::APPSTREAM;
use crate::trouble::Trouble;
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    #[serde(default)]
    images: Vec<Image>,
    next_token: Option<String>,
}

/// An image.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Image {
    /// Its name.
    pub(crate) name: Option<String>,
    /// Its state, as AWS names it.
    pub(crate) state: Option<String>,
}

/// The account's own: neither AWS's nor shared by others.
pub(crate) async fn own(aws: &Session) -> Result<Vec<Image>, Trouble> {
    let (mut found, mut next) = (Vec::new(), None::<String>);
    loop {
        let asked = match next {
            None => json!({ "Type": "PRIVATE", "MaxResults": 25 }),
            Some(token) => json!({ "Type": "PRIVATE", "MaxResults": 25, "NextToken": token }),
        };
        let page: Page = APPSTREAM.call(aws, "DescribeImages", &asked).await?;
        found.extend(page.images);
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
    async fn the_images_of_all_pages_are_there() {
        let first = r#"{ "Images": [ { "Name": "a" }, { "Name": "b" } ], "NextToken": "2" }"#;
        let (wire, aws) = Wire::answering(&[(200, first), (200, r#"{ "Images": [ {} ] }"#)]);
        let names: Vec<_> = own(&aws).await.unwrap().into_iter().map(|image| image.name).collect();
        assert_eq!(names, [Some("a".to_owned()), Some("b".to_owned()), None]);
        let asked = wire.asked.lock().unwrap();
        assert!(asked[0].1.contains("\nPhotonAdminProxyService.DescribeImages\n"), "{asked:?}");
        assert_eq!(asked[1].2, r#"{"Type":"PRIVATE","MaxResults":25,"NextToken":"2"}"#);
    }
}
