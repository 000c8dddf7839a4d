//! The checks, one file each, in the order of their numbers.

#[cfg(test)]
mod tests;

use super::check::Check;

macro_rules! checks {
    ($($module:ident),+ $(,)?) => {
        $(pub(super) mod $module;)+

        /// Every check.
        pub(super) const ALL: &[&Check] = &[$(&$module::CHECK),+];
    };
}

checks! {
    credentials,
    region,
    stack,
    permissions,
    byol,
    workspaces_quota,
    appstream_quota,
    image_builder,
    ebs_encryption,
    appstream_roles,
    presets,
    notifications,
    approvers,
    alarm_subscribers,
    alarms,
    dead_letters,
    sweep,
    waiting,
}
