//! appstream:DescribeImages, to find an image by its name.

use aws_sdk_appstream::Client;
use deskport_runtime::failure;
use deskport_shared::error::Failure;

pub(super) async fn arn_of(client: &Client, name: &str) -> Result<Option<String>, Failure> {
    match client.describe_images().names(name).send().await {
        Ok(answer) => {
            let image = answer.images().iter().find(|image| image.name() == Some(name));
            Ok(image.and_then(|image| image.arn()).map(str::to_owned))
        }
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
            Ok(None)
        }
        Err(error) => Err(failure(&error)),
    }
}
