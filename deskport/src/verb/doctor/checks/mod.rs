//! The checks, one file each; a new one is a file, its module, and one line in `ALL`, in the order of the numbers.

pub(super) mod alarm_subscribers;
pub(super) mod alarms;
pub(super) mod approvers;
pub(super) mod appstream_quota;
pub(super) mod appstream_roles;
pub(super) mod byol;
pub(super) mod credentials;
pub(super) mod dead_letters;
pub(super) mod ebs_encryption;
pub(super) mod image_builder;
pub(super) mod notifications;
pub(super) mod permissions;
pub(super) mod presets;
pub(super) mod region;
pub(super) mod stack;
pub(super) mod sweep;
#[cfg(test)]
mod tests;
pub(super) mod waiting;
pub(super) mod workspaces_quota;

use super::check::Check;

/// Every check.
pub(super) const ALL: &[&Check] = &[
    &credentials::CHECK,
    &region::CHECK,
    &stack::CHECK,
    &permissions::CHECK,
    &byol::CHECK,
    &workspaces_quota::CHECK,
    &appstream_quota::CHECK,
    &image_builder::CHECK,
    &ebs_encryption::CHECK,
    &appstream_roles::CHECK,
    &presets::CHECK,
    &notifications::CHECK,
    &approvers::CHECK,
    &alarm_subscribers::CHECK,
    &alarms::CHECK,
    &dead_letters::CHECK,
    &sweep::CHECK,
    &waiting::CHECK,
];
