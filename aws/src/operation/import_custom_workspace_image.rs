//! workspaces:ImportCustomWorkspaceImage.

use super::workspaces_tags;
use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::image::{Made, OwnTag, started};
use crate::operation::Call;
use crate::service::Workspaces;
use aws_sdk_workspaces::types::{
    CustomImageProtocol, ImageComputeType, ImageSourceIdentifier, ImageValidationMode, OsVersion, Platform,
};
use deskport_shared::error::Class::{QuotaExceeded, Rejected};
use deskport_shared::error::Failure;
use deskport_shared::operation::{ImageSource, ImportCustomWorkspaceImage};

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("OperationNotSupportedException", Fails(Rejected)),
    ("ResourceAlreadyExistsException", Expected),
    ("ResourceLimitExceededException", Fails(QuotaExceeded)),
    ("ResourceNotFoundException", Fails(Rejected)),
];

/// Starts the import of a source.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn call(
    aws: &Workspaces,
    body: &ImportCustomWorkspaceImage,
    own: &[OwnTag],
) -> Result<Made, Failure> {
    let source = match &body.image_source {
        ImageSource::Ec2ImportTaskId(id) => ImageSourceIdentifier::Ec2ImportTaskId(id.clone()),
        ImageSource::ImageBuildVersionArn(arn) => ImageSourceIdentifier::ImageBuildVersionArn(arn.clone()),
        ImageSource::Ec2ImageId(id) => ImageSourceIdentifier::Ec2ImageId(id.clone()),
    };
    let output = aws
        .0
        .import_custom_workspace_image()
        .image_name(&body.image_name)
        .image_description(&body.image_description)
        .compute_type(ImageComputeType::from(body.compute_type.as_str()))
        .protocol(CustomImageProtocol::from(body.protocol.as_str()))
        .image_source(source)
        .infrastructure_configuration_arn(&body.infrastructure_configuration_arn)
        .platform(Platform::from(body.platform.as_str()))
        .os_version(OsVersion::from(body.os_version.as_str()))
        .set_tags(Some(workspaces_tags(&body.tags, own)?))
        .set_image_validation_mode(body.image_validation_mode.as_deref().map(ImageValidationMode::from))
        .send()
        .await
        .map_err(|error| failure(Call::ImportCustomWorkspaceImage, &error))?;
    Ok(started(output.image_id()))
}
