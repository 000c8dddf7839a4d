//! The plan: every step of a run in order, made by `request::check` alone, so that it can't hold a fault.

use crate::byol::Consent;
use crate::operation::{Body, Facts, OperationName};
use crate::violation::{Findings, Path};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What a run does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Plan {
    /// The request's AMI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ec2_image_id: Option<String>,
    /// Whether nothing is started.
    pub dry_run: bool,
    /// How long each import may take, its `Then` included, in seconds.
    pub timeout_seconds: u32,
    /// Whether BYOL has to be on before the imports start.
    pub needs_byol: bool,
    /// The consent to switch it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_byol: Option<Consent>,
    /// The imports, side by side.
    pub imports: Vec<ImportPlan>,
}

/// One import: its own step, then those of its `Then`, in order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ImportPlan {
    /// The steps.
    pub steps: Vec<Step>,
}

/// One call of an operation that makes an image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Step {
    /// Which import, from 0.
    pub import: usize,
    /// Which step of it: 0 is the import itself.
    pub step: usize,
    /// The operation.
    pub operation: OperationName,
    /// The image's name.
    pub name: String,
    /// The operation's request, placeholders filled in and source given.
    pub request: Value,
}

impl Step {
    /// The step's request as its operation's own type. The plan was checked in another process, so this door
    /// checks again; an error names the first fault.
    pub fn body(&self) -> Result<Body, crate::error::Failure> {
        let mut findings = Findings::default();
        let facts = Facts { os_version: None, in_then: self.step > 0 };
        let path = Path::root().member("Step").member("Request");
        Body::check(self.operation, &self.request, &path, &facts, &mut findings).ok_or_else(|| {
            let said = match findings.violations.first() {
                Some(v) => format!("{}: allowed is {}", v.path, v.allowed),
                None => "the step's request can't be read".to_owned(),
            };
            crate::error::Failure::own(crate::error::Class::InvalidRequest, said)
        })
    }
}
