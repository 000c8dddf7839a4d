//! appstream:ListTagsForResource.

use aws_sdk_appstream::Client;
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;
use std::collections::HashMap;

/// An image's tags.
pub(super) async fn all(client: &Client, image_arn: &str) -> Result<HashMap<String, String>, Failure> {
    let answer = client
        .list_tags_for_resource()
        .resource_arn(image_arn)
        .send()
        .await
        .map_err(|error| failure(Call::ListTagsForResource, &error))?;
    Ok(answer.tags.unwrap_or_default())
}
