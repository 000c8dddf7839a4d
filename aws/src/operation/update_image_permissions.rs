//! appstream:UpdateImagePermissions.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::AppStream;
use aws_sdk_appstream::types::ImagePermissions;
use deskport_shared::error::Class::{Rejected, ServiceUnavailable};
use deskport_shared::error::Failure;
use deskport_shared::operation::UpdateImagePermissions;

/// What each error means that the model has. An image is shared with 100 accounts at most: no slot frees by itself.
pub(crate) const ERRORS: &[Row] = &[
    ("LimitExceededException", Fails(Rejected)),
    ("ResourceNotAvailableException", Fails(ServiceUnavailable)),
    ("ResourceNotFoundException", Fails(Rejected)),
];

/// Says what an account may do with an image.
///
/// # Errors
/// The class of AppStream's error.
pub async fn call(aws: &AppStream, body: &UpdateImagePermissions) -> Result<(), Failure> {
    let permissions = ImagePermissions::builder()
        .set_allow_fleet(body.image_permissions.allow_fleet)
        .set_allow_image_builder(body.image_permissions.allow_image_builder)
        .build();
    let call = aws
        .0
        .update_image_permissions()
        .set_name(body.name.clone())
        .shared_account_id(&body.shared_account_id)
        .image_permissions(permissions);
    call.send().await.map(drop).map_err(|error| failure(Call::UpdateImagePermissions, &error))
}
