//! workspaces:UpdateWorkspaceBundle.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use deskport_shared::error::Class::{Rejected, ServiceUnavailable};
use deskport_shared::error::Failure;
use deskport_shared::operation::UpdateWorkspaceBundle;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("OperationNotSupportedException", Fails(Rejected)),
    ("ResourceNotFoundException", Fails(Rejected)),
    ("ResourceUnavailableException", Fails(ServiceUnavailable)),
];

/// Gives a bundle another image.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn call(aws: &Workspaces, body: &UpdateWorkspaceBundle) -> Result<(), Failure> {
    let call = aws.0.update_workspace_bundle().bundle_id(&body.bundle_id).set_image_id(body.image_id.clone());
    call.send().await.map(drop).map_err(|error| failure(Call::UpdateWorkspaceBundle, &error))
}
