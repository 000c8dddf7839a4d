//! workspaces:CopyWorkspaceImage, called in the Region that the copy is made in.

use super::workspaces_tags;
use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::image::{Made, OwnTag, started};
use crate::operation::Call;
use crate::service::Services;
use deskport_shared::error::Class::{QuotaExceeded, Rejected, ServiceUnavailable};
use deskport_shared::error::Failure;
use deskport_shared::operation::CopyWorkspaceImage;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("OperationNotSupportedException", Fails(Rejected)),
    ("ResourceAlreadyExistsException", Expected),
    ("ResourceLimitExceededException", Fails(QuotaExceeded)),
    ("ResourceNotFoundException", Fails(Rejected)),
    ("ResourceUnavailableException", Fails(ServiceUnavailable)),
];

/// Starts a copy. A body that names no Region copies from the function's own.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn call(aws: &Services, body: &CopyWorkspaceImage, own: &[OwnTag]) -> Result<Made, Failure> {
    let from = body.source_region.as_deref().unwrap_or(aws.own_region());
    let output = aws
        .workspaces
        .0
        .copy_workspace_image()
        .name(&body.name)
        .set_description(body.description.clone())
        .set_source_image_id(body.source_image_id.clone())
        .source_region(from)
        .set_tags(Some(workspaces_tags(&body.tags, own)?))
        .send()
        .await
        .map_err(|error| failure(Call::CopyWorkspaceImage, &error))?;
    Ok(started(output.image_id()))
}
