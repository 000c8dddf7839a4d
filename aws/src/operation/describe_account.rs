//! workspaces:DescribeAccount.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use aws_sdk_workspaces::types::{DedicatedTenancyAccountType, DedicatedTenancySupportResultEnum};
use deskport_shared::error::Class::Rejected;
use deskport_shared::error::Failure;

/// The account as DescribeAccount returns it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whether BYOL is on in this Region.
    pub enabled: bool,
    /// Its management range, fixed for good.
    pub range: Option<String>,
    /// Whose BYOL it has.
    pub kind: AccountType,
}

/// Whose BYOL an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountType {
    /// Its own.
    Source,
    /// That of the account that it is linked to.
    Target,
}

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[("AccessDeniedException", Fails(Rejected))];

/// The account as it is now.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn call(aws: &Workspaces) -> Result<Account, Failure> {
    let output =
        aws.0.describe_account().send().await.map_err(|error| failure(Call::DescribeAccount, &error))?;
    let linked = output.dedicated_tenancy_account_type() == Some(&DedicatedTenancyAccountType::TargetAccount);
    Ok(Account {
        enabled: output.dedicated_tenancy_support() == Some(&DedicatedTenancySupportResultEnum::Enabled),
        range: output.dedicated_tenancy_management_cidr_range().map(str::to_owned),
        kind: if linked { AccountType::Target } else { AccountType::Source },
    })
}
