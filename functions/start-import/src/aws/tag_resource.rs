//! appstream:TagResource.

use aws_sdk_appstream::Client;
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;

/// Sets one of an image's tags.
pub(super) async fn set(client: &Client, image_arn: &str, key: &str, value: &str) -> Result<(), Failure> {
    let call = client.tag_resource().resource_arn(image_arn).tags(key, value);
    call.send().await.map(drop).map_err(|error| failure(Call::TagResource, &error))
}
