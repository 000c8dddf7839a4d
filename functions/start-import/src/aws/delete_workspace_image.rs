//! workspaces:DeleteWorkspaceImage.

use aws_sdk_workspaces::Client;
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;

/// Deletes an image. One that is gone already is a success.
pub(super) async fn by_id(client: &Client, image_id: &str) -> Result<(), Failure> {
    match client.delete_workspace_image().image_id(image_id).send().await {
        Ok(_) => Ok(()),
        Err(error) => match failure(Call::DeleteWorkspaceImage, &error) {
            // The model lists no such error for this operation; but an id that is not there must return some error.
            gone if gone.code == "ResourceNotFoundException" => Ok(()),
            failure => Err(failure),
        },
    }
}
