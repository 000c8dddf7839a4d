//! plan-import: a request and the descriptions of its AMIs in, every step in order or all violations out.
//! It calls no AWS API, so what AWS knows has to be handed in.

use deskport_aws::parse;
use deskport_shared::ami::Image;
use deskport_shared::delivery::Delivery;
use deskport_shared::error::Failure;
use deskport_shared::image_tags::ImageTags;
use deskport_shared::input::Input;
use deskport_shared::namespace::Namespace;
use deskport_shared::outcome::Preset;
use deskport_shared::plan::Plan;
use deskport_shared::request::Context;
use deskport_shared::status::{PlanStatus, ViolationOf};
use deskport_shared::violation::Violation;
use deskport_shared::{bounds, foreign};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the machine `import` hands in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PlanInput {
    /// The execution's input, with the preset's document where it names one; empty where it is too long.
    input: Value,
    /// How many characters the execution's input has as JSON.
    #[serde(default)]
    input_length: Option<u64>,
    /// The AMIs that it names, as EC2 describes them.
    images: Vec<Image>,
    /// The execution's ARN: it names the account.
    execution_arn: String,
    /// When the execution started: ISO 8601, UTC.
    started_at: String,
    /// The stack's.
    #[serde(default)]
    namespace: Namespace,
}

/// What plan-import returns.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    /// Whether the run may start.
    pub status: PlanStatus,
    /// What the run does; there where `status` is READY.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Why nothing starts.
    pub violations: Vec<Violation>,
    /// What the outcome says of the run besides: the machine hands it on as it is.
    pub about: About,
}

/// Members of the outcome that are known once the run is planned.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct About {
    /// The AMI that the run is about; the outcome names it even where nothing starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    ec2_image_id: Option<String>,
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    preset: Option<Preset>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations_of: Vec<ViolationOf>,
    warnings: Vec<Violation>,
}

/// The longest AMI id that is handed on.
const ID_MAX: usize = 64;

/// Plans a run of a stack that may deliver to these, and that gives what it makes these tags.
///
/// # Errors
/// `InvalidRequest` where the machine's own input is wrong; a wrong request is a result, not an error.
pub fn handle(delivery: &Delivery, image_tags: &ImageTags, input: Value) -> Result<Answer, Failure> {
    let input: PlanInput = parse(input)?;
    let read = Input::read(&input.input, input.input_length);
    let context = Context {
        images: &input.images,
        images_complete: true,
        account: input.execution_arn.split(':').nth(4),
        region: input.execution_arn.split(':').nth(3),
        start_date: input.started_at.get(..10),
        namespace: &input.namespace,
        delivery: Some(delivery),
        image_tags: Some(image_tags),
        ..Context::default()
    };
    let (findings, plan) = read.check(context);
    for warning in &findings.warnings {
        tracing::warn!(path = warning.path, given = warning.given, allowed = warning.allowed, "warning");
    }
    for violation in &findings.violations {
        tracing::warn!(
            path = violation.path,
            given = violation.given,
            allowed = violation.allowed,
            "violation"
        );
    }
    let status = if plan.is_some() { PlanStatus::Ready } else { PlanStatus::Invalid };
    let ec2_image_id = read.ec2_image_id().map(foreign::line).filter(|id| (1..=ID_MAX).contains(&id.len()));
    let about = About {
        ec2_image_id,
        dry_run: read.is_dry_run(),
        preset: read.preset(),
        violations_of: kinds(&findings.violations),
        warnings: bounds::violations(findings.warnings, bounds::WARNINGS_MAX),
    };
    let violations = bounds::violations(findings.violations, bounds::LIST_MAX);
    Ok(Answer { status, plan, violations, about })
}

/// What the violations are found in, each once.
fn kinds(violations: &[Violation]) -> Vec<ViolationOf> {
    ViolationOf::ALL.iter().copied().filter(|of| violations.iter().any(|v| v.of == *of)).collect()
}
