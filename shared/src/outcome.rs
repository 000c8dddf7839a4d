//! The outcome of a run: the output of the machine `import` and the machine-readable part of the
//! notification.

mod ended;
mod error;
mod setting;
mod size;
mod way_back;

pub use ended::BrokeOff;
pub use error::StepError;
pub use setting::Setting;
pub use way_back::WayBack;

use crate::bounds;
use crate::operation::OperationName;
use crate::status::{ByolStatus, RunStatus, StepStatus, ViolationOf};
use crate::violation::Violation;
use serde::{Deserialize, Serialize};

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Outcome {
    /// Succeeded where every import did.
    pub status: RunStatus,
    /// The request's AMI, where it names one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ec2_image_id: Option<String>,
    /// The preset that the run took, where it took one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preset: Option<Preset>,
    /// The run's name.
    pub run: String,
    /// When it started: ISO 8601, UTC.
    pub started_at: String,
    /// When it ended: ISO 8601, UTC.
    pub ended_at: String,
    /// Whether it was a dry run, which starts nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// How each import ended, in the order of the request.
    pub imports: Vec<ImportOutcome>,
    /// Why nothing was started.
    pub violations: Vec<Violation>,
    /// What the violations are found in, each once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations_of: Vec<ViolationOf>,
    /// What was uncertain when the run was planned; it stopped nothing.
    #[serde(default)]
    pub warnings: Vec<Violation>,
    /// The change of the account that this run sent, which can't be undone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_byol: Option<ByolOutcome>,
    /// A request that sets back what the run has changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_back: Option<WayBack>,
    /// What broke the run itself, outside its imports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<StepError>,
}

/// A preset as a run read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Preset {
    /// Its name, as the AMI's tag has it.
    pub name: String,
    /// The version of its SSM parameter; `None` where there is no such parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
}

/// BYOL as a run switched it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ByolOutcome {
    /// The management range, fixed for good.
    pub dedicated_tenancy_management_cidr_range: String,
    /// How the account stood when the run last looked.
    pub status: ByolStatus,
}

/// How an import ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImportOutcome {
    /// Succeeded where every step did, or was skipped by a dry run.
    pub status: RunStatus,
    /// Its steps, in order.
    pub steps: Vec<StepOutcome>,
}

/// How a step ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StepOutcome {
    /// Where its entry stands in the request: a JSON Pointer (RFC 6901). Empty in a run that began before there was one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The operation.
    pub operation: OperationName,
    /// The name of what was made, or of the fleet that was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The Region that it works in, where that is not the run's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The bundle's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle_id: Option<String>,
    /// The account that an image is shared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_account_id: Option<String>,
    /// The WorkSpaces image's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_id: Option<String>,
    /// The AppStream image's ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_arn: Option<String>,
    /// What a step that sets something found there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Setting>,
    /// How it ended.
    pub status: StepStatus,
    /// Whether the image was there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adopted: Option<bool>,
    /// The image that failed in an earlier run and was deleted for this one: its id or ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<String>,
    /// How long it waited for a slot because a quota was full, in seconds; where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waited_for_quota_seconds: Option<u32>,
    /// When it was started: ISO 8601, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<String>,
    /// When its end was seen: ISO 8601, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// How often it was looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub polls: Option<u32>,
    /// Why it did not succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<StepError>,
}

impl StepOutcome {
    /// The same with a readable error and its remedy.
    #[must_use]
    pub fn readable(self) -> Self {
        Self {
            error: self.error.map(|error| error.readable(Some(self.operation))),
            waited_for_quota_seconds: self.waited_for_quota_seconds.filter(|seconds| *seconds > 0),
            ..self
        }
    }

    /// What was there before a change that the run made; `None` where it changed nothing.
    pub fn changed_from(&self) -> Option<&Setting> {
        self.before.as_ref().filter(|_| self.adopted != Some(true))
    }
}

impl Outcome {
    /// The outcome with every error readable and its remedy filled in.
    #[must_use]
    pub fn readable(self) -> Self {
        let steps = |steps: Vec<StepOutcome>| steps.into_iter().map(StepOutcome::readable).collect();
        let import = |i: ImportOutcome| ImportOutcome { steps: steps(i.steps), ..i };
        Self {
            way_back: WayBack::of(&self),
            imports: self.imports.into_iter().map(import).collect(),
            error: self.error.map(|error| error.readable(None)),
            violations: bounds::violations(self.violations, bounds::LIST_MAX),
            warnings: bounds::violations(self.warnings, bounds::WARNINGS_MAX),
            ..self
        }
        .within(bounds::OUTCOME_MAX)
    }
}
