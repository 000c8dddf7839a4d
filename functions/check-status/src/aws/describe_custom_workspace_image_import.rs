//! workspaces:DescribeCustomWorkspaceImageImport: the images of ImportCustomWorkspaceImage.

use aws_sdk_workspaces::Client;
use aws_sdk_workspaces::operation::describe_custom_workspace_image_import::DescribeCustomWorkspaceImageImportOutput;
use aws_sdk_workspaces::types::CustomWorkspaceImageImportState as State;
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;
use deskport_shared::job::Look;
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::StepError;

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
                let code = detail.error_code().map(str::to_owned);
                (code, detail.error_message().unwrap_or_default().to_owned())
            });
            let summary = (None, answer.state_message().unwrap_or_default().to_owned());
            let all = details.chain([summary]).collect();
            Look::failed(state, StepError::all(OperationName::ImportCustomWorkspaceImage, all))
        }
        // Twelve states come before, and AWS adds more: an image in an unknown state is still running.
        _ => Look::in_progress(state, answer.progress_percentage().and_then(|p| u8::try_from(p).ok())),
    }
}
