//! What enable-byol may do with the account.

pub use deskport_aws::operation::describe_account::{Account, AccountType};
pub use deskport_aws::operation::describe_account_modifications::{Modification, ModificationState};
pub use deskport_aws::operation::list_available_management_cidr_ranges::Offers;
use deskport_shared::error::Failure;

/// The account's BYOL.
pub trait ByolAccount {
    /// The account as it is now.
    fn account(&self) -> impl Future<Output = Result<Account, Failure>>;
    /// Its last change, where there was one.
    fn last_modification(&self) -> impl Future<Output = Result<Option<Modification>, Failure>>;
    /// The first page of the ranges that AWS offers at this moment within `constraint` (CIDR).
    fn offers(&self, constraint: &str) -> impl Future<Output = Result<Offers, Failure>>;
    /// Switches BYOL on with this range. It can never be undone.
    fn enable(&self, range: &str) -> impl Future<Output = Result<(), Failure>>;
}
