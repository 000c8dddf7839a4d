//! appstream:DeleteImage: by name, since AppStream takes nothing else. It is sent once, right after the look that found the
//! image failed: the SDK does not repeat it, since a repeated call could meet an image that was made anew meanwhile.

use aws_sdk_appstream::Client;
use aws_sdk_appstream::config::Builder;
use aws_sdk_appstream::config::retry::RetryConfig;
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;

/// Deletes an image. One that is gone already is a success.
pub(super) async fn by_name(client: &Client, name: &str) -> Result<(), Failure> {
    let once = Builder::default().retry_config(RetryConfig::disabled());
    match client.delete_image().name(name).customize().config_override(once).send().await {
        Ok(_) => Ok(()),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(()),
        Err(error) => Err(failure(Call::DeleteImage, &error)),
    }
}
