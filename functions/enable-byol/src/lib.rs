//! enable-byol: brings the account to where BYOL is on in this Region, and never without consent: the
//! change can't be undone.

mod aws;
mod ports;
mod refusal;

pub use aws::Aws;
pub use ports::{Account, AccountType, ByolAccount, Modification, ModificationState};

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
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ByolInput {
    /// The consent, where the request gives it.
    #[serde(default)]
    consent: Option<Consent>,
    /// Whether nothing is changed.
    dry_run: bool,
    /// Whether this run has sent its change already.
    modified: bool,
    /// How long the run has waited for the change, in seconds.
    elapsed_seconds: u32,
}

/// What enable-byol answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    /// Whether BYOL is on, is being switched on, or stays off.
    pub status: ByolStatus,
    /// Whether this run has sent its change.
    pub modified: bool,
    /// How long to wait before the next look, in seconds.
    pub seconds_to_next_look: u32,
    /// Why it stays off.
    pub violations: Vec<Violation>,
}

/// Looks at the account, and changes it where that is consented to and still to be done.
///
/// # Errors
/// The class of the service's error; what a person can mend is an answer, REFUSED.
pub async fn handle(aws: &impl ByolAccount, input: Value) -> Result<Answer, Failure> {
    let input: ByolInput = parse(input)?;
    let account = aws.account().await?;
    if account.enabled {
        let answer = match (&input.consent, account.range) {
            (Some(Consent::DedicatedTenancyManagementCidrRange(asked)), Some(fixed)) if *asked != fixed => {
                refused(&input, refusal::other_range(asked, &fixed))
            }
            (_, _) => answer(&input, ByolStatus::Enabled),
        };
        return Ok(answer);
    }
    match aws.last_modification().await? {
        Some(Modification { state: ModificationState::Pending, .. }) => {
            Ok(answer(&input, ByolStatus::Pending))
        }
        Some(Modification { state: ModificationState::Failed, code, message }) if input.modified => {
            Ok(refused(&input, refusal::failed(&code, &message)))
        }
        // The change is sent and not listed yet.
        Some(_) | None if input.modified => Ok(answer(&input, ByolStatus::Pending)),
        Some(_) | None => change(aws, &input, account.kind).await,
    }
}

async fn change(aws: &impl ByolAccount, input: &ByolInput, kind: AccountType) -> Result<Answer, Failure> {
    let Some(consent) = &input.consent else { return Ok(refused(input, refusal::no_consent())) };
    if kind == AccountType::Target {
        return Ok(refused(input, refusal::linked_account()));
    }
    let range = match consent {
        Consent::DedicatedTenancyManagementCidrRange(range) => range.clone(),
        Consent::ChooseRange(_) => match choose(aws).await {
            Ok(Some(range)) => range,
            Ok(None) => return Ok(refused(input, refusal::no_range())),
            Err(failure) if failure.code == "AccessDeniedException" => {
                return Ok(refused(input, refusal::not_set_up(&failure.message)));
            }
            Err(failure) => return Err(failure),
        },
    };
    if matches!(consent, Consent::DedicatedTenancyManagementCidrRange(_)) {
        match aws.offers(&range).await {
            Ok(offered) if offered.contains(&range) => {}
            Ok(offered) => return Ok(refused(input, refusal::not_offered(&range, &offered))),
            Err(failure) if failure.code == "AccessDeniedException" => {
                return Ok(refused(input, refusal::not_set_up(&failure.message)));
            }
            Err(failure) => return Err(failure),
        }
    }
    if input.dry_run {
        return Ok(answer(input, ByolStatus::Enabled));
    }
    match aws.enable(&range).await {
        Ok(()) => {
            tracing::warn!(range, "BYOL is being switched on for this account and Region, for good");
            Ok(Answer { modified: true, ..answer(input, ByolStatus::Pending) })
        }
        // Somebody else changes the account at this moment: look again, change nothing.
        Err(failure) if failure.code == "InvalidResourceStateException" => {
            Ok(answer(input, ByolStatus::Pending))
        }
        Err(failure) if failure.class == Class::Rejected => {
            Ok(refused(input, refusal::rejected(&range, &failure)))
        }
        Err(failure) => Err(failure),
    }
}

/// Where ranges are looked for, in this order: the private ranges of RFC 1918, the largest first.
const CONSTRAINTS: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// The first range that AWS offers.
async fn choose(aws: &impl ByolAccount) -> Result<Option<String>, Failure> {
    for constraint in CONSTRAINTS {
        if let Some(range) = aws.offers(constraint).await?.into_iter().next() {
            return Ok(Some(range));
        }
    }
    Ok(None)
}

fn answer(input: &ByolInput, status: ByolStatus) -> Answer {
    Answer {
        status,
        modified: input.modified,
        seconds_to_next_look: cadence::byol_pause(input.elapsed_seconds),
        violations: Vec::new(),
    }
}

fn refused(input: &ByolInput, violation: Violation) -> Answer {
    Answer { violations: vec![violation], ..answer(input, ByolStatus::Refused) }
}
