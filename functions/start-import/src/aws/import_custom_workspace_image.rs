//! workspaces:ImportCustomWorkspaceImage.

use super::{started, workspaces_tags};
use crate::ports::{Made, OwnTag};
use aws_sdk_workspaces::Client;
use aws_sdk_workspaces::types::{
    CustomImageProtocol, ImageComputeType, ImageSourceIdentifier, ImageValidationMode, OsVersion, Platform,
};
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;
use deskport_shared::operation::{ImageSource, ImportCustomWorkspaceImage};

pub(super) async fn call(
    client: &Client,
    body: &ImportCustomWorkspaceImage,
    own: &[OwnTag],
) -> Result<Made, Failure> {
    let source = match &body.image_source {
        ImageSource::Ec2ImportTaskId(id) => ImageSourceIdentifier::Ec2ImportTaskId(id.clone()),
        ImageSource::ImageBuildVersionArn(arn) => ImageSourceIdentifier::ImageBuildVersionArn(arn.clone()),
        ImageSource::Ec2ImageId(id) => ImageSourceIdentifier::Ec2ImageId(id.clone()),
    };
    let answer = client
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
    Ok(started(answer.image_id()))
}
