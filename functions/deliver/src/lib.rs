//! deliver: changes one bundle, fleet or permission. It is the only function that may, and it changes nothing that the stack's
//! parameters don't allow, whoever calls it. Called twice, it changes once.

mod ahead;
mod aws;
mod make;
mod order;
mod ports;
mod set;

pub use ahead::Foreseen;
pub use aws::Aws;
pub use ports::{Deliver, Found};

use ahead::Targets;
use deskport_aws::{Clock, Deadline, metrics, parse};
use deskport_shared::delivery::Delivery;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::{Given, Job, Progress};
use deskport_shared::metrics::delivered;
use deskport_shared::outcome::StepError;
use deskport_shared::plan::Step;
use deskport_shared::status::JobStatus;
use order::Order;
use serde::{Deserialize, Serialize};
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

/// What deliver returns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// Of a step.
    Progress(Box<Progress>),
    /// Of a look at all that a run will set.
    Foreseen(Foreseen),
}

/// Delivers one step, or looks ahead at those of a run. `in_region` gives the services of a Region; `None` is the function's own.
///
/// # Errors
/// `Rejected` with the code `DeliveryNotAllowed` where a parameter of the stack does not allow it; else the class of the service's
/// error.
pub async fn handle<Aws: Deliver>(
    in_region: impl Fn(Option<&str>) -> Aws,
    delivery: &Delivery,
    clock: &impl Clock,
    input: Value,
) -> Result<Answer, Failure> {
    if input.get("Targets").is_some() {
        let Targets { targets } = parse(input)?;
        // Boxed: the SDK's futures nest so deep that the compiler's limit for a type's layout is passed.
        return Box::pin(ahead::look(in_region, &targets)).await.map(Answer::Foreseen);
    }
    let input: DeliverInput = parse(input)?;
    delivery.check(&input.step)?;
    let mut body = input.step.body()?;
    if input.step.step > 0 && !body.request_mut().take(&input.given) && !input.dry_run {
        return Err(Failure::own(Class::InvalidRequest, "Given: an image is required in a Then"));
    }
    let region = input.step.region.clone();
    let aws = &in_region(region.as_deref());
    let order = Order::new(&body, &input.run);
    let job = if input.deadline.has_come(clock) {
        let error = StepError::new("TimedOut", "the time ended before this could be changed");
        Job { error: Some(error), ..order.job(JobStatus::TimedOut) }
    } else if body.operation().definition().sets.is_some() {
        Box::pin(set::deliver(aws, &order, input.dry_run)).await?
    } else {
        Box::pin(make::deliver(aws, &order, input.dry_run)).await?
    };
    metrics::emit(delivered(&job).filter(|_| !input.dry_run));
    Ok(Answer::Progress(Box::new(Job { region, ..job }.into())))
}
