//! appstream:DeleteImage: by its name, which is all that AppStream takes. AppStream refuses to delete an image that is
//! still being made, so one that another run has made anew meanwhile is safe.

use aws_sdk_appstream::Client;
use deskport_runtime::{Call, failure};
use deskport_shared::error::Failure;

/// Deletes an image. One that is gone already is what was wanted.
pub(super) async fn by_name(client: &Client, name: &str) -> Result<(), Failure> {
    match client.delete_image().name(name).send().await {
        Ok(_) => Ok(()),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(()),
        Err(error) => Err(failure(Call::DeleteImage, &error)),
    }
}
