//! deliver: changes one bundle, fleet or permission. It is the only function that may, and it changes nothing that the stack's
//! parameters don't allow, whoever calls it. Called twice, it changes once.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod aws;
mod make;
mod order;
mod ports;
mod set;

pub use aws::Aws;
pub use ports::{Deliver, Found};

use deskport_aws::{Clock, Deadline, parse};
use deskport_shared::delivery::Delivery;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::{Given, Job, Progress};
use deskport_shared::outcome::StepError;
use deskport_shared::plan::Step;
use deskport_shared::status::JobStatus;
use order::Order;
use serde::Deserialize;
use serde_json::Value;

/// What the machine `step` hands in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct DeliverInput {
    /// The step, as plan-import planned it.
    step: Step,
    /// The image of the entry above.
    given: Given,
    /// The run's name.
    run: String,
    /// Whether nothing is changed.
    dry_run: bool,
    /// When the import's time ends: from then on nothing is changed.
    deadline: Deadline,
}

/// Delivers one step.
///
/// # Errors
/// `Rejected` with the code `DeliveryNotAllowed` where a parameter of the stack does not allow it; else the class of the service's
/// error.
pub async fn handle(
    aws: &impl Deliver,
    delivery: &Delivery,
    clock: &impl Clock,
    input: Value,
) -> Result<Progress, Failure> {
    let input: DeliverInput = parse(input)?;
    allowed(&input.step, delivery)?;
    let mut body = input.step.body()?;
    if input.step.step > 0 && !body.request_mut().take(&input.given) && !input.dry_run {
        return Err(Failure::own(Class::InvalidRequest, "Given: an image is required in a Then"));
    }
    let order = Order::new(&body, &input.run);
    let job = if input.deadline.has_come(clock) {
        let error = StepError::new("TimedOut", "the time ended before this could be changed");
        Job { error: Some(error), ..order.job(JobStatus::TimedOut) }
    } else if body.request().sets().is_some() {
        // Boxed: the SDK's futures nest so deep that the compiler's limit for a type's layout is passed.
        Box::pin(set::deliver(aws, &order, input.dry_run)).await?
    } else {
        Box::pin(make::deliver(aws, &order, input.dry_run)).await?
    };
    Ok(job.into())
}

/// Refuses what the stack's parameters don't allow: the plan has done so, unless somebody else calls.
fn allowed(step: &Step, delivery: &Delivery) -> Result<(), Failure> {
    for (parameter, member) in step.operation.definition().delivers {
        let name = step.request[*member].as_str().unwrap_or_default();
        if !delivery.allows(*parameter, name) {
            let said = format!("{member} is {name}: allowed is {}", delivery.allowed(*parameter));
            return Err(Failure::new(Class::Rejected, "DeliveryNotAllowed", said));
        }
    }
    Ok(())
}
