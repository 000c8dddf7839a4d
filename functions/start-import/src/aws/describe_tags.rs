//! workspaces:DescribeTags.

use aws_sdk_workspaces::Client;
use deskport_runtime::failure;
use deskport_shared::error::Failure;

/// The value of one tag of an image.
pub(super) async fn value(client: &Client, image_id: &str, key: &str) -> Result<Option<String>, Failure> {
    let answer =
        client.describe_tags().resource_id(image_id).send().await.map_err(|error| failure(&error))?;
    let tag = answer.tag_list().iter().find(|tag| tag.key() == key);
    Ok(tag.and_then(|tag| tag.value()).map(str::to_owned))
}
