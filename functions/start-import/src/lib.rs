//! start-import: starts one step, or adopts the image that an earlier call made. Called twice, it makes
//! one image: no operation of AWS takes a client token, so the image's name is the key.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

mod aws;
mod claim;
mod in_use;
mod order;
mod ports;
mod replace;

pub use aws::Aws;
pub use ports::{DeleteImage, FindImage, Found, Made, MakeImage, OwnTag, Standing};

use deskport_aws::{Clock, Deadline, metrics, parse};
use deskport_shared::delivery::Delivery;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::{Answer, Given, Job};
use deskport_shared::metrics as counted;
use deskport_shared::operation::{Body, OperationName};
use deskport_shared::outcome::StepError;
use deskport_shared::plan::Step;
use deskport_shared::status::JobStatus;
use deskport_shared::{recipe, tags};
use order::Order;
use serde::Deserialize;
use serde_json::Value;

/// What the machine `step` hands in.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StartInput {
    /// The step, as plan-import planned it.
    step: Planned,
    /// The run's name.
    run: String,
    /// Whether nothing is started.
    dry_run: bool,
    /// The image of the entry above. It is not there where the run began before there was a tree of entries.
    #[serde(default)]
    given: Option<Given>,
    /// The same in such a run.
    #[serde(default)]
    workspace_image_id: Option<String>,
    /// The same for the step's own member.
    #[serde(default)]
    replace_failed: bool,
    /// How long this step has been tried, in seconds; where the machine says it.
    #[serde(default)]
    elapsed_seconds: Option<u32>,
    /// When the import's time ends, where the machine says it: from then on nothing is started.
    #[serde(default)]
    deadline: Option<Deadline>,
}

/// A step with what stands beside it in the plan.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Planned {
    /// The step.
    #[serde(flatten)]
    call: Step,
    /// Whether an image that an earlier run left failed is deleted and made again.
    #[serde(default)]
    replace_failed: bool,
}

/// Starts a step. `in_region` gives the services of a Region; `None` is the function's own.
///
/// # Errors
/// `NameTaken` where an image of somebody else has the name; `Rejected` where a parameter of the stack does not allow its Region; else
/// the class of the service's error.
pub async fn handle<Aws: MakeImage + FindImage + DeleteImage>(
    in_region: impl Fn(Option<&str>) -> Aws,
    delivery: &Delivery,
    clock: &impl Clock,
    input: Value,
) -> Result<Answer, Failure> {
    let input: StartInput = parse(input)?;
    delivery.check(&input.step.call)?;
    let region = input.step.call.region.clone();
    let job = job_of(&in_region(region.as_deref()), clock, &input).await?;
    let job = Job { region, ..job };
    Ok(match input.given {
        Some(_) => Answer::Progress(Box::new(job.into())),
        None => Answer::Job(Box::new(job)),
    })
}

async fn job_of(
    aws: &(impl MakeImage + FindImage + DeleteImage),
    clock: &impl Clock,
    input: &StartInput,
) -> Result<Job, Failure> {
    let body = with_image(input.step.call.body()?, input)?;
    let own_tags = tags::own(body.source().unwrap_or_default(), recipe::of(&body), &input.run);
    let order = Order {
        body: &body,
        own_tags: &own_tags,
        image_tags: &input.step.call.image_tags,
        replace_failed: input.step.replace_failed || input.replace_failed,
        in_then: input.step.call.step > 0,
        from: input.given.as_ref().and_then(|given| given.region.as_deref()),
        began: input.elapsed_seconds.map(|seconds| clock.now() - i64::from(seconds) * 1000),
        elapsed: input.elapsed_seconds,
    };
    // Boxed: the SDK's futures nest so deep that the compiler's limit for a type's layout is passed.
    if input.deadline.is_some_and(|deadline| deadline.has_come(clock)) {
        Box::pin(out_of_time(aws, &order)).await
    } else if input.dry_run {
        Box::pin(dry_run(aws, &order)).await
    } else {
        let started = Box::pin(start(aws, &order)).await;
        if started.as_ref().is_err_and(|failure| failure.class == Class::QuotaExceeded) {
            tracing::warn!(
                name = name_of(&body),
                "a quota is used up: the run waits for a slot until its deadline"
            );
            metrics::emit([counted::waits(body.operation())]);
        }
        metrics::emit(started.as_ref().ok().and_then(counted::started));
        started
    }
}

