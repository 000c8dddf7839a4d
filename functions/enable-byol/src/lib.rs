//! enable-byol: switches BYOL on for the account in this Region, and never without consent: the
//! change can't be undone.
//!
//! It has two modes. A look returns the account's BYOL status and, where consent is given, the range that
//! it proposes; a change (`change.rs`) checks all of that once more and sends exactly one ModifyAccount. The machine `import`
//! stands between the two: it keeps what was proposed, asks for approval where the stack wants it, and never
//! repeats a change whose effect it does not know.
//!
//! Assumed of AWS and not verified on a live account: a change shows in DescribeAccountModifications within half an hour,
//! and its StartTime is later than that of each change before it.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod aws;
mod change;
mod ports;
mod range;
mod refusal;
mod settings;

pub use aws::Aws;
pub use ports::{Account, AccountType, ByolAccount, Modification, ModificationState, Offers};
pub use settings::Settings;

use deskport_aws::parse;
use deskport_shared::byol::{Consent, PRICE};
use deskport_shared::cadence;
use deskport_shared::error::Failure;
use deskport_shared::status::ByolStatus;
use deskport_shared::violation::Violation;
use range::Range;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the machine `import` hands in. Unknown members are ignored, and newer ones may be missing: a run that
/// began before an update ends after it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ByolInput {
    /// The consent, where the request gives it.
    #[serde(default)]
    consent: Option<Consent>,
    /// Whether nothing is changed.
    dry_run: bool,
    /// The range to switch BYOL on with: proposed, and approved where approval is required.
    #[serde(default)]
    change: Option<String>,
    /// The range that this run has sent a change for, whether or not a response came.
    #[serde(default)]
    sent: Option<String>,
    /// How long the run has waited for the account, in seconds.
    elapsed_seconds: u32,
    /// How much of that it has waited since it sent its change, in seconds.
    #[serde(default)]
    elapsed_since_sent: Option<u32>,
    /// When the newest change began that AWS showed before this run sent its own, in milliseconds since the epoch; 0 where it
    /// showed none.
    #[serde(default)]
    before: Option<i64>,
}

/// What enable-byol returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    /// Whether BYOL is on, is being switched on, is to be switched on, or stays off.
    pub status: ByolStatus,
    /// The range that is proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// What AWS charges for it: beside a range that is proposed, for the question to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<&'static str>,
    /// Beside a range that is proposed or sent: what the machine hands in as `Before`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<i64>,
    /// Whether AWS has taken a change of this call.
    pub sent: bool,
    /// How long to wait before the next look, in seconds.
    pub seconds_to_next_look: u32,
    /// Why it stays off.
    pub violations: Vec<Violation>,
}

/// How long the account and the list of its changes may lag behind a change, in seconds.
const INVISIBLE_MAX: u32 = 1800;

/// Looks at the account, or changes it.
///
/// # Errors
/// The class of the service's error; what a person can correct is a result, REFUSED.
pub async fn handle(aws: &impl ByolAccount, settings: &Settings, input: Value) -> Result<Answer, Failure> {
    let input: ByolInput = parse(input)?;
    let byol = Byol { aws, settings, input: &input };
    // Boxed: the SDK's futures nest so deep that the compiler's limit for a type's layout is passed.
    match &input.change {
        Some(range) => Box::pin(byol.change(range)).await,
        None => Box::pin(byol.look()).await,
    }
}

struct Byol<'a, A> {
    aws: &'a A,
    settings: &'a Settings,
    input: &'a ByolInput,
}

/// An account that BYOL is off for.
#[derive(Clone, Copy, Debug)]
struct Off {
    kind: AccountType,
    /// When its last change began; 0 where there was none.
    before: i64,
}

