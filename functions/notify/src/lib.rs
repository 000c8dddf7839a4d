//! notify: publishes how a run ended, once for people and once for machines; asks people what a run waits for; and reports what
//! no run could. Every text for people is composed here, from the templates in `shared/`. What can be answered goes to the topic for
//! approvals, everything else to the other one.

mod aws;
mod input;

pub use aws::{Aws, Topics};

use deskport_shared::console::Console;
use deskport_shared::error::Failure;
use deskport_shared::link::{Link, RANDOM};
use deskport_shared::message::{self, Asked, Message, Place};
use deskport_shared::outcome::Outcome;
use input::Input;
use serde::Serialize;
use serde_json::Value;

/// Where a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Whoever wants to know how runs end.
    Notifications,
    /// Approvers alone: a question holds what answers it.
    Approvals,
}

/// Publishes a message.
pub trait Publish {
    /// Returns the message's id.
    fn publish(&self, topic: Topic, message: &Message) -> impl Future<Output = Result<String, Failure>>;
}

/// What a link to the approval page is made of.
pub trait Page {
    /// The page's URL; `None` where the stack has none.
    fn url(&self) -> Option<&str>;

    /// Bytes that nobody can foresee.
    fn random(&self) -> Result<[u8; RANDOM], Failure>;

    /// The ARN of the topic for approvals, for people to know where a question went.
    fn approval_topic(&self) -> &str;
}

/// What notify returns.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    /// Amazon SNS's id of the message.
    pub message_id: String,
    /// Where a question has a link to the approval page: the digest of its token, which Step Functions keeps in the history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link_digest: Option<String>,
    /// Where a run ended.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub reported: Option<Reported>,
}

/// A run's end, as it was published.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Reported {
    /// The outcome: every error readable, with its remedy.
    pub outcome: Outcome,
    /// The same as the cause of a run that failed.
    pub cause: String,
}

/// The longest cause that Step Functions takes, in characters: 32,768, with room to spare.
const CAUSE_MAX: usize = 32_000;

/// Publishes what it is given.
///
/// # Errors
/// `InvalidRequest` where the input is nothing to publish; else the class of SNS's error.
pub async fn handle(sns: &(impl Publish + Page), input: Value) -> Result<Answer, Failure> {
    match Input::read(input)? {
        Input::Outcome { outcome, execution, namespace } => {
            let outcome = outcome.readable();
            let place = Place { console: execution.as_deref().and_then(Console::of_execution), namespace };
            let message = message::compose(&outcome, &place);
            let message_id = sns.publish(Topic::Notifications, &message).await?;
            let cause = cause(&outcome);
            Ok(Answer { message_id, link_digest: None, reported: Some(Reported { outcome, cause }) })
        }
        Input::Question(asked) => ask(sns, &asked).await,
        Input::NotTakenUp(report) => {
            let message = message::not_taken_up(&report.not_taken_up, &report.execution_arn);
            let message_id = sns.publish(Topic::Notifications, &message).await?;
            Ok(Answer { message_id, link_digest: None, reported: None })
        }
    }
}

/// Asks the approvers, and notes for everybody that a run waits.
async fn ask(sns: &(impl Publish + Page), asked: &Asked) -> Result<Answer, Failure> {
    let new_link = |page| Ok(Link::new(page, sns.random()?, &asked.execution_arn));
    let link = sns.url().map(new_link).transpose()?;
    let question = asked.message(link.as_ref().map(|link| link.url.reveal().to_owned()));
    let message_id = sns.publish(Topic::Approvals, &question).await?;
    // A question that was asked is not asked again because of the note.
    if let Err(failure) = sns.publish(Topic::Notifications, &asked.note(sns.approval_topic())).await {
        deskport_aws::report(&failure);
    }
    Ok(Answer { message_id, link_digest: link.map(|link| link.digest), reported: None })
}

/// The outcome as a cause: without its steps and warnings where it is too long, and cut where it is even then.
fn cause(outcome: &Outcome) -> String {
    let text = |outcome: &Outcome| serde_json::to_string(outcome).unwrap_or_default();
    let whole = text(outcome);
    if whole.chars().count() <= CAUSE_MAX {
        return whole;
    }
    text(&outcome.without_details()).chars().take(CAUSE_MAX).collect()
}
