//! appstream:DescribeImages: an image by its name, or how one stands that is being made.

use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::image::Standing;
use crate::operation::Call;
use crate::service::AppStream;
use aws_sdk_appstream::types::{Image, ImageState, VisibilityType};
use deskport_shared::error::Class::Rejected;
use deskport_shared::error::Failure;
use deskport_shared::job::{Job, Look};
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::StepError;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] =
    &[("InvalidParameterCombinationException", Fails(Rejected)), ("ResourceNotFoundException", Expected)];

/// An image of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Described {
    /// Its ARN.
    pub arn: String,
    /// How it stands.
    pub standing: Standing,
    /// When it was made, in milliseconds since the epoch.
    pub created: Option<i64>,
    /// Its description.
    pub description: Option<String>,
    /// How it stands, for somebody who waits for it.
    pub look: Look,
    /// Its operating system, where the service says it.
    pub platform: Option<String>,
    /// The families of instances that it runs on.
    pub families: Vec<String>,
}

/// The account's own image of that name: one that is shared with it, or public, may have the same.
///
/// # Errors
/// The class of AppStream's error.
pub async fn by_name(aws: &AppStream, name: &str) -> Result<Option<Described>, Failure> {
    Ok(found(aws, None, Some(name)).await?.as_ref().and_then(described))
}

/// An image by its ARN: the account's own, or one that is shared with it.
///
/// # Errors
/// The class of AppStream's error.
pub async fn by_arn(aws: &AppStream, arn: &str) -> Result<Option<Described>, Failure> {
    Ok(found(aws, Some(arn), None).await?.as_ref().and_then(described))
}

/// How a job's image stands. It is looked up by its ARN where that is known; `None` where there is no such image.
///
/// # Errors
/// The class of AppStream's error.
pub async fn look(aws: &AppStream, job: &Job) -> Result<Option<Look>, Failure> {
    Ok(found(aws, job.image_arn.as_deref(), Some(&job.name)).await?.as_ref().map(read))
}

/// An image by its ARN, else by its name; where both are given it has both.
async fn found(aws: &AppStream, arn: Option<&str>, name: Option<&str>) -> Result<Option<Image>, Failure> {
    let call = aws.0.describe_images();
    let call = match arn {
        Some(arn) => call.arns(arn),
        None => call.set_names(name.map(|name| vec![name.to_owned()])).r#type(VisibilityType::Private),
    };
    match call.send().await {
        Ok(output) => {
            let fits = |image: &Image| {
                name.is_none_or(|name| image.name() == Some(name))
                    && arn.is_none_or(|arn| image.arn() == Some(arn))
            };
            Ok(output.images.unwrap_or_default().into_iter().find(fits))
        }
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
            Ok(None)
        }
        Err(error) => Err(failure(Call::DescribeImages, &error)),
    }
}

fn described(image: &Image) -> Option<Described> {
    let created = image.created_time().and_then(|time| time.to_millis().ok());
    let standing = match image.state() {
        Some(ImageState::Failed) => Standing::Failed,
        Some(ImageState::Deleting) => Standing::Deleting,
        // AWS adds states: one that is not known is still being made.
        _ => Standing::Sound,
    };
    Some(Described {
        arn: image.arn()?.to_owned(),
        standing,
        created,
        description: image.description().map(str::to_owned),
        look: read(image),
        platform: image.platform().map(|platform| platform.as_str().to_owned()),
        families: image.supported_instance_families().to_vec(),
    })
}

fn read(image: &Image) -> Look {
    let state = image.state().map_or("none", ImageState::as_str);
    match image.state() {
        Some(ImageState::Available) => Look::succeeded(state),
        Some(ImageState::Failed) => Look::failed(state, error(image)),
        // AWS adds states: an image in an unknown state is still running.
        _ => Look::in_progress(state, None),
    }
}

/// All that AppStream says about a failure.
fn error(image: &Image) -> StepError {
    let details = image.image_errors().iter().map(|detail| {
        let code = detail.error_code().map(|code| code.as_str().to_owned());
        (code, detail.error_message().unwrap_or_default().to_owned())
    });
    let reason = image.state_change_reason();
    let code = reason.and_then(|r| r.code()).map(|code| code.as_str().to_owned());
    let summary = (code, reason.and_then(|r| r.message()).unwrap_or_default().to_owned());
    StepError::all(OperationName::CreateImportedImage, details.chain([summary]).collect())
}
