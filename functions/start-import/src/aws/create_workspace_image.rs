//! workspaces:CreateWorkspaceImage.

use super::{started, workspaces_tags};
use crate::ports::{Made, OwnTag};
use aws_sdk_workspaces::Client;
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;
use deskport_shared::operation::CreateWorkspaceImage;

pub(super) async fn call(
    client: &Client,
    body: &CreateWorkspaceImage,
    own: &[OwnTag],
) -> Result<Made, Failure> {
    let answer = client
        .create_workspace_image()
        .name(&body.name)
        .description(&body.description)
        .workspace_id(&body.workspace_id)
        .set_tags(Some(workspaces_tags(&body.tags, own)?))
        .send()
        .await
        .map_err(|error| failure(Call::CreateWorkspaceImage, &error))?;
    Ok(started(answer.image_id()))
}