impl<A: ByolAccount> Byol<'_, A> {
    async fn look(&self) -> Result<Answer, Failure> {
        let account = self.aws.account().await?;
        if account.enabled {
            return Ok(self.enabled(account.range.as_deref()));
        }
        let last = self.aws.last_modification().await?;
        let off = Off { kind: account.kind, before: last.as_ref().map_or(0, |last| last.started) };
        match last {
            Some(Modification { state: ModificationState::Pending, .. }) => {
                Ok(self.answer(ByolStatus::Pending))
            }
            Some(Modification { state: ModificationState::Completed, .. }) => self.completed(off).await,
            Some(Modification { state: ModificationState::Failed, started, code, message })
                if self.is_own(started) =>
            {
                Ok(self.refused(refusal::failed(&code, &message)))
            }
            Some(Modification { state: ModificationState::Failed, .. }) | None => {
                self.off(off, self.input.sent.is_some()).await
            }
        }
    }

    /// A change has succeeded: since the account was looked at, or the account does not show it yet.
    async fn completed(&self, off: Off) -> Result<Answer, Failure> {
        let account = self.aws.account().await?;
        if account.enabled { Ok(self.enabled(account.range.as_deref())) } else { self.off(off, true).await }
    }

    /// BYOL is off. `lags` where AWS may not show everything yet.
    async fn off(&self, off: Off, lags: bool) -> Result<Answer, Failure> {
        let waited = self.input.elapsed_since_sent.unwrap_or(self.input.elapsed_seconds);
        if lags && waited < INVISIBLE_MAX {
            return Ok(self.answer(ByolStatus::Pending));
        }
        if self.input.sent.is_some() {
            return Ok(self.refused(refusal::not_confirmed()));
        }
        self.propose(off, None).await
    }

    /// Whether a change is the one that this run has sent, and not an older one.
    fn is_own(&self, started: i64) -> bool {
        self.input.sent.is_some() && self.input.before.is_none_or(|before| started > before)
    }

    /// BYOL is on: done, unless a person asked for another range.
    fn enabled(&self, fixed: Option<&str>) -> Answer {
        match (&self.input.consent, fixed) {
            (Some(Consent::DedicatedTenancyManagementCidrRange(asked)), Some(fixed)) if asked != fixed => {
                self.refused(refusal::other_range(asked, fixed))
            }
            (Some(_) | None, _) => self.answer(ByolStatus::Enabled),
        }
    }

    /// Proposes the range that BYOL would be switched on with, or says why it stays off. AWS has just refused `taken`.
    async fn propose(&self, off: Off, taken: Option<Range>) -> Result<Answer, Failure> {
        if off.kind == AccountType::Target && self.input.consent.is_some() {
            return Ok(self.refused(refusal::linked_account()));
        }
        let found = match &self.input.consent {
            Some(Consent::DedicatedTenancyManagementCidrRange(_) | Consent::ChooseRange(true))
                if !self.settings.allowed =>
            {
                Ok(Err(refusal::not_allowed()))
            }
            Some(Consent::DedicatedTenancyManagementCidrRange(asked)) => {
                range::check(self.aws, self.settings, asked).await
            }
            Some(Consent::ChooseRange(true)) if self.settings.reserved.is_empty() => {
                Ok(Err(refusal::nothing_reserved()))
            }
            Some(Consent::ChooseRange(true)) => range::choose(self.aws, self.settings, taken).await,
            Some(Consent::ChooseRange(false)) | None => Ok(Err(refusal::no_consent())),
        };
        match found {
            Ok(Ok(_)) if self.input.dry_run => Ok(self.answer(ByolStatus::Enabled)),
            Ok(Ok(range)) => Ok(Answer {
                range: Some(range.to_string()),
                price: Some(PRICE),
                before: Some(off.before),
                ..self.answer(ByolStatus::Proposed)
            }),
            Ok(Err(violation)) => Ok(self.refused(violation)),
            // AWS documents that the list is denied to an account that is not set up for BYOL.
            Err(failure) if failure.code == "AccessDeniedException" => {
                Ok(self.refused(refusal::not_set_up(&failure.message)))
            }
            Err(failure) => Err(failure),
        }
    }

    fn answer(&self, status: ByolStatus) -> Answer {
        let seconds_to_next_look = cadence::byol_pause(self.input.elapsed_seconds);
        Answer {
            status,
            range: None,
            price: None,
            before: None,
            sent: false,
            seconds_to_next_look,
            violations: Vec::new(),
        }
    }

    fn refused(&self, violation: Violation) -> Answer {
        Answer { violations: vec![violation], ..self.answer(ByolStatus::Refused) }
    }
}
