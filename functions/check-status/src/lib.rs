#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]
//! check-status: looks once at the image that a job makes, and returns its status in Deskport's words.

mod aws;

pub use aws::Aws;

use deskport_aws::{metrics, parse};
use deskport_shared::error::Failure;
use deskport_shared::job::{Answer, Job, Look};
use deskport_shared::metrics::looked as counted;
use deskport_shared::outcome::StepError;
use serde::Deserialize;
use serde_json::Value;

/// What the machine `step` hands in; it also hands in the run and the step's place, which the runtime's log reads.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct CheckInput {
    /// The job, as start-import or the look before returned it.
    handle: Job,
    /// How long the run has waited for it, in seconds.
    elapsed_seconds: u32,
}

/// The same of a run that began before there was a tree of entries.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OldInput {
    job: Job,
}

/// Looks at an image.
pub trait LookAtImage {
    /// The status of the job's image; `None` where the service shows no such image.
    fn look(&self, job: &Job) -> impl Future<Output = Result<Option<Look>, Failure>>;
}

/// How long a just-made image may be invisible, in seconds: the services are eventually consistent.
const INVISIBLE_MAX: u32 = 600;
/// How many looks in a row have to miss an image after that before it counts as gone: a list may lack it for a moment.
const MISSED_MAX: u32 = 3;

/// Looks once.
///
/// # Errors
/// The class of the service's error. An image that failed is a result, not an error.
pub async fn handle(aws: &impl LookAtImage, input: Value) -> Result<Answer, Failure> {
    if input.get("Job").is_some() {
        let OldInput { job } = parse(input)?;
        return Ok(Answer::Job(Box::new(looked(aws, job).await?)));
    }
    let CheckInput { handle, elapsed_seconds } = parse(input)?;
    let job = looked(aws, Job { elapsed_seconds, ..handle }).await?;
    Ok(Answer::Progress(Box::new(job.into())))
}

async fn looked(aws: &impl LookAtImage, job: Job) -> Result<Job, Failure> {
    let look = aws.look(&job).await?;
    metrics::emit([counted(job.operation)]);
    match look {
        Some(look) => Ok(Job { missed: 0, ..job }.after(look)),
        None if job.elapsed_seconds < INVISIBLE_MAX => {
            Ok(job.after(Look::in_progress("not visible yet", None)))
        }
        None => {
            let job = Job { missed: job.missed.saturating_add(1), ..job };
            let look = missed(&job);
            Ok(job.after(look))
        }
    }
}

fn missed(job: &Job) -> Look {
    if job.missed < MISSED_MAX {
        return Look::in_progress("not visible", None);
    }
    let id = job.image_id.as_deref().or(job.image_arn.as_deref()).unwrap_or(&job.name);
    Look::failed(
        "not found",
        StepError::new("ImageNotFound", format!("the service shows no image {id} any more")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskport_shared::operation::OperationName;
    use deskport_shared::status::JobStatus;
    use serde_json::json;

    /// Shows the image, or does not.
    struct Shows(bool);

    impl LookAtImage for Shows {
        async fn look(&self, _: &Job) -> Result<Option<Look>, Failure> {
            Ok(self.0.then(|| Look::in_progress("PENDING", None)))
        }
    }

    async fn look(job: Job, shown: bool) -> Job {
        let input = json!({ "Handle": job, "ElapsedSeconds": job.elapsed_seconds });
        handle(&Shows(shown), input).await.unwrap().into_job()
    }

    fn job(elapsed_seconds: u32) -> Job {
        let job = Job::started(OperationName::CreateImportedImage, "apps".to_owned(), JobStatus::InProgress);
        Job { elapsed_seconds, ..job }
    }

    #[tokio::test]
    async fn an_image_is_gone_at_the_third_look_in_a_row_that_misses_it() {
        let mut job = job(INVISIBLE_MAX);
        for shown in [false, false, true, false, false] {
            job = look(job, shown).await;
            assert_eq!(job.status, JobStatus::InProgress);
        }
        job = look(job, false).await;
        assert_eq!((job.status, job.polls), (JobStatus::Failed, 6));
        assert_eq!(job.error.unwrap().code, "ImageNotFound");
    }

    #[tokio::test]
    async fn looks_at_a_just_made_image_do_not_count() {
        let mut job = job(INVISIBLE_MAX - 1);
        for _ in 0..5 {
            job = look(job, false).await;
        }
        assert_eq!((job.status, job.missed), (JobStatus::InProgress, 0));
    }
}
