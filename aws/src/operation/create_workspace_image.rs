//! workspaces:CreateWorkspaceImage.

use super::workspaces_tags;
use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::image::{Made, OwnTag, started};
use crate::operation::Call;
use crate::service::Workspaces;
use deskport_shared::error::Class::{QuotaExceeded, Rejected};
use deskport_shared::error::Failure;
use deskport_shared::operation::CreateWorkspaceImage;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("InvalidResourceStateException", Fails(Rejected)),
    ("OperationNotSupportedException", Fails(Rejected)),
    ("ResourceAlreadyExistsException", Expected),
    ("ResourceLimitExceededException", Fails(QuotaExceeded)),
    ("ResourceNotFoundException", Fails(Rejected)),
];

/// Starts the capture of a WorkSpace.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn call(aws: &Workspaces, body: &CreateWorkspaceImage, own: &[OwnTag]) -> Result<Made, Failure> {
    let output = aws
        .0
        .create_workspace_image()
        .name(&body.name)
        .description(&body.description)
        .workspace_id(&body.workspace_id)
        .set_tags(Some(workspaces_tags(&body.tags, own)?))
        .send()
        .await
        .map_err(|error| failure(Call::CreateWorkspaceImage, &error))?;
    Ok(started(output.image_id()))
}
