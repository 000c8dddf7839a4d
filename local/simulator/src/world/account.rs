//! The account and the modifications of its BYOL state.

use serde_json::{Value, json};

use super::Region;
use crate::config::Support;
use crate::timeline::{Moment, Timeline};
use crate::view;

/// A modification of the account.
#[derive(Debug, Clone)]
pub(crate) struct Modification {
    pub(crate) number: u64,
    pub(crate) range: Option<String>,
    pub(crate) timeline: Timeline,
}

impl Modification {
    /// As DescribeAccountModifications shows it.
    pub(crate) fn view(&self, now: f64) -> Value {
        let mut view = json!({
            "DedicatedTenancySupport": "ENABLED",
            "StartTime": view::time(self.timeline.start()),
        });
        view::put(&mut view, "DedicatedTenancyManagementCidrRange", self.range.as_deref());
        let state = match self.timeline.at(now) {
            Moment::Running { .. } => "PENDING",
            Moment::Succeeded => "COMPLETED",
            Moment::Failed { why, .. } => {
                view::put(&mut view, "ErrorCode", Some(why.code.as_deref().unwrap_or("InternalError")));
                let message = why.message.as_deref().unwrap_or("The modification failed.");
                view::put(&mut view, "ErrorMessage", Some(message));
                "FAILED"
            }
        };
        view::put(&mut view, "ModificationState", Some(state));
        view
    }
}

impl Region {
    /// Whether BYOL is on here: from the start, or since a modification succeeded.
    pub(crate) fn has_byol(&self, now: f64) -> bool {
        self.byol == Support::Enabled || self.enabling(now).is_some()
    }

    /// The range of the management interface, where BYOL is on.
    pub(crate) fn management_range(&self, now: f64) -> Option<&str> {
        match self.byol {
            Support::Enabled => self.management_range.as_deref(),
            Support::Disabled => self.enabling(now).and_then(|modification| modification.range.as_deref()),
        }
    }

    /// The modification that switched BYOL on.
    fn enabling(&self, now: f64) -> Option<&Modification> {
        self.modifications.iter().find(|modification| modification.timeline.has_succeeded(now))
    }
}
