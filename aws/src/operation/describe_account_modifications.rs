//! workspaces:DescribeAccountModifications.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use aws_sdk_workspaces::types::DedicatedTenancyModificationStateEnum as State;
use deskport_shared::error::Class::Rejected;
use deskport_shared::error::{Class, Failure};

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

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[("AccessDeniedException", Fails(Rejected))];

/// The most pages that are read. BYOL is only ever switched on, so there are few changes.
const PAGES_MAX: usize = 20;

/// The change that was started last.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn last(aws: &Workspaces) -> Result<Option<Modification>, Failure> {
    let mut all = Vec::new();
    let mut token = None;
    for _ in 0..PAGES_MAX {
        let page = aws
            .0
            .describe_account_modifications()
            .set_next_token(token)
            .send()
            .await
            .map_err(|e| failure(Call::DescribeAccountModifications, &e))?;
        token = page.next_token().map(str::to_owned);
        all.extend(page.account_modifications.unwrap_or_default());
        if token.is_none() {
            let last = all.into_iter().max_by_key(|m| m.start_time().map(|t| t.as_nanos()));
            return Ok(last.map(|m| Modification {
                started: m.start_time().and_then(|time| time.to_millis().ok()).unwrap_or_default(),
                state: match m.modification_state() {
                    Some(State::Completed) => ModificationState::Completed,
                    Some(State::Failed) => ModificationState::Failed,
                    _ => ModificationState::Pending,
                },
                code: m.error_code().unwrap_or("Unknown").to_owned(),
                message: m.error_message().unwrap_or("the service gave no message").to_owned(),
            }));
        }
    }
    Err(Failure::own(Class::Defect, format!("more than {PAGES_MAX} pages of account modifications")))
}
