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

/// The most ids of one call: BundleIdList in the model.
const IDS_MAX: usize = 25;

/// The bundle of that id; `None` where there is none.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn by_id(aws: &Workspaces, id: &str) -> Result<Option<Bundle>, Failure> {
    Ok(by_ids(aws, &[id]).await?.into_iter().find(|bundle| bundle.id == id))
}

/// Those of these bundles that there are.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn by_ids(aws: &Workspaces, ids: &[&str]) -> Result<Vec<Bundle>, Failure> {
    let mut found = Vec::new();
    for ids in ids.chunks(IDS_MAX) {
        found.extend(page(aws, ids, None).await?.bundles().iter().filter_map(Bundle::read));
    }
    Ok(found)
}

/// The account's own bundle of that name.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn by_name(aws: &Workspaces, name: &str) -> Result<Option<Bundle>, Failure> {
    let mut token = None;
    for _ in 0..PAGES_MAX {
        let page = page(aws, &[], token).await?;
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
    ids: &[&str],
    token: Option<String>,
) -> Result<DescribeWorkspaceBundlesOutput, Failure> {
    let call = aws.0.describe_workspace_bundles().set_next_token(token);
    let call = ids.iter().fold(call, |call, id| call.bundle_ids(*id));
    call.send().await.map_err(|error| failure(Call::DescribeWorkspaceBundles, &error))
}
