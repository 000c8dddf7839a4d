//! workspaces:ImportWorkspaceImage.

use super::workspaces_tags;
use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::image::{Made, OwnTag, started};
use crate::operation::Call;
use crate::service::Workspaces;
use aws_sdk_workspaces::types::{Application, WorkspaceImageIngestionProcess};
use deskport_shared::error::Class::{QuotaExceeded, Rejected};
use deskport_shared::error::Failure;
use deskport_shared::operation::ImportWorkspaceImage;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("OperationNotSupportedException", Fails(Rejected)),
    ("ResourceAlreadyExistsException", Expected),
    ("ResourceLimitExceededException", Fails(QuotaExceeded)),
    ("ResourceNotFoundException", Fails(Rejected)),
];

/// Starts the import of an AMI.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn call(aws: &Workspaces, body: &ImportWorkspaceImage, own: &[OwnTag]) -> Result<Made, Failure> {
    let applications: Vec<_> = body.applications.iter().map(|a| Application::from(a.as_str())).collect();
    let output = aws
        .0
        .import_workspace_image()
        .ec2_image_id(&body.ec2_image_id)
        .ingestion_process(WorkspaceImageIngestionProcess::from(body.ingestion_process.as_str()))
        .image_name(&body.image_name)
        .image_description(&body.image_description)
        .set_tags(Some(workspaces_tags(&body.tags, own)?))
        .set_applications((!applications.is_empty()).then_some(applications))
        .send()
        .await
        .map_err(|error| failure(Call::ImportWorkspaceImage, &error))?;
    Ok(started(output.image_id()))
}
