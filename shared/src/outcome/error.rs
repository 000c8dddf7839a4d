//! Why a step did not succeed, from what a service, a function or Step Functions reports.

use crate::error::{Class, split};
use crate::operation::OperationName;
use crate::remedy::Failed;
use crate::{bounds, foreign};
use serde::{Deserialize, Serialize};

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
    /// What a state machine was doing; it becomes a part of the message.
    #[serde(default, skip_serializing)]
    pub(super) doing: String,
}

/// Where a service gives no code at all.
const NO_CODE: &str = "Unknown";
const NO_MESSAGE: &str = "the service gave no message";

impl StepError {
    /// An error of Deskport's own, with its remedy.
    pub fn new(code: impl AsRef<str>, message: impl AsRef<str>) -> Self {
        Self::of(None, code.as_ref(), message.as_ref())
    }

    /// An error as Step Functions caught it, which `Outcome::readable` makes readable.
    pub(super) fn caught(code: String, message: String) -> Self {
        Self { code, message, remedy: String::new(), doing: String::new() }
    }

    /// An error of an operation, with its remedy.
    fn of(operation: Option<OperationName>, code: &str, message: &str) -> Self {
        Self::with(code, message, &Failed { code, operation, message }.remedy())
    }

    /// One error out of all that a service returns for a failed image, as codes and messages: the code that says most leads, and
    /// every message is kept. Remedies are those of the codes that say as much.
    pub fn all(operation: OperationName, list: Vec<(Option<String>, String)>) -> Self {
        let mut all: Vec<(Option<String>, String)> = Vec::new();
        for one in list {
            let repeats = all.iter().any(|(_, known)| !one.1.is_empty() && *known == one.1);
            if !repeats && one != (None, String::new()) {
                all.push(one);
            }
        }
        let code = |one: &(Option<String>, String)| one.0.clone().unwrap_or_else(|| NO_CODE.to_owned());
        let says = |one: &(Option<String>, String)| {
            Failed { code: &code(one), operation: Some(operation), message: &one.1 }.says()
        };
        let Some(most) = all.iter().map(says).max() else { return Self::new(NO_CODE, NO_MESSAGE) };
        let (lead, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| says(one) == most);
        let mut remedy = Vec::new();
        for one in &lead {
            let next = Self::of(Some(operation), &code(one), &one.1).remedy;
            if !remedy.contains(&next) {
                remedy.push(next);
            }
        }
        let code = lead.first().map(code).unwrap_or_default();
        let shown = |(place, (code, message)): (usize, (Option<String>, String))| {
            let message = message.trim_end().trim_end_matches('.').to_owned();
            // The first one's code stands before all of them.
            code.filter(|_| place > 0).map_or_else(|| message.clone(), |code| format!("{code}: {message}"))
        };
        let message: Vec<_> = lead.into_iter().chain(others).enumerate().map(shown).collect();
        Self::with(&code, &message.join("; "), &remedy.join(" "))
    }

    /// An error with this remedy. All three texts are bounded, on one line.
    pub fn with(code: &str, message: &str, remedy: &str) -> Self {
        Self {
            code: bounds::text(&foreign::line(code), bounds::CODE_MAX),
            message: bounds::text(&foreign::line(message), bounds::MESSAGE_MAX),
            remedy: bounds::text(&foreign::line(remedy), bounds::REMEDY_MAX),
            doing: String::new(),
        }
    }

    /// An error as Step Functions caught it (`Error` and `Cause`), made readable.
    pub(super) fn readable(self, operation: Option<OperationName>) -> Self {
        if !self.remedy.is_empty() {
            return Self::with(&self.code, &self.message, &self.remedy);
        }
        let message = said(&self.message);
        // Only a function of ours puts a code before its words.
        match (class(&self.code), split(&message)) {
            (Some(Class::NameTaken | Class::InvalidRequest | Class::Defect), Some((_, said))) => {
                Self::of(operation, &self.code, said)
            }
            (
                Some(Class::Throttled | Class::ServiceUnavailable | Class::QuotaExceeded | Class::Rejected),
                Some((code, said)),
            ) => Self::of(operation, code, said),
            (None, _) | (Some(_), None) => Self::of(operation, &self.code, &self.done(&message)),
        }
    }

    /// A message after what the state machine was doing.
    fn done(&self, message: &str) -> String {
        match (self.doing.as_str(), message) {
            ("", message) => message.to_owned(),
            (doing, "") => doing.to_owned(),
            (doing, message) => format!("{doing}: {message}"),
        }
    }

    pub(super) fn with_texts_of(self, longest: usize) -> Self {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn readable(code: &str, cause: &str) -> StepError {
        StepError {
            code: code.to_owned(),
            message: cause.to_owned(),
            remedy: String::new(),
            doing: String::new(),
        }
        .readable(None)
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
    fn what_a_machine_was_doing_stands_before_the_words_of_a_service() {
        let doing = |code: &str, cause: &str| {
            let (code, message, doing) = (code.to_owned(), cause.to_owned(), "reading the preset".to_owned());
            StepError { code, message, doing, remedy: String::new() }.readable(None).message
        };
        assert_eq!(doing("Ssm.SsmException", "no"), "reading the preset: no");
        assert_eq!(doing("States.Timeout", ""), "reading the preset");
        let cause = r#"{"errorType":"Defect","errorMessage":"Defect: panicked"}"#;
        assert_eq!(doing("Defect", cause), "panicked");
    }

    #[test]
    fn an_error_that_is_no_functions_stays_as_it_is() {
        let error = readable("States.Timeout", "");
        assert_eq!((error.code.as_str(), error.message.as_str()), ("States.Timeout", ""));
        assert!(!error.remedy.is_empty());
    }

    fn all(list: &[(&str, &str)]) -> StepError {
        let list = list
            .iter()
            .map(|(code, message)| ((!code.is_empty()).then(|| (*code).to_owned()), (*message).to_owned()));
        StepError::all(OperationName::ImportWorkspaceImage, list.collect())
    }

    #[test]
    fn of_all_that_a_service_returns_the_code_that_says_most_leads_and_no_message_is_lost() {
        let error = all(&[
            ("UnknownError", "failed."),
            ("ANewCode", "new"),
            ("DomainJoined", "joined."),
            ("", "checks failed"),
        ]);
        assert_eq!(error.code, "DomainJoined");
        assert_eq!(error.message, "joined; UnknownError: failed; ANewCode: new; checks failed");
        assert!(
            error.remedy.contains("domain") && !error.remedy.contains("checker script"),
            "{}",
            error.remedy
        );
        let error = all(&[("DomainJoined", "joined"), ("PendingReboot", "restart"), ("X", "joined")]);
        assert_eq!(error.message, "joined; PendingReboot: restart");
        assert!(error.remedy.contains("domain") && error.remedy.contains("Restart"), "{}", error.remedy);
        assert_eq!(all(&[("", "")]).message, NO_MESSAGE);
    }
}
