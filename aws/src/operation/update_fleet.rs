//! appstream:UpdateFleet.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::AppStream;
use deskport_shared::error::Class::{QuotaExceeded, Rejected, ServiceUnavailable, Throttled};
use deskport_shared::error::Failure;

/// What each error means that the model has. A fleet that is busy, and an image that became AVAILABLE a moment ago, are waited
/// for.
pub(crate) const ERRORS: &[Row] = &[
    ("ConcurrentModificationException", Fails(ServiceUnavailable)),
    ("IncompatibleImageException", Fails(Rejected)),
    ("InvalidAccountStatusException", Fails(Rejected)),
    ("InvalidParameterCombinationException", Fails(Rejected)),
    ("InvalidRoleException", Fails(Rejected)),
    ("LimitExceededException", Fails(QuotaExceeded)),
    ("OperationNotPermittedException", Fails(Rejected)),
    ("RequestLimitExceededException", Fails(Throttled)),
    ("ResourceInUseException", Fails(ServiceUnavailable)),
    ("ResourceNotAvailableException", Fails(ServiceUnavailable)),
    ("ResourceNotFoundException", Fails(Rejected)),
];

/// Gives a fleet another image, by its ARN, and changes nothing else of it.
///
/// # Errors
/// The class of AppStream's error.
pub async fn image(aws: &AppStream, fleet: &str, image_arn: &str) -> Result<(), Failure> {
    let call = aws.0.update_fleet().name(fleet).image_arn(image_arn);
    call.send().await.map(drop).map_err(|error| failure(Call::UpdateFleet, &error))
}
