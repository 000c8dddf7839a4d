//! appstream:DescribeImagePermissions: what an account may do with an image.

use crate::classify::failure;
use crate::errors::Meaning::Expected;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::AppStream;
use deskport_shared::error::Failure;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[("ResourceNotFoundException", Expected)];

/// Whether an account may use an image for fleets, and for image builders; `None` where there is no such image.
///
/// # Errors
/// The class of AppStream's error.
pub async fn of(aws: &AppStream, image: &str, account: &str) -> Result<Option<(bool, bool)>, Failure> {
    match aws.0.describe_image_permissions().name(image).shared_aws_account_ids(account).send().await {
        Ok(output) => {
            let mut shared = output.shared_image_permissions_list().iter();
            let found = shared.find(|one| one.shared_account_id() == Some(account));
            let permissions = found.and_then(|one| one.image_permissions());
            let may = |read: fn(&aws_sdk_appstream::types::ImagePermissions) -> Option<bool>| {
                permissions.and_then(read).unwrap_or(false)
            };
            Ok(Some((may(|one| one.allow_fleet()), may(|one| one.allow_image_builder()))))
        }
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
            Ok(None)
        }
        Err(error) => Err(failure(Call::DescribeImagePermissions, &error)),
    }
}
