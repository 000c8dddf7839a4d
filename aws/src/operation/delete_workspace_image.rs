//! workspaces:DeleteWorkspaceImage.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use deskport_shared::error::Class::Rejected;
use deskport_shared::error::Failure;

/// What each error means that the model has.
/// The model has no error for an image that is gone; the common one is read as a result.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidResourceStateException", Fails(Rejected)),
    ("ResourceAssociatedException", Fails(Rejected)),
];

/// Deletes an image. One that is gone already is a success.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn by_id(aws: &Workspaces, image_id: &str) -> Result<(), Failure> {
    match aws.0.delete_workspace_image().image_id(image_id).send().await {
        Ok(_) => Ok(()),
        Err(error) => match failure(Call::DeleteWorkspaceImage, &error) {
            // The model lists no such error for this operation; but an id that is not there must return some error.
            gone if gone.code == "ResourceNotFoundException" => Ok(()),
            failure => Err(failure),
        },
    }
}
