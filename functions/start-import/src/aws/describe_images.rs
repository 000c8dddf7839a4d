//! appstream:DescribeImages, to find an image by its name.

use crate::ports::Standing;
use aws_sdk_appstream::Client;
use aws_sdk_appstream::types::{Image, ImageState, VisibilityType};
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;

/// An image of the account: its ARN, its standing, and when it was made, in milliseconds since the epoch.
pub(super) struct Described {
    pub(super) arn: String,
    pub(super) standing: Standing,
    pub(super) created: Option<i64>,
}

/// The account's own image of that name: one that is shared with it, or public, may have the same.
pub(super) async fn by_name(client: &Client, name: &str) -> Result<Option<Described>, Failure> {
    match client.describe_images().names(name).r#type(VisibilityType::Private).send().await {
        Ok(answer) => Ok(answer.images().iter().find(|image| image.name() == Some(name)).and_then(read)),
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
            Ok(None)
        }
        Err(error) => Err(failure(Call::DescribeImages, &error)),
    }
}

fn read(image: &Image) -> Option<Described> {
    let created = image.created_time().and_then(|time| time.to_millis().ok());
    Some(Described { arn: image.arn()?.to_owned(), standing: standing(image.state()), created })
}

fn standing(state: Option<&ImageState>) -> Standing {
    match state {
        Some(ImageState::Failed) => Standing::Failed,
        Some(ImageState::Deleting) => Standing::Deleting,
        // AWS adds states: an image in an unknown state is still being made.
        _ => Standing::Sound,
    }
}
