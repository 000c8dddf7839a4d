//! workspaces:ModifyAccount. It only ever switches on.

use aws_sdk_workspaces::Client;
use aws_sdk_workspaces::types::DedicatedTenancySupportEnum;
use deskport_runtime::failure;
use deskport_shared::error::Failure;

pub(super) async fn call(client: &Client, range: &str) -> Result<(), Failure> {
    client
        .modify_account()
        .dedicated_tenancy_support(DedicatedTenancySupportEnum::Enabled)
        .dedicated_tenancy_management_cidr_range(range)
        .send()
        .await
        .map_err(|error| failure(&error))?;
    Ok(())
}
