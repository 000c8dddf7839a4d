//! workspaces:DescribeTags.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use deskport_shared::error::Class::ServiceUnavailable;
use deskport_shared::error::Failure;
use std::collections::HashMap;

/// What each error means that the model has.
/// The image was seen a moment before: it is not known everywhere yet, or has just been deleted.
pub(crate) const ERRORS: &[Row] = &[("ResourceNotFoundException", Fails(ServiceUnavailable))];

/// An image's tags.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn all(aws: &Workspaces, image_id: &str) -> Result<HashMap<String, String>, Failure> {
    let output = aws
        .0
        .describe_tags()
        .resource_id(image_id)
        .send()
        .await
        .map_err(|error| failure(Call::DescribeTags, &error))?;
    let tags = output.tag_list().iter();
    Ok(tags.map(|tag| (tag.key().to_owned(), tag.value().unwrap_or_default().to_owned())).collect())
}
