//! workspaces:CreateWorkspaceBundle.

use super::workspaces_tags;
use crate::bundle::Bundle;
use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::image::OwnTag;
use crate::operation::Call;
use crate::service::Workspaces;
use aws_sdk_workspaces::types::{Compute, ComputeType, RootStorage, UserStorage};
use deskport_shared::error::Class::{QuotaExceeded, Rejected, ServiceUnavailable};
use deskport_shared::error::{Class, Failure};
use deskport_shared::operation::CreateWorkspaceBundle;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("ResourceAlreadyExistsException", Expected),
    ("ResourceLimitExceededException", Fails(QuotaExceeded)),
    ("ResourceNotFoundException", Fails(Rejected)),
    ("ResourceUnavailableException", Fails(ServiceUnavailable)),
];

/// Makes a bundle; `None` where the name is in use.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn call(
    aws: &Workspaces,
    body: &CreateWorkspaceBundle,
    own: &[OwnTag],
) -> Result<Option<Bundle>, Failure> {
    let defect =
        |error: aws_sdk_workspaces::error::BuildError| Failure::own(Class::Defect, error.to_string());
    let user = UserStorage::builder().capacity(&body.user_storage.capacity).build().map_err(defect)?;
    let root = body.root_storage.as_ref().map(|root| RootStorage::builder().capacity(&root.capacity).build());
    let output = aws
        .0
        .create_workspace_bundle()
        .bundle_name(&body.bundle_name)
        .bundle_description(&body.bundle_description)
        .set_image_id(body.image_id.clone())
        .compute_type(ComputeType::builder().name(Compute::from(body.compute_type.name.as_str())).build())
        .user_storage(user)
        .set_root_storage(root.transpose().map_err(defect)?)
        .set_tags(Some(workspaces_tags(&body.tags, own)?))
        .send()
        .await;
    match output {
        Ok(output) => {
            let bundle = output.workspace_bundle().and_then(Bundle::read);
            bundle
                .map(Some)
                .ok_or_else(|| Failure::own(Class::ServiceUnavailable, "the response names no bundle"))
        }
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_already_exists_exception()) => {
            Ok(None)
        }
        Err(error) => Err(failure(Call::CreateWorkspaceBundle, &error)),
    }
}
