//! The consent to switch on BYOL. It can never be undone, so a person states it in the request; nothing implies it.

use crate::check::{Member, Shape, Text};
use crate::pattern;
use serde::{Deserialize, Serialize};

/// What a person consents to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Consent {
    /// This management range, `a.b.0.0/16`.
    DedicatedTenancyManagementCidrRange(String),
    /// A range that Deskport chooses from those that AWS offers. Always `true`.
    ChooseRange(bool),
}

/// What AWS asks for BYOL, as people read it before they decide (WorkSpaces Administration Guide and pricing pages, which differ in
/// the number).
pub const PRICE: &str = "AWS asks for a monthly minimum of dedicated WorkSpaces (50, 100 or more, by Region), agreed with AWS beforehand";

/// The error with which a person refuses an approval: `aws stepfunctions send-task-failure --error`.
pub const APPROVAL_REFUSED: &str = "ApprovalRefused";

static RANGE: Text = Text {
    min: 0,
    max: usize::MAX,
    form: pattern!(
        r"(([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])\.([0-9]|[1-9][0-9]|1[0-9][0-9]|2[0-4][0-9]|25[0-5])\.0\.0)(/(16))",
        "a management range a.b.0.0/16, such as 10.90.0.0/16"
    ),
    source: "Amazon WorkSpaces API Reference: ModifyAccount",
};

/// The request's `EnableByol`.
pub static MEMBERS: &[Member] = &[
    Member::optional(
        "DedicatedTenancyManagementCidrRange",
        Shape::Text(&RANGE),
        "The management range, fixed for good.",
    ),
    Member::optional(
        "ChooseRange",
        Shape::True,
        "true lets Deskport choose a range from those that AWS offers.",
    ),
];
