//! Why BYOL stays off, told as violations of the request.

use crate::range::CONSTRAINTS;
use deskport_shared::error::Failure;
use deskport_shared::violation::{DESKPORT, Violation};

const GUIDE: &str = "WorkSpaces Administration Guide: Bring Your Own Windows desktop licenses";
const CONSENT: &str = "/EnableByol";
const RANGE: &str = "/EnableByol/DedicatedTenancyManagementCidrRange";

fn refusal(path: &str, given: impl Into<String>, allowed: impl Into<String>, source: &str) -> Violation {
    Violation {
        path: path.to_owned(),
        given: given.into(),
        allowed: allowed.into(),
        source: source.to_owned(),
    }
}

pub(crate) fn no_consent() -> Violation {
    let allowed = "an account that has BYOL on in this Region, or the consent to switch it on, which can never be \
                   undone and fixes a /16 management range: \"EnableByol\": { \"ChooseRange\": true }, or \
                   { \"DedicatedTenancyManagementCidrRange\": \"a.b.0.0/16\" }";
    refusal(CONSENT, "nothing, and BYOL is off", allowed, GUIDE)
}

pub(crate) fn not_allowed() -> Violation {
    let allowed =
        "a stack that may switch BYOL on: deploy it with AllowEnableByol=true, or leave EnableByol out";
    refusal(CONSENT, "the consent, in a stack that may not switch BYOL on", allowed, DESKPORT)
}

pub(crate) fn other_range(asked: &str, fixed: &str) -> Violation {
    let allowed =
        format!("{fixed}: BYOL is on with this range, which can never be changed; or leave EnableByol out");
    refusal(RANGE, asked, allowed, GUIDE)
}

pub(crate) fn linked_account() -> Violation {
    let allowed = "no EnableByol: this account is linked to another one (TARGET_ACCOUNT), whose BYOL and range it \
                   takes; switch BYOL on there";
    refusal(CONSENT, "the consent of a linked account", allowed, GUIDE)
}

pub(crate) fn no_range(passed_over: usize) -> Violation {
    let given = format!("ChooseRange; {passed_over} ranges that AWS offers are reserved or were just taken");
    let allowed = format!(
        "a range that AWS offers at this moment within {}, and that overlaps none of the stack's ReservedCidrRanges",
        CONSTRAINTS.join(", ")
    );
    refusal(CONSENT, given, allowed, DESKPORT)
}

pub(crate) fn reserved(range: &str, reserved: &str) -> Violation {
    let allowed =
        format!("a range that does not overlap {reserved}, which the stack's ReservedCidrRanges name");
    refusal(RANGE, range, allowed, DESKPORT)
}

pub(crate) fn not_offered(range: &str, other: Option<&str>) -> Violation {
    let hint = other.map(|other| format!(", such as {other}")).unwrap_or_default();
    refusal(RANGE, range, format!("a range that AWS offers at this moment{hint}"), GUIDE)
}

pub(crate) fn not_set_up(message: &str) -> Violation {
    let allowed = "an account that AWS has set up for BYOL: open a case with AWS Support, or start it in the WorkSpaces \
                   console under Account settings";
    refusal(CONSENT, format!("AccessDeniedException: {message}"), allowed, GUIDE)
}

pub(crate) fn failed(code: &str, message: &str) -> Violation {
    let allowed = "a change that AWS completes: ask AWS Support about this one, then start the run again";
    refusal(CONSENT, format!("{code}: {message}"), allowed, GUIDE)
}

pub(crate) fn not_confirmed() -> Violation {
    let allowed = "a change that the account shows: look at Account settings in the WorkSpaces console; where BYOL is \
                   still off, start the run again";
    refusal(CONSENT, "a change without an answer, which the account does not show", allowed, DESKPORT)
}

pub(crate) fn rejected(range: &str, failure: &Failure) -> Violation {
    refusal(CONSENT, format!("{range}: {failure}"), "a change that AWS accepts; nothing was changed", GUIDE)
}
