//! Why BYOL stays off, told as violations of the request.

use deskport_shared::error::Failure;
use deskport_shared::violation::Violation;

const GUIDE: &str = "WorkSpaces Administration Guide: Bring Your Own Windows desktop licenses";

fn refusal(path: &str, given: impl Into<String>, allowed: impl Into<String>) -> Violation {
    Violation {
        path: path.to_owned(),
        given: given.into(),
        allowed: allowed.into(),
        source: GUIDE.to_owned(),
    }
}

const CONSENT: &str = "/EnableByol";
const RANGE: &str = "/EnableByol/DedicatedTenancyManagementCidrRange";

pub(crate) fn no_consent() -> Violation {
    let allowed = "an account that has BYOL on in this Region, or the consent to switch it on, which can never be \
                   undone and fixes a /16 management range: \"EnableByol\": { \"ChooseRange\": true }, or \
                   { \"DedicatedTenancyManagementCidrRange\": \"a.b.0.0/16\" }";
    refusal(CONSENT, "nothing, and BYOL is off", allowed)
}

pub(crate) fn other_range(asked: &str, fixed: &str) -> Violation {
    let allowed =
        format!("{fixed}: BYOL is on with this range, which can never be changed; or leave EnableByol out");
    refusal(RANGE, asked, allowed)
}

pub(crate) fn linked_account() -> Violation {
    let allowed = "no EnableByol: this account is linked to another one (TARGET_ACCOUNT), whose BYOL it takes; switch it on there";
    refusal(CONSENT, "the consent of a linked account", allowed)
}

pub(crate) fn no_range() -> Violation {
    refusal(
        CONSENT,
        "ChooseRange",
        "a range of your own: AWS offers none at this moment in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16",
    )
}

pub(crate) fn not_offered(range: &str, offered: &[String]) -> Violation {
    let allowed = if offered.is_empty() {
        "a range that AWS offers at this moment; this one it does not: choose another, or \"ChooseRange\": true".to_owned()
    } else {
        format!("a range that AWS offers at this moment, such as {}", offered.join(", "))
    };
    refusal(RANGE, range, allowed)
}

pub(crate) fn not_set_up(message: &str) -> Violation {
    let allowed = "an account that AWS has set up for BYOL: open a case with AWS Support, or start it in the WorkSpaces console under Account settings";
    refusal(CONSENT, format!("AccessDeniedException: {message}"), allowed)
}

pub(crate) fn failed(code: &str, message: &str) -> Violation {
    refusal(
        CONSENT,
        format!("{code}: {message}"),
        "a change that AWS completes: ask AWS Support about this one, then start the run again",
    )
}

pub(crate) fn rejected(range: &str, failure: &Failure) -> Violation {
    refusal(CONSENT, format!("{range}: {failure}"), "a change that AWS accepts")
}
