//! What enable-byol may do with the account.

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

/// The last change of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modification {
    /// When AWS says that it began, in milliseconds since the epoch; 0 where it doesn't say.
    pub started: i64,
    /// Its state.
    pub state: ModificationState,
    /// Why it failed.
    pub code: String,
    /// Why it failed, in words.
    pub message: String,
}

/// The state of a change of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModificationState {
    /// It runs; an unknown state counts as running.
    Pending,
    /// It is done.
    Completed,
    /// It failed.
    Failed,
}

/// What AWS offers at one moment: one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    /// The ranges of the page, in AWS's words.
    pub ranges: Vec<String>,
    /// Whether there are no more of them.
    pub complete: bool,
}

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
