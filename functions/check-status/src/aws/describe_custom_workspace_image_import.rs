//! workspaces:DescribeCustomWorkspaceImageImport: the images of ImportCustomWorkspaceImage.

use super::error;
use aws_sdk_workspaces::Client;
use aws_sdk_workspaces::operation::describe_custom_workspace_image_import::DescribeCustomWorkspaceImageImportOutput;
use aws_sdk_workspaces::types::CustomWorkspaceImageImportState as State;
use deskport_runtime::{Call, failure};
use deskport_shared::error::Failure;
use deskport_shared::job::Look;

pub(super) async fn look(client: &Client, image_id: &str) -> Result<Option<Look>, Failure> {
    match client.describe_custom_workspace_image_import().image_id(image_id).send().await {
        Ok(answer) => Ok(Some(read(&answer))),
        Err(e) if e.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(None),
        Err(e) => Err(failure(Call::DescribeCustomWorkspaceImageImport, &e)),
    }
}

fn read(answer: &DescribeCustomWorkspaceImageImportOutput) -> Look {
    let state = answer.state().map_or("none", State::as_str);
    match answer.state() {
        Some(State::Completed) => Look::succeeded(state),
        Some(State::Error) => {
            let details = answer.error_details().iter().map(|detail| {
                let code = detail.error_code().unwrap_or(super::NO_CODE);
                (code.to_owned(), detail.error_message().unwrap_or_default().to_owned())
            });
            Look::failed(state, error(details.collect(), (None, answer.state_message())))
        }
        // Twelve states come before, and AWS adds more: an image in an unknown state is still running.
        _ => Look::in_progress(state, answer.progress_percentage().and_then(|p| u8::try_from(p).ok())),
    }
}
