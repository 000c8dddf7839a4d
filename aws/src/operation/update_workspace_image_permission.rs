//! workspaces:UpdateWorkspaceImagePermission.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use deskport_shared::error::Class::{Rejected, ServiceUnavailable};
use deskport_shared::error::Failure;
use deskport_shared::operation::UpdateWorkspaceImagePermission;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("OperationNotSupportedException", Fails(Rejected)),
    ("ResourceNotFoundException", Fails(Rejected)),
    ("ResourceUnavailableException", Fails(ServiceUnavailable)),
];

/// Lets an account copy an image, or no longer.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn call(aws: &Workspaces, body: &UpdateWorkspaceImagePermission) -> Result<(), Failure> {
    let call = aws
        .0
        .update_workspace_image_permission()
        .set_image_id(body.image_id.clone())
        .shared_account_id(&body.shared_account_id)
        .allow_copy_image(body.allow_copy_image);
    call.send().await.map(drop).map_err(|error| failure(Call::UpdateWorkspaceImagePermission, &error))
}