/// Starts nothing. An image that an earlier call made, whose response was lost, is named, so that people know of it.
async fn out_of_time(aws: &impl FindImage, order: &Order<'_>) -> Result<Job, Failure> {
    let made = in_use::made_before(aws, order).await?;
    let said = match &made {
        Some(found) => format!("the time ended before a response came; {} was being made", found.id()),
        None => "the time ended before this could be started, or before AWS showed it".to_owned(),
    };
    let adopted = made.is_some();
    let (image_id, image_arn) = made.map(|found| (found.image_id, found.image_arn)).unwrap_or_default();
    let error = Some(StepError::new("TimedOut", said));
    Ok(Job { adopted, error, ..job(order.body, JobStatus::TimedOut, image_id, image_arn) })
}

async fn start(aws: &(impl MakeImage + FindImage + DeleteImage), order: &Order<'_>) -> Result<Job, Failure> {
    match order.make(aws).await {
        Ok(Made::Started { image_id, image_arn }) => Ok(started(order.body, image_id, image_arn)),
        Ok(Made::Unnamed) => in_use::unnamed(aws, order).await,
        Ok(Made::NameInUse) => in_use::settle(aws, order, None).await,
        Ok(Made::WouldStart) => Err(unasked()),
        // A call with a lost response may have made the image that now fills the quota or holds the WorkSpace.
        Err(failure) if may_hide_own_effect(&failure) => in_use::settle(aws, order, Some(failure)).await,
        Err(failure) => Err(failure),
    }
}

/// Whether an error may come from an earlier call of our own whose response was lost: the services check a quota
/// or a WorkSpace's state before they look at the name.
fn may_hide_own_effect(failure: &Failure) -> bool {
    failure.class == Class::QuotaExceeded || failure.code == "InvalidResourceStateException"
}

/// The body of an entry in a `Then` takes the image of the entry above. A dry run has one only where it would be adopted.
fn with_image(mut body: Body, input: &StartInput) -> Result<Body, Failure> {
    if input.step.call.step == 0 {
        return Ok(body);
    }
    let of_old_run = || Given { image_id: input.workspace_image_id.clone(), ..Given::default() };
    let given = input.given.clone().unwrap_or_else(of_old_run);
    if !body.request_mut().take(&given) && !input.dry_run {
        return Err(Failure::own(Class::InvalidRequest, "Given: an image is required in a Then"));
    }
    Ok(body)
}

/// AppStream checks a request without starting it; WorkSpaces has no such call, nor is there anything to ask about in a `Then`,
/// whose image is not made. There the name is looked up.
async fn dry_run(aws: &(impl MakeImage + FindImage), order: &Order<'_>) -> Result<Job, Failure> {
    let body = order.body;
    let asked = body.operation() == OperationName::CreateImportedImage && !order.in_then;
    if !asked {
        return in_use::foresee(aws, order).await;
    }
    // With the tags of the import itself: the function's role allows none without them.
    match aws.make(body, order.own_tags, order.from, true).await? {
        // AppStream's check does not say whether it looked at the name.
        Made::WouldStart | Made::NameInUse => in_use::foresee(aws, order).await,
        Made::Started { .. } | Made::Unnamed => {
            Err(Failure::own(Class::Defect, "an image was started in a dry run"))
        }
    }
}

fn started(body: &Body, image_id: Option<String>, image_arn: Option<String>) -> Job {
    job(body, JobStatus::InProgress, image_id, image_arn)
}

fn job(body: &Body, status: JobStatus, image_id: Option<String>, image_arn: Option<String>) -> Job {
    Job { image_id, image_arn, ..Job::started(body.operation(), name_of(body).to_owned(), status) }
}

/// The name that the image gets: every operation that makes one names it.
fn name_of(body: &Body) -> &str {
    body.name().unwrap_or_default()
}

/// A step that asks people is no function's but notify's.
fn no_image() -> Failure {
    Failure::own(Class::Defect, "Approve makes no image")
}

fn unasked() -> Failure {
    Failure::own(Class::Defect, "AppStream responded as to a dry run, which this is not")
}
