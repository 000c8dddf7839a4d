//! appstream:DescribeImages, to find an image by its name.

use crate::ports::Standing;
use aws_sdk_appstream::Client;
use aws_sdk_appstream::types::ImageState;
use deskport_runtime::{Call, failure};
use deskport_shared::error::Failure;

/// The image's ARN, and how it stands.
pub(super) async fn by_name(client: &Client, name: &str) -> Result<Option<(String, Standing)>, Failure> {
    match client.describe_images().names(name).send().await {
        Ok(answer) => {
            let image = answer.images().iter().find(|image| image.name() == Some(name));
            let standing = standing(image.and_then(|image| image.state()));
            Ok(image.and_then(|image| image.arn()).map(|arn| (arn.to_owned(), standing)))
        }
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
            Ok(None)
        }
        Err(error) => Err(failure(Call::DescribeImages, &error)),
    }
}

fn standing(state: Option<&ImageState>) -> Standing {
    match state {
        Some(ImageState::Failed) => Standing::Failed,
        Some(ImageState::Deleting) => Standing::Deleting,
        // AWS adds states: one that is not known is still being made.
        _ => Standing::Sound,
    }
}
