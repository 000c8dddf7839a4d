//! check-status: looks once at the image that a job makes, and says how it stands in Deskport's words.

mod aws;

pub use aws::Aws;

use deskport_runtime::parse;
use deskport_shared::error::Failure;
use deskport_shared::job::{Job, Look};
use deskport_shared::outcome::StepError;
use serde::Deserialize;
use serde_json::Value;

/// What the machine `image` hands in: the job, with the time that the run has waited for it. It also hands in the run and the
/// step's place, which the runtime's log reads.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CheckInput {
    job: Job,
}

/// Looks at an image.
pub trait LookAtImage {
    /// How the job's image stands; `None` where the service shows no such image.
    fn look(&self, job: &Job) -> impl Future<Output = Result<Option<Look>, Failure>>;
}

/// How long a just-made image may be invisible, in seconds: the services are eventually consistent.
const INVISIBLE_MAX: u32 = 600;

/// Looks once.
///
/// # Errors
/// The class of the service's error. An image that failed is an answer, not an error.
pub async fn handle(aws: &impl LookAtImage, input: Value) -> Result<Job, Failure> {
    let CheckInput { job } = parse(input)?;
    let look = aws.look(&job).await?.unwrap_or_else(|| invisible(&job));
    Ok(job.after(look))
}

fn invisible(job: &Job) -> Look {
    if job.elapsed_seconds < INVISIBLE_MAX {
        return Look::in_progress("not visible yet", None);
    }
    let id = job.image_id.as_deref().or(job.image_arn.as_deref()).unwrap_or(&job.name);
    Look::failed(
        "not found",
        StepError::new("ImageNotFound", format!("the service shows no image {id} any more")),
    )
}
