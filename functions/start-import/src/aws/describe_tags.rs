//! workspaces:DescribeTags.

use aws_sdk_workspaces::Client;
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;
use std::collections::HashMap;

/// An image's tags.
pub(super) async fn all(client: &Client, image_id: &str) -> Result<HashMap<String, String>, Failure> {
    let answer = client
        .describe_tags()
        .resource_id(image_id)
        .send()
        .await
        .map_err(|error| failure(Call::DescribeTags, &error))?;
    let tags = answer.tag_list().iter();
    Ok(tags.map(|tag| (tag.key().to_owned(), tag.value().unwrap_or_default().to_owned())).collect())
}
