//! workspaces:DescribeAccount.

use crate::ports::{Account, AccountType};
use aws_sdk_workspaces::Client;
use aws_sdk_workspaces::types::{DedicatedTenancyAccountType, DedicatedTenancySupportResultEnum};
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;

pub(super) async fn call(client: &Client) -> Result<Account, Failure> {
    let answer =
        client.describe_account().send().await.map_err(|error| failure(Call::DescribeAccount, &error))?;
    let linked = answer.dedicated_tenancy_account_type() == Some(&DedicatedTenancyAccountType::TargetAccount);
    Ok(Account {
        enabled: answer.dedicated_tenancy_support() == Some(&DedicatedTenancySupportResultEnum::Enabled),
        range: answer.dedicated_tenancy_management_cidr_range().map(str::to_owned),
        kind: if linked { AccountType::Target } else { AccountType::Source },
    })
}
