//! workspaces:DescribeCustomWorkspaceImageImport: the images of ImportCustomWorkspaceImage.

use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use aws_sdk_workspaces::operation::describe_custom_workspace_image_import::DescribeCustomWorkspaceImageImportOutput;
use aws_sdk_workspaces::types::CustomWorkspaceImageImportState as State;
use deskport_shared::error::Class::Rejected;
use deskport_shared::error::Failure;
use deskport_shared::job::Look;
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::StepError;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] =
    &[("AccessDeniedException", Fails(Rejected)), ("ResourceNotFoundException", Expected)];

/// How the image stands; `None` where there is no such import.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn look(aws: &Workspaces, image_id: &str) -> Result<Option<Look>, Failure> {
    match aws.0.describe_custom_workspace_image_import().image_id(image_id).send().await {
        Ok(output) => Ok(Some(read(&output))),
        Err(e) if e.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(None),
        Err(e) => Err(failure(Call::DescribeCustomWorkspaceImageImport, &e)),
    }
}

fn read(output: &DescribeCustomWorkspaceImageImportOutput) -> Look {
    let state = output.state().map_or("none", State::as_str);
    match output.state() {
        Some(State::Completed) => Look::succeeded(state),
        Some(State::Error) => {
            let details = output.error_details().iter().map(|detail| {
                let code = detail.error_code().map(str::to_owned);
                (code, detail.error_message().unwrap_or_default().to_owned())
            });
            let summary = (None, output.state_message().unwrap_or_default().to_owned());
            let all = details.chain([summary]).collect();
            Look::failed(state, StepError::all(OperationName::ImportCustomWorkspaceImage, all))
        }
        // Twelve states come before, and AWS adds more: an image in an unknown state is still running.
        _ => Look::in_progress(state, output.progress_percentage().and_then(|p| u8::try_from(p).ok())),
    }
}
