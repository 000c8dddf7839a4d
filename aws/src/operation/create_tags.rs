//! workspaces:CreateTags.

use super::workspaces_tags;
use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::image::OwnTag;
use crate::operation::Call;
use crate::service::Workspaces;
use deskport_shared::error::Class::{QuotaExceeded, Rejected};
use deskport_shared::error::Failure;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("ResourceLimitExceededException", Fails(QuotaExceeded)),
    ("ResourceNotFoundException", Fails(Rejected)),
];

/// Sets tags of an image or a bundle.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn set(aws: &Workspaces, resource: &str, tags: &[OwnTag]) -> Result<(), Failure> {
    let call = aws.0.create_tags().resource_id(resource).set_tags(Some(workspaces_tags(&[], tags)?));
    call.send().await.map(drop).map_err(|error| failure(Call::CreateTags, &error))
}
