//! appstream:CopyImage, called in the Region of the image.

use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::image::Made;
use crate::operation::Call;
use crate::service::AppStream;
use deskport_shared::error::Class::{QuotaExceeded, Rejected, ServiceUnavailable};
use deskport_shared::error::Failure;
use deskport_shared::operation::CopyImage;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("IncompatibleImageException", Fails(Rejected)),
    ("InvalidAccountStatusException", Fails(Rejected)),
    ("LimitExceededException", Fails(QuotaExceeded)),
    ("ResourceAlreadyExistsException", Expected),
    ("ResourceNotAvailableException", Fails(ServiceUnavailable)),
    ("ResourceNotFoundException", Fails(Rejected)),
];

/// Starts a copy. The response names it, and neither its ARN nor its tags.
///
/// # Errors
/// The class of AppStream's error.
pub async fn call(aws: &AppStream, body: &CopyImage) -> Result<Made, Failure> {
    let call = aws
        .0
        .copy_image()
        .set_source_image_name(body.source_image_name.clone())
        .destination_image_name(&body.destination_image_name)
        .destination_region(&body.destination_region)
        .set_destination_image_description(body.destination_image_description.clone());
    call.send().await.map(|_| Made::Unnamed).map_err(|error| failure(Call::CopyImage, &error))
}
