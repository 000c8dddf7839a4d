//! workspaces:DescribeWorkspaceImagePermissions: whether an account may copy an image.

use crate::classify::failure;
use crate::errors::Meaning::{Expected, Fails};
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use deskport_shared::error::Class::{self, Rejected};
use deskport_shared::error::Failure;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("ResourceNotFoundException", Expected),
];

/// The most pages that are read: 2,500 accounts.
const PAGES_MAX: usize = 100;

/// Whether an account may copy an image; `None` where there is no such image.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn allows(aws: &Workspaces, image_id: &str, account: &str) -> Result<Option<bool>, Failure> {
    let mut token = None;
    for _ in 0..PAGES_MAX {
        let call = aws.0.describe_workspace_image_permissions().image_id(image_id).set_next_token(token);
        let page = match call.send().await {
            Ok(page) => page,
            Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
                return Ok(None);
            }
            Err(error) => return Err(failure(Call::DescribeWorkspaceImagePermissions, &error)),
        };
        if page.image_permissions().iter().any(|one| one.shared_account_id() == Some(account)) {
            return Ok(Some(true));
        }
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            return Ok(Some(false));
        }
    }
    let said = format!("{account} is not among the first {PAGES_MAX} pages of those who may copy {image_id}");
    Err(Failure::own(Class::Defect, said))
}
