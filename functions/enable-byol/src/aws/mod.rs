//! The adapters: one file for each AWS operation that enable-byol calls.

mod describe_account;
mod describe_account_modifications;
mod list_available_management_cidr_ranges;
mod modify_account;

use crate::ports::{Account, ByolAccount, Modification, Offers};
use deskport_aws::client;
use deskport_shared::error::Failure;

/// Amazon WorkSpaces.
#[derive(Clone, Debug)]
pub struct Aws {
    workspaces: aws_sdk_workspaces::Client,
}

impl Aws {
    /// A client, made once at start.
    pub fn new(config: &aws_config::SdkConfig) -> Self {
        let workspaces = client!(
            aws_sdk_workspaces,
            config,
            [
                describe_account::DescribeAccountError => DescribeAccount,
                describe_account_modifications::DescribeAccountModificationsError => DescribeAccountModifications,
                list_available_management_cidr_ranges::ListAvailableManagementCidrRangesError => ListAvailableManagementCidrRanges,
                modify_account::ModifyAccountError => ModifyAccount,
            ]
        );
        Self { workspaces }
    }
}

impl ByolAccount for Aws {
    async fn account(&self) -> Result<Account, Failure> {
        describe_account::call(&self.workspaces).await
    }

    async fn last_modification(&self) -> Result<Option<Modification>, Failure> {
        describe_account_modifications::last(&self.workspaces).await
    }

    async fn offers(&self, constraint: &str) -> Result<Offers, Failure> {
        list_available_management_cidr_ranges::first_page(&self.workspaces, constraint).await
    }

    async fn enable(&self, range: &str) -> Result<(), Failure> {
        modify_account::call(&self.workspaces, range).await
    }
}
