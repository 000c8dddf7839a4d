//! The members of the request and of an import, as data: the check, the JSON Schema and the documentation use them.

use super::IMPORTS_MAX;
use crate::byol;
use crate::check::{Member, Shape};
use crate::operation::fields::{EC2_IMAGE_ID, OS_VERSIONS, REGION as REGION_TEXT};
use crate::operation::{MEMBERS as OPERATIONS, OperationName};

const TIMEOUT_MINUTES: Shape = Shape::Integer(30, 10_080);
static BYOL: Shape = Shape::Union(byol::MEMBERS);

/// The request's members.
pub static MEMBERS: &[Member] = &[
    Member::optional(
        "Ec2ImageId",
        Shape::Text(&EC2_IMAGE_ID),
        "The AMI for all imports that have no source of their own.",
    ),
    Member::required(
        "Imports",
        Shape::List(1, IMPORTS_MAX, &Shape::Any),
        "The imports. They run side by side.",
    ),
    Member::optional(
        "EnableByol",
        BYOL,
        "The consent to switch on BYOL for the account in this Region, which can never be undone. Without it the account is never changed.",
    ),
    Member::optional(
        "TimeoutMinutes",
        TIMEOUT_MINUTES,
        "How long each import may take, its Then included; 720 by default. Time that people take to approve does not count. Less than AWS usually takes for a route is a warning.",
    ),
    Member::optional(
        "DryRun",
        Shape::Boolean,
        "true checks everything and starts nothing; AppStream is called with its own DryRun.",
    ),
];

/// A preset's members: those of a request. Two of them are violations of their own kind, not unknown members.
pub(super) static PRESET_MEMBERS: &[Member] = &[
    Member::optional("Ec2ImageId", Shape::Any, MEMBERS[0].about),
    MEMBERS[1],
    Member::optional("EnableByol", Shape::Any, MEMBERS[2].about),
    MEMBERS[3],
    MEMBERS[4],
];

/// `OsVersion` beside ImportWorkspaceImage.
pub(super) const OS_VERSION: Shape = Shape::Enum(OS_VERSIONS);

/// `Region` beside an operation.
pub(super) const REGION: Shape = Shape::Text(&REGION_TEXT);

/// The members allowed beside an operation.
pub(super) const BESIDE: [Member; 4] = [
    Member::optional(
        "OsVersion",
        OS_VERSION,
        "The version of Windows, allowed only beside ImportWorkspaceImage: the rules about Windows 11 are then checked before the call.",
    ),
    Member::optional(
        "Region",
        REGION,
        "Where the operation works: required beside CopyWorkspaceImage, which makes its copy there; in Imports it may stand beside an operation that gives the same image. Then works in that Region too. It is the stack's own Region or one of its parameter DeliveryRegions.",
    ),
    Member::optional(
        "ReplaceFailed",
        Shape::Boolean,
        "true deletes an image that an earlier run made from the same source by the same recipe and left failed under the same name, and makes it again; Then is included. Otherwise such an image is reported and kept.",
    ),
    Member::optional(
        "Then",
        Shape::List(1, THEN_MAX, &Shape::Any),
        "What is done with the entry's image once it is ready: entries side by side, each with a Then of its own if wanted, at most 4 deep. An entry that fails skips its own Then; its siblings go on.",
    ),
];

/// The same for an entry of a `Then`.
pub(super) const BESIDE_IN_THEN: [Member; 3] = [BESIDE[1], BESIDE[2], BESIDE[3]];

/// The most entries of a `Then`.
pub(super) const THEN_MAX: usize = 10;

/// An import's members: exactly one of the operations, and the members allowed beside it.
pub fn import_members() -> Vec<Member> {
    members(|operation| operation.definition().in_imports(), &BESIDE)
}

/// The members of an entry of a `Then`: exactly one of the operations that take another entry's image.
pub fn then_members() -> Vec<Member> {
    members(|operation| operation.definition().takes.is_some(), &BESIDE_IN_THEN)
}

fn members(stands: impl Fn(OperationName) -> bool, beside: &[Member]) -> Vec<Member> {
    let operations =
        OperationName::ALL.into_iter().zip(OPERATIONS).filter(|(operation, _)| stands(*operation));
    operations.map(|(_, member)| member).chain(beside.iter().copied()).collect()
}
