//! appstream:DescribeImages, to find an image by its name.

use aws_sdk_appstream::Client;
use aws_sdk_appstream::types::ImageState;
use deskport_runtime::failure;
use deskport_shared::error::Failure;

/// The image's ARN, and whether it failed.
pub(super) async fn by_name(client: &Client, name: &str) -> Result<Option<(String, bool)>, Failure> {
    match client.describe_images().names(name).send().await {
        Ok(answer) => {
            let image = answer.images().iter().find(|image| image.name() == Some(name));
            let failed = image.is_some_and(|image| image.state() == Some(&ImageState::Failed));
            Ok(image.and_then(|image| image.arn()).map(|arn| (arn.to_owned(), failed)))
        }
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
            Ok(None)
        }
        Err(error) => Err(failure(&error)),
    }
}
