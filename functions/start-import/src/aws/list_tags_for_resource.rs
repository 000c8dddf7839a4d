//! appstream:ListTagsForResource.

use aws_sdk_appstream::Client;
use deskport_runtime::failure;
use deskport_shared::error::Failure;

/// The value of one tag of an image.
pub(super) async fn value(client: &Client, image_arn: &str, key: &str) -> Result<Option<String>, Failure> {
    let answer = client
        .list_tags_for_resource()
        .resource_arn(image_arn)
        .send()
        .await
        .map_err(|error| failure(&error))?;
    Ok(answer.tags().and_then(|tags| tags.get(key)).cloned())
}
