//! enable-byol: brings the account to where BYOL is on in this Region, and never without consent: the
//! change can't be undone.
//!
//! It is asked in two ways. A look says how the account stands and, where consent is given, which range it
//! proposes; a change sends exactly one ModifyAccount with the range that was proposed. The machine `import`
//! stands between the two: it keeps what was proposed, asks for approval where the stack wants it, and never
//! repeats a change whose effect it does not know.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod aws;
mod ports;
mod range;
mod refusal;
mod settings;

pub use aws::Aws;
pub use ports::{Account, AccountType, ByolAccount, Modification, ModificationState};
pub use settings::Settings;

use deskport_runtime::parse;
use deskport_shared::byol::Consent;
use deskport_shared::cadence;
use deskport_shared::error::{Class, Failure};
use deskport_shared::status::ByolStatus;
use deskport_shared::violation::Violation;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the machine `import` hands in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ByolInput {
    /// The consent, where the request gives it.
    #[serde(default)]
    consent: Option<Consent>,
    /// Whether nothing is changed.
    dry_run: bool,
    /// The range to switch BYOL on with: it was proposed, and approved where that is asked for.
    #[serde(default)]
    change: Option<String>,
    /// The range that this run has sent a change for, whether or not an answer came.
    #[serde(default)]
    sent: Option<String>,
    /// How long the run has waited for the change, in seconds.
    elapsed_seconds: u32,
}

/// What enable-byol answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    /// Whether BYOL is on, is being switched on, is to be switched on, or stays off.
    pub status: ByolStatus,
    /// The range that is proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// Whether AWS has taken a change of this call.
    pub sent: bool,
    /// How long to wait before the next look, in seconds.
    pub seconds_to_next_look: u32,
    /// Why it stays off.
    pub violations: Vec<Violation>,
}

/// How long a change that was sent may be invisible, in seconds.
const INVISIBLE_MAX: u32 = 1800;

/// Looks at the account, or changes it.
///
/// # Errors
/// The class of the service's error; what a person can mend is an answer, REFUSED.
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

impl<A: ByolAccount> Byol<'_, A> {
    async fn look(&self) -> Result<Answer, Failure> {
        let account = self.aws.account().await?;
        if account.enabled {
            return Ok(self.enabled(account.range.as_deref()));
        }
        let sent = self.input.sent.is_some();
        match self.aws.last_modification().await? {
            Some(Modification { state: ModificationState::Pending, .. }) => {
                Ok(self.answer(ByolStatus::Pending))
            }
            Some(Modification { state: ModificationState::Failed, code, message }) if sent => {
                Ok(self.refused(refusal::failed(&code, &message)))
            }
            // The change was sent and is not listed yet, or is done and the account does not show it yet.
            Some(_) | None if sent && self.input.elapsed_seconds < INVISIBLE_MAX => {
                Ok(self.answer(ByolStatus::Pending))
            }
            Some(_) | None if sent => Ok(self.refused(refusal::not_confirmed())),
            Some(_) | None => self.propose(account.kind, None).await,
        }
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

    /// BYOL is off: says which range it would be switched on with, or why it stays off.
    async fn propose(&self, kind: AccountType, taken: Option<&str>) -> Result<Answer, Failure> {
        let Some(consent) = &self.input.consent else { return Ok(self.refused(refusal::no_consent())) };
        if kind == AccountType::Target {
            return Ok(self.refused(refusal::linked_account()));
        }
        if !self.settings.allowed {
            return Ok(self.refused(refusal::not_allowed()));
        }
        let found = match consent {
            Consent::DedicatedTenancyManagementCidrRange(asked) => {
                range::check(self.aws, self.settings, asked).await
            }
            Consent::ChooseRange(_) => range::choose(self.aws, self.settings, taken).await,
        };
        match found {
            Ok(Ok(_)) if self.input.dry_run => Ok(self.answer(ByolStatus::Enabled)),
            Ok(Ok(range)) => Ok(Answer { range: Some(range), ..self.answer(ByolStatus::Proposed) }),
            Ok(Err(violation)) => Ok(self.refused(violation)),
            // AWS documents that the list is denied to an account that is not set up for BYOL.
            Err(failure) if failure.code == "AccessDeniedException" => {
                Ok(self.refused(refusal::not_set_up(&failure.message)))
            }
            Err(failure) => Err(failure),
        }
    }

    /// Sends the change, once. The machine repeats this call only where AWS throttled it.
    async fn change(&self, range: &str) -> Result<Answer, Failure> {
        if self.input.consent.is_none()
            || self.input.dry_run
            || self.input.sent.is_some()
            || !self.settings.allowed
        {
            let said = "Change: without consent, in a dry run, for a second time or in a stack that may not";
            return Err(Failure::own(Class::InvalidRequest, said));
        }
        match self.aws.enable(range).await {
            Ok(()) => {
                tracing::warn!(range, "BYOL is being switched on for this account and Region, for good");
                Ok(Answer { sent: true, ..self.answer(ByolStatus::Pending) })
            }
            // Somebody else changes the account at this moment: wait for that, change nothing.
            Err(failure) if failure.code == "InvalidResourceStateException" => {
                Ok(self.answer(ByolStatus::Pending))
            }
            Err(failure) if failure.code == "InvalidParameterValuesException" => {
                self.taken(range, &failure).await
            }
            Err(failure) if failure.class == Class::Rejected => {
                Ok(self.refused(refusal::rejected(range, &failure)))
            }
            Err(failure) => Err(failure),
        }
    }

    /// AWS does not take the range any more: another one is proposed where Deskport chose it.
    async fn taken(&self, range: &str, failure: &Failure) -> Result<Answer, Failure> {
        match self.input.consent {
            Some(Consent::ChooseRange(_)) => self.propose(AccountType::Source, Some(range)).await,
            Some(Consent::DedicatedTenancyManagementCidrRange(_)) | None => {
                Ok(self.refused(refusal::rejected(range, failure)))
            }
        }
    }

    fn answer(&self, status: ByolStatus) -> Answer {
        let seconds_to_next_look = cadence::byol_pause(self.input.elapsed_seconds);
        Answer { status, range: None, sent: false, seconds_to_next_look, violations: Vec::new() }
    }

    fn refused(&self, violation: Violation) -> Answer {
        Answer { violations: vec![violation], ..self.answer(ByolStatus::Refused) }
    }
}
