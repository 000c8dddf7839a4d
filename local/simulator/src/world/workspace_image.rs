//! A WorkSpaces image, and the custom import that may have made it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::config::Tag;
use crate::script::{ErrorDetail, Fail};
use crate::timeline::{Moment, Stage, Timeline};
use crate::view;

/// The states that a custom import passes before it is COMPLETED.
pub(crate) const CUSTOM_STAGES: &[Stage] = &[
    (0.0, "PENDING"),
    (0.02, "IN_PROGRESS"),
    (0.05, "PROCESSING_SOURCE_IMAGE"),
    (0.15, "IMAGE_TESTING_START"),
    (0.2, "UPDATING_OPERATING_SYSTEM"),
    (0.35, "IMAGE_COMPATIBILITY_CHECKING"),
    (0.45, "IMAGE_TESTING_GENERALIZATION"),
    (0.55, "CREATING_TEST_INSTANCE"),
    (0.65, "INSTALLING_COMPONENTS"),
    (0.75, "GENERALIZING"),
    (0.85, "VALIDATING"),
    (0.95, "PUBLISHING"),
];

/// A WorkSpaces image.
#[derive(Debug, Clone)]
pub(crate) struct WorkspaceImage {
    pub(crate) number: u64,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) owner: String,
    pub(crate) tenancy: &'static str,
    pub(crate) tags: Vec<Tag>,
    /// The accounts that may copy it.
    pub(crate) shared_with: BTreeSet<String>,
    pub(crate) timeline: Timeline,
    /// The custom import that made it.
    pub(crate) custom: Option<CustomImport>,
    /// The WorkSpace that it was captured from.
    pub(crate) workspace: Option<String>,
}

/// What only a custom import has.
#[derive(Debug, Clone)]
pub(crate) struct CustomImport {
    pub(crate) infrastructure: String,
    pub(crate) source: Value,
}

impl WorkspaceImage {
    /// The state that DescribeWorkspaceImages shows.
    pub(crate) fn state(&self, now: f64) -> &str {
        match self.timeline.at(now) {
            Moment::Running { .. } if self.custom.is_some() => "PENDING",
            Moment::Running { state, .. } => state,
            Moment::Succeeded => "AVAILABLE",
            Moment::Failed { .. } => "ERROR",
        }
    }

    /// As DescribeWorkspaceImages shows it.
    pub(crate) fn view(&self, now: f64) -> Value {
        let mut view = json!({
            "ImageId": self.id,
            "Name": self.name,
            "OperatingSystem": { "Type": "WINDOWS" },
            "State": self.state(now),
            "RequiredTenancy": self.tenancy,
            "Created": view::time(self.timeline.start()),
            "OwnerAccountId": self.owner,
            "Updates": { "UpdateAvailable": false },
        });
        view::put(&mut view, "Description", self.description.as_deref());
        if let Moment::Failed { why, .. } = self.timeline.at(now) {
            let first = why.errors.first();
            let code = why.code.as_deref().or(first.map(|error| error.error_code.as_str()));
            let message = why.message.as_deref().or(first.and_then(|error| error.error_message.as_deref()));
            view::put(&mut view, "ErrorCode", Some(code.unwrap_or("UnknownError")));
            view::put(&mut view, "ErrorMessage", Some(message.unwrap_or("The image could not be imported.")));
            if self.custom.is_none() {
                view::put(&mut view, "ErrorDetails", details(why));
            }
        }
        view
    }

    /// As DescribeCustomWorkspaceImageImport shows it, where a custom import made it.
    pub(crate) fn custom_view(&self, now: f64) -> Option<Value> {
        let custom = self.custom.as_ref()?;
        let (state, message, percentage) = custom_progress(self.timeline.at(now));
        let mut view = json!({
            "ImageId": self.id,
            "InfrastructureConfigurationArn": custom.infrastructure,
            "State": state,
            "StateMessage": message,
            "ProgressPercentage": percentage,
            "Created": view::time(self.timeline.start()),
            "LastUpdatedTime": view::time(self.timeline.changed(now)),
            "ImageSource": custom.source,
            "ImageBuilderInstanceId": format!("i-{:0>17}", self.id.trim_start_matches("wsi-")),
        });
        if let Moment::Failed { why, .. } = self.timeline.at(now) {
            view::put(&mut view, "ErrorDetails", details(why));
        }
        Some(view)
    }
}

/// The state, its text and its percentage.
fn custom_progress(moment: Moment<'_>) -> (String, String, u64) {
    match moment {
        Moment::Running { state, share } => {
            (state.to_owned(), format!("The import is in state {state}."), percentage(share).min(99))
        }
        Moment::Succeeded => ("COMPLETED".to_owned(), "The image is ready.".to_owned(), 100),
        Moment::Failed { why, share } => {
            let message = why.message.clone().unwrap_or_else(|| "The import failed.".to_owned());
            ("ERROR".to_owned(), message, percentage(share).min(99))
        }
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share is from 0 to 1")]
fn percentage(share: f64) -> u64 {
    (share * 100.0) as u64
}

fn details(why: &Fail) -> Option<Value> {
    (!why.errors.is_empty()).then(|| why.errors.iter().map(detail).collect())
}

fn detail(error: &ErrorDetail) -> Value {
    let mut detail = json!({ "ErrorCode": error.error_code });
    view::put(&mut detail, "ErrorMessage", error.error_message.as_deref());
    detail
}
