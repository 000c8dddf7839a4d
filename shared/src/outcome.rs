//! The outcome of a run: the output of the machine `import` and the machine-readable part of the
//! notification.

mod size;

use crate::error::{Class, split};
use crate::operation::OperationName;
use crate::remedy;
use crate::status::{ByolStatus, RunStatus, StepStatus, ViolationOf};
use crate::violation::Violation;
use crate::{bounds, foreign};
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
    /// The image's name.
    pub name: String,
    /// The WorkSpaces image's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_id: Option<String>,
    /// The AppStream image's ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_arn: Option<String>,
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

/// Why a step did not succeed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StepError {
    /// The service's code, or Deskport's.
    pub code: String,
    /// What was said.
    pub message: String,
    /// What to do now.
    #[serde(default)]
    pub remedy: String,
}

impl StepError {
    /// An error with its remedy looked up.
    pub fn new(code: impl AsRef<str>, message: impl AsRef<str>) -> Self {
        let remedy = remedy::of(code.as_ref());
        Self::with(code.as_ref(), message.as_ref(), remedy)
    }

    /// An error with this remedy. All three texts are bounded, on one line.
    pub fn with(code: &str, message: &str, remedy: &str) -> Self {
        Self {
            code: bounds::text(&foreign::line(code), bounds::CODE_MAX),
            message: bounds::text(&foreign::line(message), bounds::MESSAGE_MAX),
            remedy: bounds::text(&foreign::line(remedy), bounds::REMEDY_MAX),
        }
    }

    /// An error as Step Functions caught it (`Error` and `Cause`), made readable.
    fn readable(self) -> Self {
        if !self.remedy.is_empty() {
            return Self::with(&self.code, &self.message, &self.remedy);
        }
        let message = said(&self.message);
        // Only a function of ours puts a code before its words.
        match (class(&self.code), split(&message)) {
            (Some(Class::NameTaken | Class::InvalidRequest | Class::Defect), Some((_, said))) => {
                Self::new(self.code, said)
            }
            (
                Some(Class::Throttled | Class::ServiceUnavailable | Class::QuotaExceeded | Class::Rejected),
                Some((code, said)),
            ) => Self::new(code, said),
            (None, _) | (Some(_), None) => Self::new(self.code, message),
        }
    }

    fn with_texts_of(self, longest: usize) -> Self {
        let (message, remedy) = (bounds::text(&self.message, longest), bounds::text(&self.remedy, longest));
        Self { message, remedy, ..self }
    }
}

fn class(name: &str) -> Option<Class> {
    Class::ALL.into_iter().find(|c| c.as_str() == name)
}

/// What a cause says. A failed function's is JSON with an `errorMessage`. Other JSON is not shown: that of a failed
/// execution describes it with its whole input.
fn said(cause: &str) -> String {
    if !cause.trim_start().starts_with('{') {
        return cause.to_owned();
    }
    let cause: serde_json::Value = serde_json::from_str(cause).unwrap_or_default();
    cause["errorMessage"].as_str().unwrap_or_default().to_owned()
}

impl Outcome {
    /// The outcome with every error readable and its remedy filled in.
    #[must_use]
    pub fn readable(self) -> Self {
        let step = |s: StepOutcome| StepOutcome { error: s.error.map(StepError::readable), ..s };
        let import = |i: ImportOutcome| ImportOutcome { steps: i.steps.into_iter().map(step).collect(), ..i };
        Self {
            imports: self.imports.into_iter().map(import).collect(),
            error: self.error.map(StepError::readable),
            violations: bounds::violations(self.violations, bounds::LIST_MAX),
            warnings: bounds::violations(self.warnings, bounds::WARNINGS_MAX),
            ..self
        }
        .within(bounds::OUTCOME_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readable(code: &str, cause: &str) -> StepError {
        StepError { code: code.to_owned(), message: cause.to_owned(), remedy: String::new() }.readable()
    }

    #[test]
    fn a_functions_error_becomes_the_services_code_and_words() {
        let cause = r#"{"errorType":"Rejected","errorMessage":"AccessDeniedException: not authorized: x"}"#;
        let error = readable("Rejected", cause);
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("AccessDeniedException", "not authorized: x")
        );
        assert!(!error.remedy.is_empty());
    }

    #[test]
    fn our_own_classes_keep_their_name() {
        let cause =
            r#"{"errorType":"NameTaken","errorMessage":"ResourceAlreadyExistsException: wsi-1 has it"}"#;
        let error = readable("NameTaken", cause);
        assert_eq!((error.code.as_str(), error.message.as_str()), ("NameTaken", "wsi-1 has it"));
    }

    #[test]
    fn a_killed_process_keeps_its_code_and_the_remedy_speaks_of_the_function() {
        let cause = r#"{"errorType":"Runtime.ExitError","errorMessage":"RequestId: 6f1c Error: Runtime exited with error: signal: killed"}"#;
        for code in ["Runtime.ExitError", "Lambda.Unknown", "Runtime.OutOfMemory", "Lambda.ANewOne"] {
            let error = readable(code, cause);
            assert_eq!(error.code, code);
            assert!(error.message.starts_with("RequestId: 6f1c Error: Runtime exited"), "{error:?}");
            assert!(
                error.remedy.contains("function") && !error.remedy.contains("image in its console"),
                "{error:?}"
            );
        }
    }

    #[test]
    fn a_cause_that_describes_an_execution_is_not_shown() {
        for cause in [
            r#"{"ExecutionArn":"arn:aws:states:x","Input":"{\"Password\":\"secret\"}","Status":"FAILED"}"#,
            r#"{"ExecutionArn":"arn:aws:states:x","Input":"{\"Password\":\"secr"#,
        ] {
            let error = readable("States.TaskFailed", cause);
            assert_eq!((error.code.as_str(), error.message.as_str()), ("States.TaskFailed", ""));
        }
    }

    #[test]
    fn an_error_that_is_no_functions_stays_as_it_is() {
        let error = readable("States.Timeout", "");
        assert_eq!((error.code.as_str(), error.message.as_str()), ("States.Timeout", ""));
        assert!(!error.remedy.is_empty());
    }
}
