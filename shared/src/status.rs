//! Deskport's own statuses. The state machines branch on these names alone, never on a service's words.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! status {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $text)] $variant),+
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name in JSON and in the state machines.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

status! {
    /// What plan-import returns.
    PlanStatus {
        /// Every step is known: start.
        Ready = "READY",
        /// There are violations: start nothing.
        Invalid = "INVALID",
    }
}

status! {
    /// What a step does, by which the machine `step` chooses the function.
    StepKind {
        /// It makes an image: start-import.
        Make = "MAKE",
        /// It changes a bundle, a fleet or a permission: deliver.
        Deliver = "DELIVER",
        /// It asks people: notify.
        Ask = "ASK",
    }
}

status! {
    /// What enable-byol returns.
    ByolStatus {
        /// BYOL is on.
        Enabled = "ENABLED",
        /// It is being switched on: look again.
        Pending = "PENDING",
        /// It is off and would be switched on with the range that is named: approve, then change.
        Proposed = "PROPOSED",
        /// It is off and stays off: the violations say why.
        Refused = "REFUSED",
    }
}

status! {
    /// The status of a job, as start-import and check-status return it.
    JobStatus {
        /// It runs: look again.
        InProgress = "IN_PROGRESS",
        /// The image is ready.
        Succeeded = "SUCCEEDED",
        /// The image will never be ready.
        Failed = "FAILED",
        /// Its import ran out of time.
        TimedOut = "TIMED_OUT",
    }
}

status! {
    /// How a step ended.
    StepStatus {
        /// Its image is ready.
        Succeeded = "SUCCEEDED",
        /// It failed.
        Failed = "FAILED",
        /// Its import ran out of time.
        TimedOut = "TIMED_OUT",
        /// It was not started.
        Skipped = "SKIPPED",
    }
}

status! {
    /// How an import or a run ended.
    RunStatus {
        /// All of it succeeded.
        Succeeded = "SUCCEEDED",
        /// Some of it did not.
        Failed = "FAILED",
    }
}

status! {
    /// What violations are found in. What to do next depends on it.
    ViolationOf {
        /// The request that a person started the run with.
        Request = "REQUEST",
        /// The preset's document, or its absence.
        Preset = "PRESET",
        /// The value of the AMI's tag `deskport:preset`.
        Tag = "TAG",
        /// The AMI itself.
        Ami = "AMI",
        /// An event that names no AMI.
        Event = "EVENT",
        /// The state machine that was started: `trigger` was given what only `import` takes.
        Machine = "MACHINE",
        /// The account's BYOL, or the consent to switch it on.
        Account = "ACCOUNT",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_in_json_is_its_name() {
        for status in JobStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
        assert!(serde_json::from_value::<StepStatus>("IN_PROGRESS".into()).is_err());
    }
}
