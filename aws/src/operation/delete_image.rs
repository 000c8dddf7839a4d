//! appstream:DeleteImage: by name, since AppStream takes nothing else. It is sent once, right after the look that found the
//! image failed: the SDK does not repeat it, since a repeated call could meet an image that was made anew meanwhile.

use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::operation::Call;
use crate::service::AppStream;
use aws_sdk_appstream::config::Builder;
use aws_sdk_appstream::config::retry::RetryConfig;
use deskport_shared::error::Class::{Rejected, ServiceUnavailable};
use deskport_shared::error::Failure;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("ConcurrentModificationException", Fails(ServiceUnavailable)),
    ("OperationNotPermittedException", Fails(Rejected)),
    ("ResourceInUseException", Fails(Rejected)),
    ("ResourceNotFoundException", Expected),
];

/// Deletes an image. One that is gone already is a success.
///
/// # Errors
/// The class of AppStream's error.
pub async fn by_name(aws: &AppStream, name: &str) -> Result<(), Failure> {
    let once = Builder::default().retry_config(RetryConfig::disabled());
    match aws.0.delete_image().name(name).customize().config_override(once).send().await {
        Ok(_) => Ok(()),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(()),
        Err(error) => Err(failure(Call::DeleteImage, &error)),
    }
}
