//! Looking ahead: before a run starts anything, what it will set is looked at, so that what is in the way is known hours before its
//! turn.

use crate::ports::Deliver;
use crate::set;
use deskport_shared::error::Failure;
use deskport_shared::operation::{Body, Thing};
use deskport_shared::plan::Step;
use deskport_shared::remedy::Failed;
use deskport_shared::status::{PlanStatus, ViolationOf};
use deskport_shared::violation::Violation;
use serde::{Deserialize, Serialize};

/// What the machine `import` hands in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Targets {
    /// The steps of the run that deliver something.
    pub(crate) targets: Vec<Step>,
}

/// What is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Foreseen {
    /// Whether the run may start.
    pub status: PlanStatus,
    /// Why it may not.
    pub violations: Vec<Violation>,
}

/// Looks at each bundle and fleet that is set. What passes by itself, such as a fleet that is starting, is left to the step.
pub(crate) async fn look<Aws: Deliver>(
    in_region: impl Fn(Option<&str>) -> Aws,
    steps: &[Step],
) -> Result<Foreseen, Failure> {
    let mut violations = Vec::new();
    for step in steps {
        let body = step.body()?;
        let definition = body.operation().definition();
        // The image of a permission may be made by the run itself.
        let Some(member) = definition.sets.filter(|_| definition.thing != Thing::Permission) else {
            continue;
        };
        let found = in_region(step.region.as_deref()).find(&body).await?;
        let obstacle = match found {
            Some(found) => found.obstacle.filter(|failure| !failure.class.retryable()),
            None => Some(set::missing(&body)),
        };
        violations.extend(obstacle.map(|failure| violation(step, &body, member, &failure)));
    }
    let status = if violations.is_empty() { PlanStatus::Ready } else { PlanStatus::Invalid };
    Ok(Foreseen { status, violations })
}

fn violation(step: &Step, body: &Body, member: &str, failure: &Failure) -> Violation {
    let operation = body.operation();
    let definition = operation.definition();
    let failed = Failed { code: &failure.code, operation: Some(operation), message: &failure.message };
    Violation {
        path: format!("{}/{operation}/{member}", step.path),
        given: step.request[member].as_str().unwrap_or_default().to_owned(),
        allowed: format!(
            "a {} that can get the image: {}. {}",
            definition.thing,
            failure.message,
            failed.remedy()
        ),
        source: definition.documentation(),
        of: ViolationOf::Request,
    }
}
