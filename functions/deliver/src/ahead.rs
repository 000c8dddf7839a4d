//! Looking ahead: before a run starts anything, what it will set is looked at, so that what is in the way is known hours before its
//! turn.

use crate::ports::Deliver;
use deskport_shared::bounds;
use deskport_shared::error::Failure;
use deskport_shared::operation::Body;
use deskport_shared::plan::Step;
use deskport_shared::remedy::Failed;
use deskport_shared::status::{PlanStatus, ViolationOf};
use deskport_shared::violation::Violation;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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

/// Looks at all bundles and fleets that are set, Region by Region. What passes by itself, such as a fleet that is starting, is left to
/// the step.
pub(crate) async fn look<Aws: Deliver>(
    in_region: impl Fn(Option<&str>) -> Aws,
    steps: &[Step],
) -> Result<Foreseen, Failure> {
    let bodies = steps.iter().map(Step::body).collect::<Result<Vec<_>, _>>()?;
    let regions: BTreeSet<Option<&str>> = steps.iter().map(|step| step.region.as_deref()).collect();
    let mut found = BTreeMap::new();
    for region in regions {
        let here = || (0..steps.len()).filter(|place| steps[*place].region.as_deref() == region);
        let asked: Vec<&Body> = here().map(|place| &bodies[place]).collect();
        let obstacles = in_region(region).obstacles(&asked).await?;
        found.extend(here().zip(obstacles).filter_map(|(place, obstacle)| Some((place, obstacle?))));
    }
    let lasting = found.into_iter().filter(|(_, failure)| !failure.class.retryable());
    let violations: Vec<_> =
        lasting.map(|(place, failure)| violation(&steps[place], &bodies[place], &failure)).collect();
    let status = if violations.is_empty() { PlanStatus::Ready } else { PlanStatus::Invalid };
    Ok(Foreseen { status, violations: bounds::violations(violations, bounds::LIST_MAX) })
}

fn violation(step: &Step, body: &Body, failure: &Failure) -> Violation {
    let operation = body.operation();
    let definition = operation.definition();
    let member = definition.sets.unwrap_or_default();
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
