//! The change itself. Whoever calls it, everything that speaks against it is checked here, right before it is sent; it is
//! sent once.

use crate::ports::{AccountType, ByolAccount, ModificationState};
use crate::range::{self, Range};
use crate::{Answer, Byol, INVISIBLE_MAX, Off, refusal};
use deskport_shared::byol::Consent;
use deskport_shared::error::{Class, Failure};
use deskport_shared::status::ByolStatus;
use deskport_shared::violation::Violation;

impl<A: ByolAccount> Byol<'_, A> {
    /// Sends the change, once. The machine repeats this call only where it certainly did nothing: `Throttled`.
    pub(crate) async fn change(&self, range: &str) -> Result<Answer, Failure> {
        let range = self.consented(range)?;
        match self.checked(range).await {
            Ok(Ok(off)) => self.send(range, off).await,
            Ok(Err(answer)) => Ok(answer),
            Err(failure) => self.unsent(range, failure),
        }
    }

    /// The range, where a person consented to it and this call may send it.
    fn consented(&self, text: &str) -> Result<Range, Failure> {
        let refused = |why: String| Failure::own(Class::InvalidRequest, format!("Change: {why}"));
        let range: Range = text.parse().map_err(refused)?;
        let why = match &self.input.consent {
            _ if self.input.dry_run => "in a dry run",
            _ if self.input.sent.is_some() => "for a second time",
            _ if !self.settings.allowed => "in a stack that may not switch BYOL on",
            Some(Consent::DedicatedTenancyManagementCidrRange(asked)) if asked == text => return Ok(range),
            Some(Consent::ChooseRange(true)) if self.settings.reserved.is_empty() => {
                "with a chosen range, in a stack without ReservedCidrRanges"
            }
            Some(Consent::ChooseRange(true)) if range.may_be_chosen() => return Ok(range),
            Some(Consent::DedicatedTenancyManagementCidrRange(_) | Consent::ChooseRange(true)) => {
                "with a range that nobody consented to"
            }
            Some(Consent::ChooseRange(false)) | None => "without consent",
        };
        Err(refused(why.to_owned()))
    }

    /// The account before the change, or the result where there is nothing to send.
    async fn checked(&self, range: Range) -> Result<Result<Off, Answer>, Failure> {
        if let Some(reserved) = range.overlapped(self.settings) {
            return Ok(Err(self.refused(refusal::reserved(range, reserved))));
        }
        let account = self.aws.account().await?;
        if account.enabled {
            return Ok(Err(self.enabled(account.range.as_deref())));
        }
        if account.kind == AccountType::Target {
            return Ok(Err(self.refused(refusal::linked_account())));
        }
        let last = self.aws.last_modification().await?;
        match last.as_ref().map(|last| last.state) {
            Some(ModificationState::Pending) => return Ok(Err(self.answer(ByolStatus::Pending))),
            // Somebody else's change has succeeded since the look before, or the account does not show it yet.
            Some(ModificationState::Completed) => {
                let again = self.aws.account().await?;
                if again.enabled {
                    return Ok(Err(self.enabled(again.range.as_deref())));
                }
                if self.input.elapsed_seconds < INVISIBLE_MAX {
                    return Ok(Err(self.answer(ByolStatus::Pending)));
                }
            }
            Some(ModificationState::Failed) | None => {}
        }
        let off = Off { kind: account.kind, before: last.map_or(0, |last| last.started) };
        if range::is_offered(self.aws, range).await? {
            return Ok(Ok(off));
        }
        self.another(range, off, refusal::not_offered(range, None)).await.map(Err)
    }

    async fn send(&self, range: Range, off: Off) -> Result<Answer, Failure> {
        match self.aws.enable(&range.to_string()).await {
            Ok(()) => {
                let range = range.to_string();
                tracing::warn!(range, "BYOL is being switched on for this account and Region, for good");
                Ok(Answer { sent: true, before: Some(off.before), ..self.answer(ByolStatus::Pending) })
            }
            // Somebody else is changing the account: wait for that, change nothing.
            Err(failure) if failure.code == "InvalidResourceStateException" => {
                Ok(self.answer(ByolStatus::Pending))
            }
            Err(failure) if failure.code == "InvalidParameterValuesException" => {
                self.another(range, off, refusal::rejected(range, &failure)).await
            }
            Err(failure) if failure.class == Class::Rejected => {
                Ok(self.refused(refusal::rejected(range, &failure)))
            }
            Err(failure) => Err(failure),
        }
    }

    /// AWS no longer takes the range: another one is proposed where Deskport chose it.
    async fn another(&self, taken: Range, off: Off, why: Violation) -> Result<Answer, Failure> {
        match self.input.consent {
            Some(Consent::ChooseRange(_)) => {
                self.propose(off, Some(taken)).await.or_else(|failure| self.unsent(taken, failure))
            }
            Some(Consent::DedicatedTenancyManagementCidrRange(_)) | None => Ok(self.refused(why)),
        }
    }

    /// A call before or after the change failed, and nothing was changed: the machine may repeat this call, or the run ends.
    fn unsent(&self, range: Range, failure: Failure) -> Result<Answer, Failure> {
        match failure.class {
            Class::Throttled | Class::ServiceUnavailable => {
                Err(Failure { class: Class::Throttled, ..failure })
            }
            Class::Rejected if failure.code == "AccessDeniedException" => {
                Ok(self.refused(refusal::not_set_up(&failure.message)))
            }
            Class::Rejected
            | Class::InvalidRequest
            | Class::NameTaken
            | Class::QuotaExceeded
            | Class::Defect => Ok(self.refused(refusal::rejected(range, &failure))),
        }
    }
}
