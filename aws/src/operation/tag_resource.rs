//! appstream:TagResource.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::AppStream;
use deskport_shared::error::Class::{QuotaExceeded, Rejected, ServiceUnavailable};
use deskport_shared::error::Failure;

/// What each error means that the model has. The image or fleet was seen a moment before: it is not known everywhere yet, or is gone.
pub(crate) const ERRORS: &[Row] = &[
    ("InvalidAccountStatusException", Fails(Rejected)),
    ("LimitExceededException", Fails(QuotaExceeded)),
    ("ResourceNotFoundException", Fails(ServiceUnavailable)),
];

/// Sets tags of an image or a fleet.
///
/// # Errors
/// The class of AppStream's error.
pub async fn set(aws: &AppStream, arn: &str, tags: &[(&str, &str)]) -> Result<(), Failure> {
    let call = aws.0.tag_resource().resource_arn(arn);
    let call = tags.iter().fold(call, |call, (key, value)| call.tags(*key, *value));
    call.send().await.map(drop).map_err(|error| failure(Call::TagResource, &error))
}
