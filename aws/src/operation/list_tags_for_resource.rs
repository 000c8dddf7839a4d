//! appstream:ListTagsForResource.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::AppStream;
use deskport_shared::error::Class::ServiceUnavailable;
use deskport_shared::error::Failure;
use std::collections::HashMap;

/// What each error means that the model has.
/// The image was seen a moment before: it is not known everywhere yet, or has just been deleted.
pub(crate) const ERRORS: &[Row] = &[("ResourceNotFoundException", Fails(ServiceUnavailable))];

/// An image's tags.
///
/// # Errors
/// The class of AppStream's error.
pub async fn all(aws: &AppStream, image_arn: &str) -> Result<HashMap<String, String>, Failure> {
    let output = aws
        .0
        .list_tags_for_resource()
        .resource_arn(image_arn)
        .send()
        .await
        .map_err(|error| failure(Call::ListTagsForResource, &error))?;
    Ok(output.tags.unwrap_or_default())
}
