//! workspaces:ModifyAccount. It only ever switches on, and is sent once: the SDK does not repeat it, since
//! a call whose response was lost may have taken effect.

use aws_sdk_workspaces::Client;
use aws_sdk_workspaces::config::Builder;
use aws_sdk_workspaces::config::retry::RetryConfig;
use aws_sdk_workspaces::types::DedicatedTenancySupportEnum;
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;

pub(super) async fn call(client: &Client, range: &str) -> Result<(), Failure> {
    client
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
