//! workspaces:DescribeWorkspaceImages: an image by its name, for which the operation has no filter, or how one stands that is
//! being made.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::image::Standing;
use crate::operation::Call;
use crate::service::Workspaces;
use aws_sdk_workspaces::operation::describe_workspace_images::DescribeWorkspaceImagesOutput;
use aws_sdk_workspaces::types::{ImageType, WorkspaceImage, WorkspaceImageState};
use deskport_shared::error::Class::{self, Rejected};
use deskport_shared::error::Failure;
use deskport_shared::job::Look;
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::StepError;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[("AccessDeniedException", Fails(Rejected))];

/// The most pages that are read: 2,500 images, where the quota is 40 unless it was raised.
const PAGES_MAX: usize = 100;

/// The id of the account's own image of that name, and how it stands.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn by_name(aws: &Workspaces, name: &str) -> Result<Option<(String, Standing)>, Failure> {
    let mut token = None;
    for _ in 0..PAGES_MAX {
        let page = page(aws, None, token).await?;
        if let Some(image) = page.images().iter().find(|image| image.name() == Some(name)) {
            let failed = image.state() == Some(&WorkspaceImageState::Error);
            let standing = if failed { Standing::Failed } else { Standing::Sound };
            return Ok(image.image_id().map(|id| (id.to_owned(), standing)));
        }
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            return Ok(None);
        }
    }
    Err(Failure::own(
        Class::Defect,
        format!("no image named {name} in the first {PAGES_MAX} pages of images"),
    ))
}

/// How the image stands that an operation makes; `None` where there is no such image.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn look(
    aws: &Workspaces,
    operation: OperationName,
    image_id: &str,
) -> Result<Option<Look>, Failure> {
    let page = page(aws, Some(image_id), None).await?;
    let image = page.images().iter().find(|image| image.image_id() == Some(image_id));
    Ok(image.map(|image| read(image, operation)))
}

async fn page(
    aws: &Workspaces,
    image_id: Option<&str>,
    token: Option<String>,
) -> Result<DescribeWorkspaceImagesOutput, Failure> {
    let call = aws.0.describe_workspace_images().set_next_token(token);
    let call = match image_id {
        Some(id) => call.image_ids(id),
        None => call.image_type(ImageType::Owned),
    };
    call.send().await.map_err(|error| failure(Call::DescribeWorkspaceImages, &error))
}

fn read(image: &WorkspaceImage, operation: OperationName) -> Look {
    let state = image.state().map_or("none", WorkspaceImageState::as_str);
    match image.state() {
        Some(WorkspaceImageState::Available) => Look::succeeded(state),
        Some(WorkspaceImageState::Error) => Look::failed(state, error(image, operation)),
        // AWS adds states: an image in an unknown state is still running.
        _ => Look::in_progress(state, None),
    }
}

/// All that WorkSpaces says about a failure.
fn error(image: &WorkspaceImage, operation: OperationName) -> StepError {
    let details = image.error_details().iter().map(|detail| {
        let code = detail.error_code().map(|code| code.as_str().to_owned());
        (code, detail.error_message().unwrap_or_default().to_owned())
    });
    let code = image.error_code().map(str::to_owned);
    let summary = (code, image.error_message().unwrap_or_default().to_owned());
    StepError::all(operation, details.chain([summary]).collect())
}
