//! workspaces:DescribeWorkspaceBundles: a bundle by its id, or one of the account's own by its name, for which the operation has no
//! filter.

use crate::bundle::Bundle;
use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use aws_sdk_workspaces::operation::describe_workspace_bundles::DescribeWorkspaceBundlesOutput;
use deskport_shared::error::Class::{self, Rejected};
use deskport_shared::error::Failure;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[("InvalidParameterValuesException", Fails(Rejected))];

/// The most pages that are read: 2,500 bundles, where the quota is 50.
const PAGES_MAX: usize = 100;

/// The bundle of that id; `None` where there is none.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn by_id(aws: &Workspaces, id: &str) -> Result<Option<Bundle>, Failure> {
    let page = page(aws, Some(id), None).await?;
    Ok(page.bundles().iter().filter_map(Bundle::read).find(|bundle| bundle.id == id))
}

/// The account's own bundle of that name.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn by_name(aws: &Workspaces, name: &str) -> Result<Option<Bundle>, Failure> {
    let mut token = None;
    for _ in 0..PAGES_MAX {
        let page = page(aws, None, token).await?;
        let found = page.bundles().iter().find(|bundle| bundle.name() == Some(name));
        if let Some(bundle) = found.and_then(Bundle::read) {
            return Ok(Some(bundle));
        }
        token = page.next_token().map(str::to_owned);
        if token.is_none() {
            return Ok(None);
        }
    }
    let said = format!("no bundle named {name} in the first {PAGES_MAX} pages of bundles");
    Err(Failure::own(Class::Defect, said))
}

async fn page(
    aws: &Workspaces,
    id: Option<&str>,
    token: Option<String>,
) -> Result<DescribeWorkspaceBundlesOutput, Failure> {
    let call = aws.0.describe_workspace_bundles().set_next_token(token);
    let call = id.into_iter().fold(call, |call, id| call.bundle_ids(id));
    call.send().await.map_err(|error| failure(Call::DescribeWorkspaceBundles, &error))
}
