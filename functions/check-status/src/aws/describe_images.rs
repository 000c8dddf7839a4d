//! appstream:DescribeImages: the images of CreateImportedImage.

use aws_sdk_appstream::Client;
use aws_sdk_appstream::types::{Image, ImageState, VisibilityType};
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;
use deskport_shared::job::{Job, Look};
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::StepError;

/// Looks by the ARN where it is known: an image that is shared with the account, or public, may have the same name.
pub(super) async fn look(client: &Client, job: &Job) -> Result<Option<Look>, Failure> {
    let call = client.describe_images();
    let call = match &job.image_arn {
        Some(arn) => call.arns(arn),
        None => call.names(&job.name).r#type(VisibilityType::Private),
    };
    match call.send().await {
        Ok(answer) => Ok(answer.images().iter().find(|image| image.name() == Some(&job.name)).map(read)),
        Err(e) if e.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => Ok(None),
        Err(e) => Err(failure(Call::DescribeImages, &e)),
    }
}

fn read(image: &Image) -> Look {
    let state = image.state().map_or("none", ImageState::as_str);
    match image.state() {
        Some(ImageState::Available) => Look::succeeded(state),
        Some(ImageState::Failed) => {
            let details = image.image_errors().iter().map(|detail| {
                let code = detail.error_code().map(|code| code.as_str().to_owned());
                (code, detail.error_message().unwrap_or_default().to_owned())
            });
            let reason = image.state_change_reason();
            let code = reason.and_then(|r| r.code()).map(|code| code.as_str().to_owned());
            let summary = (code, reason.and_then(|r| r.message()).unwrap_or_default().to_owned());
            let all = details.chain([summary]).collect();
            Look::failed(state, StepError::all(OperationName::CreateImportedImage, all))
        }
        // AWS adds states: an image in an unknown state is still running.
        _ => Look::in_progress(state, None),
    }
}
