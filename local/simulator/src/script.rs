//! Fault injection: rules that say which calls and images behave otherwise than usual.

mod counter;

use serde::{Deserialize, Serialize};

pub(crate) use counter::{Orders, Running};

use crate::fault::Fault;
use crate::view;

/// Rules for calls and images. Every rule whose `When` matches a call takes part; where two rules contradict each other,
/// the earlier one counts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Script {
    /// The rules, the most important one first.
    #[serde(default)]
    pub rules: Vec<Rule>,
}

/// Which calls, and what happens to them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Rule {
    /// A note for the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Which calls. Without it, all.
    #[serde(default)]
    pub when: When,
    /// What happens.
    #[serde(rename = "Do")]
    pub effect: Effect,
}

/// Which calls a rule is about: those that match every member given.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct When {
    /// `workspaces` or `appstream`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The operation's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// A glob (`*`, `?`) for the name of an image that the call makes or speaks of, by name, id or ARN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_name: Option<String>,
    /// Only the nth call that matches the above, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth_call: Option<u64>,
    /// Only the first calls that match the above, this many of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_calls: Option<u64>,
}

/// What happens. `Answer`, `LoseReply` and `AnswerNothing` are about the call itself; the others are about the import
/// (or the account modification) that the call starts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Effect {
    /// The call does nothing and returns this error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// The call takes effect, but the connection closes without a response.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lose_reply: bool,
    /// The call takes effect, and its response has no members.
    #[serde(default, skip_serializing_if = "is_false")]
    pub answer_nothing: bool,
    /// The import takes this many minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub take_minutes: Option<f64>,
    /// The import fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail: Option<Fail>,
    /// The import never ends.
    #[serde(default, skip_serializing_if = "is_false")]
    pub never_end: bool,
    /// The state that is shown while the import runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_state: Option<String>,
    /// For this many minutes no Describe or List operation shows the image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hide_minutes: Option<f64>,
}

/// An injected error response.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Answer {
    /// The error's name, such as `ThrottlingException`.
    pub code: String,
    /// The text; a default otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The HTTP status; otherwise the one that goes with the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
}

impl Answer {
    /// The response as the service gives it.
    pub(crate) fn fault(&self) -> Fault {
        let message = self.message.clone().unwrap_or_else(|| format!("{} on command", self.code));
        Fault { status: self.status, ..Fault::new(self.code.clone(), message) }
    }
}

/// How an import fails.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Fail {
    /// After how many minutes; otherwise when it would have succeeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_minutes: Option<f64>,
    /// `ErrorCode` of a WorkSpaces image, code of the `StateChangeReason` of an AppStream one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// `ErrorMessage` of a WorkSpaces image, `StateMessage` of a custom import, text of the `StateChangeReason`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// `ErrorDetails` of a WorkSpaces image or a custom import, `ImageErrors` of an AppStream image.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorDetail>,
}

/// One reason of a failure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct ErrorDetail {
    /// The code, such as `DomainJoined`.
    pub error_code: String,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

/// What is wrong with a script.
#[derive(Debug, thiserror::Error)]
pub enum ScriptError {
    /// It is no JSON, or not of the form of a script.
    #[error("the script can't be read: {0}")]
    Form(#[from] serde_json::Error),
    /// A rule can never do anything, or says something impossible.
    #[error("rule {0} of the script: {1}")]
    Rule(usize, &'static str),
}

impl Script {
    /// The script in a JSON text, checked.
    ///
    /// # Errors
    /// What is wrong with the text or its rules.
    pub fn from_json(text: &str) -> Result<Script, ScriptError> {
        let script: Script = view::read_object(text)?;
        script.check()?;
        Ok(script)
    }

    /// Looks for rules that can never do anything: an unknown operation, no effect, an impossible number.
    ///
    /// # Errors
    /// The first such rule.
    pub fn check(&self) -> Result<(), ScriptError> {
        for (index, rule) in self.rules.iter().enumerate() {
            rule.check().map_err(|what| ScriptError::Rule(index + 1, what))?;
        }
        Ok(())
    }
}

impl Rule {
    fn check(&self) -> Result<(), &'static str> {
        self.when.check()?;
        self.effect.check()
    }
}

impl When {
    fn check(&self) -> Result<(), &'static str> {
        use crate::{model::Model, service::Service};
        let services = Service::ALL.into_iter();
        let mut meant =
            services.filter(|s| self.service.as_deref().is_none_or(|name| name == s.key())).peekable();
        if meant.peek().is_none() {
            return Err("Service is neither workspaces nor appstream");
        }
        if let Some(operation) = &self.operation
            && !meant.any(|service| Model::get().operation(service, operation).is_some())
        {
            return Err("Operation is not served");
        }
        if self.nth_call == Some(0) || self.first_calls == Some(0) {
            return Err("calls are counted from 1");
        }
        Ok(())
    }
}

impl Effect {
    fn check(&self) -> Result<(), &'static str> {
        if *self == Effect::default() {
            return Err("Do is empty");
        }
        let fails_after = self.fail.as_ref().and_then(|fail| fail.after_minutes);
        let minutes = [self.take_minutes, fails_after, self.hide_minutes];
        if minutes.into_iter().flatten().any(|minutes| !(0.0..=1e9).contains(&minutes)) {
            return Err("minutes must be a number from 0 to 1000000000");
        }
        if self.never_end && self.fail.is_some() {
            return Err("an import can't both fail and never end");
        }
        if self.answer.as_ref().is_some_and(|answer| answer.code.is_empty()) {
            return Err("Answer needs a Code");
        }
        if self.answer.as_ref().and_then(|a| a.status).is_some_and(|status| !(400..=599).contains(&status)) {
            return Err("the Status of an Answer is from 400 to 599");
        }
        Ok(())
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's form")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
