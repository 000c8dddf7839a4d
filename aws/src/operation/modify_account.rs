//! workspaces:ModifyAccount. It only ever switches on, and is sent once: the SDK does not repeat it, since
//! a call whose response was lost may have taken effect.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use aws_sdk_workspaces::config::Builder;
use aws_sdk_workspaces::config::retry::RetryConfig;
use aws_sdk_workspaces::types::DedicatedTenancySupportEnum;
use deskport_shared::error::Class::{Rejected, ServiceUnavailable};
use deskport_shared::error::Failure;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[
    ("AccessDeniedException", Fails(Rejected)),
    ("InvalidParameterValuesException", Fails(Rejected)),
    ("InvalidResourceStateException", Fails(Rejected)),
    ("ResourceNotFoundException", Fails(Rejected)),
    ("ResourceUnavailableException", Fails(ServiceUnavailable)),
];

/// Switches BYOL on with this management range.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn call(aws: &Workspaces, range: &str) -> Result<(), Failure> {
    aws.0
        .modify_account()
        .dedicated_tenancy_support(DedicatedTenancySupportEnum::Enabled)
        .dedicated_tenancy_management_cidr_range(range)
        .customize()
        .config_override(Builder::default().retry_config(RetryConfig::disabled()))
        .send()
        .await
        .map_err(|error| failure(Call::ModifyAccount, &error))?;
    Ok(())
}
