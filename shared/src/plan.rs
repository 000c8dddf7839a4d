//! The plan: every step of a run in order. Only `request::check` makes a [`Plan`]. A [`Step`] comes from it or from
//! `Deserialize`, which checks again what another process planned. So neither can have a violation. Both are read
//! through [`Deref`], and nothing can change them.

use crate::byol::Consent;
use crate::error::{Class, Failure};
use crate::operation::{Body, Facts, OperationName, StepKind};
use crate::tags::Tag;
use crate::violation::{Findings, Path};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;
use std::ops::Deref;

pub use crate::violation::NOT_SHOWN;

/// What a run does: parts that were checked together.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Plan(PlanParts);

/// The parts of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlanParts {
    /// The request's AMI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ec2_image_id: Option<String>,
    /// Whether nothing is started.
    pub dry_run: bool,
    /// How long each import may take, its `Then` included, in seconds.
    pub timeout_seconds: u32,
    /// Whether BYOL has to be on before the imports start.
    pub needs_byol: bool,
    /// Whether it sets something that is looked at before anything starts.
    pub sets: bool,
    /// The consent to switch it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_byol: Option<Consent>,
    /// The imports, side by side.
    pub imports: Vec<ImportPlan>,
}

/// One import: its own step, then those of its `Then` in the order of the document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImportPlan {
    /// The steps.
    pub steps: Vec<PlannedStep>,
}

/// A step and its place in the tree of entries, as the state machines carry it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PlannedStep {
    /// The step itself.
    #[serde(flatten)]
    pub call: Step,
    /// The entry that it stands below, as a JSON Pointer into the request; empty for the import itself.
    pub parent: String,
    /// Which function does it.
    pub kind: StepKind,
    /// Whether an image that an earlier run left failed is deleted and made again.
    pub replace_failed: bool,
    /// How long people have to answer, where it asks them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds_to_answer: Option<u32>,
    /// What the outcome says of the step whatever happens to it.
    pub outcome: Known,
}

/// What is known of a step's outcome before it is started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Known {
    pub(crate) path: String,
    pub(crate) operation: OperationName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bundle_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) shared_account_id: Option<String>,
}

impl PlannedStep {
    /// A step below the entry `parent`.
    pub(crate) fn new(call: Step, parent: String, replace_failed: bool) -> Self {
        let text = |member: &str| call.request[member].as_str().map(str::to_owned);
        let outcome = Known {
            path: call.path.clone(),
            operation: call.operation,
            name: call.name.clone(),
            bundle_id: text("BundleId"),
            region: call.region.clone(),
            shared_account_id: text("SharedAccountId"),
        };
        let definition = call.operation.definition();
        let seconds_to_answer = (definition.seconds_to_answer)(&call.request);
        Self { call, parent, kind: definition.kind, replace_failed, seconds_to_answer, outcome }
    }
}

impl Deref for PlannedStep {
    type Target = Step;

    fn deref(&self) -> &Step {
        &self.call
    }
}

/// One call of an operation that makes an image: parts that satisfy all rules of the operation. In a plan that was
/// made without its AMI's description, placeholders that can't be filled in are left unchanged, and the step has no body.
#[derive(Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Step {
    parts: StepParts,
    #[serde(skip)]
    body: Option<Body>,
}

/// The parts of a step.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StepParts {
    /// Which import, from 0.
    pub import: usize,
    /// Which step of it: 0 is the import itself.
    pub step: usize,
    /// The operation.
    pub operation: OperationName,
    /// The name of what is made, or of the fleet that is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The operation's request, placeholders filled in and source given.
    pub request: Value,
    /// Where its entry is in the request: a JSON Pointer (RFC 6901). Empty in a run that began before this member existed.
    #[serde(default)]
    pub path: String,
    /// The Region that it works in, where that is not the run's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The stack's tags, where the request can't hold them because its operation takes none: the image is given them afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub image_tags: Vec<Tag>,
}

impl Plan {
    /// Parts in which no violation was found.
    pub(crate) fn checked(parts: PlanParts) -> Self {
        Self(parts)
    }
}

impl Deref for Plan {
    type Target = PlanParts;

    fn deref(&self) -> &PlanParts {
        &self.0
    }
}

