//! workspaces:DescribeWorkspaceImages: the images of ImportWorkspaceImage and CreateWorkspaceImage.

use aws_sdk_workspaces::Client;
use aws_sdk_workspaces::types::{WorkspaceImage, WorkspaceImageState};
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;
use deskport_shared::job::Look;
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::StepError;

pub(super) async fn look(
    client: &Client,
    operation: OperationName,
    image_id: &str,
) -> Result<Option<Look>, Failure> {
    let answer = client
        .describe_workspace_images()
        .image_ids(image_id)
        .send()
        .await
        .map_err(|e| failure(Call::DescribeWorkspaceImages, &e))?;
    Ok(answer
        .images()
        .iter()
        .find(|image| image.image_id() == Some(image_id))
        .map(|image| read(image, operation)))
}

fn read(image: &WorkspaceImage, operation: OperationName) -> Look {
    let state = image.state().map_or("none", WorkspaceImageState::as_str);
    match image.state() {
        Some(WorkspaceImageState::Available) => Look::succeeded(state),
        Some(WorkspaceImageState::Error) => {
            let details = image.error_details().iter().map(|detail| {
                let code = detail.error_code().map(|code| code.as_str().to_owned());
                (code, detail.error_message().unwrap_or_default().to_owned())
            });
            let code = image.error_code().map(str::to_owned);
            let summary = (code, image.error_message().unwrap_or_default().to_owned());
            Look::failed(state, StepError::all(operation, details.chain([summary]).collect()))
        }
        // AWS adds states: an image in an unknown state is still running.
        _ => Look::in_progress(state, None),
    }
}
