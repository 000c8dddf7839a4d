//! workspaces:ImportWorkspaceImage.

use super::{started, workspaces_tags};
use crate::ports::{Made, OwnTag};
use aws_sdk_workspaces::Client;
use aws_sdk_workspaces::types::{Application, WorkspaceImageIngestionProcess};
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;
use deskport_shared::operation::ImportWorkspaceImage;

pub(super) async fn call(
    client: &Client,
    body: &ImportWorkspaceImage,
    own: &[OwnTag],
) -> Result<Made, Failure> {
    let applications: Vec<_> = body.applications.iter().map(|a| Application::from(a.as_str())).collect();
    let answer = client
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
    Ok(started(answer.image_id()))
}