impl Step {
    /// Parts of a plan that is discarded if it has violations.
    pub(crate) fn checked(parts: StepParts, body: Option<Body>) -> Self {
        Self { parts, body }
    }

    /// The step's request as its operation's own type.
    ///
    /// # Errors
    /// `InvalidRequest` if the plan was made without its AMI's description, or the step is redacted.
    pub fn body(&self) -> Result<Body, Failure> {
        let unknown = || {
            Failure::own(
                Class::InvalidRequest,
                "the step has something that is not known or not shown: it can't be sent",
            )
        };
        self.body.clone().ok_or_else(unknown)
    }

    /// What it makes, by its name, or what it sets, by its id.
    pub fn target(&self) -> &str {
        let set = || self.operation.definition().sets.and_then(|member| self.request[member].as_str());
        self.name.as_deref().or_else(set).unwrap_or_default()
    }

    /// The step as people may see it: what sensitive members hold is replaced by `(not shown)`, a list's
    /// entries one by one. It has no body: nobody can send it.
    pub fn redacted(&self) -> Self {
        let mut parts = self.parts.clone();
        for member in parts.operation.definition().members.iter().filter(|m| m.sensitive) {
            match parts.request.get_mut(member.name) {
                Some(Value::Array(items)) => items.fill(NOT_SHOWN.into()),
                Some(value) => *value = NOT_SHOWN.into(),
                None => {}
            }
        }
        Self { parts, body: None }
    }
}

impl Deref for Step {
    type Target = StepParts;

    fn deref(&self) -> &StepParts {
        &self.parts
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let parts = StepParts::deserialize(deserializer)?;
        let mut findings = Findings::default();
        let facts = Facts { in_then: parts.step > 0, ..Facts::default() };
        let path = Path::root().member("Request");
        let body = Body::check(parts.operation, &parts.request, &path, &facts, &mut findings);
        let Some(body) = body.filter(|body| body.name() == parts.name.as_deref()) else {
            let said = match findings.violations.first() {
                Some(v) => format!("{}: allowed is {}", v.path, v.allowed),
                None => "/Name: allowed is the name in the request".to_owned(),
            };
            return Err(serde::de::Error::custom(said));
        };
        Ok(Self { parts, body: Some(body) })
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.fmt(f)
    }
}

impl fmt::Debug for StepParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The request may hold what is sensitive.
        f.debug_struct("Step")
            .field("import", &self.import)
            .field("step", &self.step)
            .field("operation", &self.operation)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn step(request: &Value) -> Result<Step, String> {
        let parts = json!({"Import": 0, "Step": 1, "Operation": "CreateImportedImage", "Name": "n", "Request": request});
        serde_json::from_value(parts).map_err(|e| e.to_string())
    }

    #[test]
    fn a_redacted_step_keeps_the_number_of_its_applications_alone() {
        let application = json!({"Name": "secret", "AbsoluteAppPath": "secret"});
        let other = json!({"Name": "secret2", "AbsoluteAppPath": "secret"});
        let step = step(&json!({"Name": "n", "AppCatalogConfig": [application, other]})).unwrap();
        let redacted = step.redacted();
        assert_eq!(
            redacted.request,
            json!({"Name": "n", "AppCatalogConfig": ["(not shown)", "(not shown)"]})
        );
        assert_eq!(redacted.name.as_deref(), Some("n"));
        assert!(redacted.body().is_err());
        assert!(!format!("{step:?} {:?}", step.body()).contains("secret"));
    }

    #[test]
    fn a_step_of_another_process_is_checked_at_the_door() {
        assert_eq!(step(&json!({"Name": "n"})).unwrap().body().unwrap().name(), Some("n"));
        assert_eq!(step(&json!({"Name": "other"})).unwrap_err(), "/Name: allowed is the name in the request");
        let said = step(&json!({"Name": "n", "SourceAmiId": "ami-01234567"})).unwrap_err();
        assert!(said.starts_with("/Request/SourceAmiId: allowed is not in Then"), "{said}");
        let said = step(&json!({"Name": "n", "AppCatalogConfig": ["secret"]})).unwrap_err();
        assert!(!said.contains("secret"), "{said}");
    }
}
