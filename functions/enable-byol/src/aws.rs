//! The port over AWS: which operation looks at the account, and changes it.

use crate::ports::{Account, ByolAccount, Modification, Offers};
use deskport_aws::Workspaces;
use deskport_aws::config::SdkConfig;
use deskport_aws::operation::{
    describe_account, describe_account_modifications, list_available_management_cidr_ranges, modify_account,
};
use deskport_shared::error::Failure;

/// Amazon WorkSpaces.
#[derive(Clone, Debug)]
pub struct Aws {
    workspaces: Workspaces,
}

impl Aws {
    /// A client, made once at start.
    pub fn new(config: &SdkConfig) -> Self {
        Self { workspaces: Workspaces::new(config) }
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
