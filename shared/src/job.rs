//! A job: a started step, as it goes from start-import to check-status and back through the machine `step`, which carries it as
//! a `Handle` that it does not read. Members that another version added are ignored, here and in everything else that one
//! function hands to another, because a run may begin before an update of the stack and end after it.

use crate::cadence;
use crate::operation::OperationName;
use crate::outcome::{Setting, StepError};
use crate::status::{JobStatus, StepStatus};
use serde::{Deserialize, Serialize};

/// A started step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Job {
    /// The operation that makes the image.
    pub operation: OperationName,
    /// The image's name.
    pub name: String,
    /// The Region that it is in, where that is not the run's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The WorkSpaces image's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_id: Option<String>,
    /// The AppStream image's ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_arn: Option<String>,
    /// The bundle's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle_id: Option<String>,
    /// What a step that sets something found there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Setting>,
    /// What it sets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Setting>,
    /// The account that an image is shared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_account_id: Option<String>,
    /// Whether the image was there already, made by an earlier call.
    pub adopted: bool,
    /// The image that failed in an earlier run and was deleted for this one: its id or ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<String>,
    /// Its status.
    pub status: JobStatus,
    /// The service's own word for it at the last look; for people only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// In percent, if the service reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<u8>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<StepError>,
    /// How long the run has waited for it, in seconds.
    pub elapsed_seconds: u32,
    /// How long to wait before the next look, in seconds.
    pub seconds_to_next_look: u32,
    /// How often it was looked at.
    pub polls: u32,
    /// How many looks in a row have not shown it, those at a just-made image left out.
    #[serde(default, skip_serializing_if = "is_none")]
    pub missed: u32,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// The image that an entry gives to the entries of its `Then`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Given {
    /// A WorkSpaces image's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_id: Option<String>,
    /// An AppStream image's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_name: Option<String>,
    /// An AppStream image's ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_arn: Option<String>,
    /// The image's Region, where that is not the run's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// What a function returns of a step: what the machine needs to go on, and what it carries without reading it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Progress {
    /// How the machine goes on.
    pub status: JobStatus,
    /// How long to wait before the next look, in seconds.
    pub seconds_to_next_look: u32,
    /// The step's outcome: where it is still in progress, the one that it has if its time ends before the next look.
    pub outcome: Ended,
    /// The image for the entries below.
    pub gives: Given,
    /// The job, for the next look.
    pub handle: Job,
}

/// What start-import and check-status return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// For the machine `step`.
    Progress(Box<Progress>),
    /// For a run that began before there was a tree of entries.
    Job(Box<Job>),
}

impl Answer {
    /// The job as it stands now.
    pub fn into_job(self) -> Job {
        match self {
            Self::Progress(progress) => progress.handle,
            Self::Job(job) => *job,
        }
    }
}

/// What a job adds to the outcome of its step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Ended {
    #[serde(skip_serializing_if = "Option::is_none")]
    bundle_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Setting>,
    status: StepStatus,
    adopted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    replaced: Option<String>,
    polls: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<StepError>,
}

impl From<Job> for Progress {
    fn from(job: Job) -> Self {
        Self {
            status: job.status,
            seconds_to_next_look: job.seconds_to_next_look,
            outcome: job.ended(),
            gives: job.gives(),
            handle: job,
        }
    }
}

impl Job {
    /// The AppStream image's name: what its ARN ends with.
    pub fn image_name(&self) -> Option<&str> {
        self.image_arn.as_deref()?.rsplit_once(":image/").map(|(_, name)| name)
    }

    fn gives(&self) -> Given {
        let image_name = self.image_name().map(str::to_owned);
        Given {
            image_id: self.image_id.clone(),
            image_name,
            image_arn: self.image_arn.clone(),
            region: self.region.clone(),
        }
    }

    fn ended(&self) -> Ended {
        let status = match self.status {
            JobStatus::Succeeded => StepStatus::Succeeded,
            JobStatus::Failed => StepStatus::Failed,
            JobStatus::TimedOut | JobStatus::InProgress => StepStatus::TimedOut,
        };
        let error = match self.status {
            JobStatus::InProgress => Some(self.out_of_time()),
            JobStatus::Succeeded | JobStatus::Failed | JobStatus::TimedOut => self.error.clone(),
        };
        Ended {
            bundle_id: self.bundle_id.clone(),
            before: self.before.clone(),
            image_id: self.image_id.clone(),
            image_arn: self.image_arn.clone(),
            status,
            adopted: self.adopted,
            replaced: self.replaced.clone(),
            polls: self.polls,
            error,
        }
    }

    /// What is said of a job that was still in progress when its time ended.
    fn out_of_time(&self) -> StepError {
        let Some(state) = &self.state else {
            return StepError::new("TimedOut", "the time ended before the first look");
        };
        let progress = self.progress.map(|progress| format!(", at {progress} %")).unwrap_or_default();
        let minutes = self.elapsed_seconds / 60;
        StepError::new("TimedOut", format!("after {minutes} minutes its state was still {state}{progress}"))
    }
}

/// What one look found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// The job's status.
    pub status: JobStatus,
    /// The service's own word.
    pub state: String,
    /// In percent, if the service reports it.
    pub progress: Option<u8>,
    /// Why it failed.
    pub error: Option<StepError>,
}

impl Look {
    /// A look at an image that is still being made.
    pub fn in_progress(state: impl Into<String>, progress: Option<u8>) -> Self {
        Self { status: JobStatus::InProgress, state: state.into(), progress, error: None }
    }

    /// A look at something that does not show yet what was set.
    pub fn not_shown_yet() -> Self {
        Self::in_progress("the change does not show yet", None)
    }

    /// A look at an image that is ready.
    pub fn succeeded(state: impl Into<String>) -> Self {
        Self { status: JobStatus::Succeeded, state: state.into(), progress: None, error: None }
    }

    /// A look at an image that failed.
    pub fn failed(state: impl Into<String>, error: StepError) -> Self {
        Self { status: JobStatus::Failed, state: state.into(), progress: None, error: Some(error) }
    }
}

impl Job {
    /// A job that has just been started, or adopted.
    pub fn started(operation: OperationName, name: String, status: JobStatus) -> Self {
        Self {
            operation,
            name,
            region: None,
            image_id: None,
            image_arn: None,
            bundle_id: None,
            before: None,
            wanted: None,
            shared_account_id: None,
            adopted: false,
            replaced: None,
            status,
            state: None,
            progress: None,
            error: None,
            elapsed_seconds: 0,
            seconds_to_next_look: cadence::pause(operation, 0, None),
            polls: 0,
            missed: 0,
        }
    }

    /// The job after a look at it.
    pub fn after(self, look: Look) -> Self {
        let seconds_to_next_look = cadence::pause(self.operation, self.elapsed_seconds, look.progress);
        Self {
            status: look.status,
            state: Some(look.state),
            progress: look.progress,
            error: look.error,
            seconds_to_next_look,
            polls: self.polls.saturating_add(1),
            ..self
        }
    }
}
