//! The roles of the template allow every call.

use super::{Checker, Facts};

/// Nothing is denied to a function, a machine or a rule.
pub(super) fn check(facts: &Facts<'_>, checker: &mut Checker) {
    let denied = facts.record.denied.first();
    checker.hold(denied.is_none(), || denied.cloned().unwrap_or_default());
}
