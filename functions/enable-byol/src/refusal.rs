//! Why BYOL stays off, reported as violations of the request.

use crate::range::{BLOCKS, Range};
use deskport_shared::byol::PRICE;
use deskport_shared::error::Failure;
use deskport_shared::status::ViolationOf;
use deskport_shared::violation::{DESKPORT, Violation};
use ipnet::Ipv4Net;

const GUIDE: &str = "WorkSpaces Administration Guide: Bring Your Own Windows desktop licenses";
const CONSENT: &str = "/EnableByol";
const CHOICE: &str = "/EnableByol/ChooseRange";
const RANGE: &str = "/EnableByol/DedicatedTenancyManagementCidrRange";

fn refusal(path: &str, given: impl Into<String>, allowed: impl Into<String>, source: &str) -> Violation {
    Violation {
        path: path.to_owned(),
        given: given.into(),
        allowed: allowed.into(),
        source: source.to_owned(),
        of: ViolationOf::Account,
    }
}

pub(crate) fn no_consent() -> Violation {
    let allowed = format!(
        "an account that has BYOL on in this Region, or the consent to switch it on, which can never be undone and fixes \
         a /16 management range ({PRICE}): \"EnableByol\": {{ \"ChooseRange\": true }}, or \
         {{ \"DedicatedTenancyManagementCidrRange\": \"a.b.0.0/16\" }}"
    );
    refusal(CONSENT, "nothing, and BYOL is off", allowed, GUIDE)
}

pub(crate) fn not_allowed() -> Violation {
    let allowed =
        "a stack that may switch BYOL on: deploy it with AllowEnableByol=true, or leave EnableByol out";
    refusal(CONSENT, "the consent, in a stack that may not switch BYOL on", allowed, DESKPORT)
}

pub(crate) fn nothing_reserved() -> Violation {
    let allowed = "a stack whose parameter ReservedCidrRanges names your own networks, which the range must not overlap for \
                   good; or name the range yourself: DedicatedTenancyManagementCidrRange";
    refusal(CHOICE, "true, in a stack without ReservedCidrRanges", allowed, DESKPORT)
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

pub(crate) fn no_range() -> Violation {
    let blocks = BLOCKS.map(|block| block.to_string()).join(", ");
    let allowed = format!(
        "a range that AWS offers at this moment within {blocks}, and that overlaps none of the stack's ReservedCidrRanges; or \
         another one that AWS offers and that you name: DedicatedTenancyManagementCidrRange"
    );
    refusal(CHOICE, "true; what AWS offers is reserved, or was just taken", allowed, DESKPORT)
}

pub(crate) fn too_scattered(questions: usize) -> Violation {
    let given = format!("true; {questions} questions to AWS found no range that is not reserved");
    let allowed = "a range that you name: DedicatedTenancyManagementCidrRange; or fewer ReservedCidrRanges";
    refusal(CHOICE, given, allowed, DESKPORT)
}

pub(crate) fn no_such_range(asked: &str, why: &str) -> Violation {
    refusal(RANGE, asked, format!("a management range a.b.0.0/16: {why}"), GUIDE)
}

pub(crate) fn reserved(range: Range, reserved: Ipv4Net) -> Violation {
    let allowed =
        format!("a range that does not overlap {reserved}, which the stack's ReservedCidrRanges name");
    refusal(RANGE, range.to_string(), allowed, DESKPORT)
}

pub(crate) fn not_offered(range: Range, other: Option<Range>) -> Violation {
    let hint = other.map(|other| format!(", such as {other}")).unwrap_or_default();
    refusal(RANGE, range.to_string(), format!("a range that AWS offers at this moment{hint}"), GUIDE)
}

pub(crate) fn not_set_up(message: &str) -> Violation {
    let allowed = format!(
        "an account that AWS has set up for BYOL ({PRICE}): open a case with AWS Support, or start it in the WorkSpaces \
         console under Account settings"
    );
    refusal(CONSENT, format!("AccessDeniedException: {message}"), allowed, GUIDE)
}

pub(crate) fn failed(code: &str, message: &str) -> Violation {
    let allowed = "a change that AWS completes: ask AWS Support about this one, then start the run again";
    refusal(CONSENT, format!("{code}: {message}"), allowed, GUIDE)
}

pub(crate) fn not_confirmed() -> Violation {
    let allowed = "a change that the account shows: look at Account settings in the WorkSpaces console; where BYOL is \
                   still off, start the run again";
    refusal(CONSENT, "a change without a response, which the account does not show", allowed, DESKPORT)
}

pub(crate) fn rejected(range: Range, failure: &Failure) -> Violation {
    refusal(CONSENT, format!("{range}: {failure}"), "a change that AWS accepts; nothing was changed", GUIDE)
}
