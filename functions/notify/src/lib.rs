//! notify: publishes how a run ended, once for people and once for machines; asks people what a run waits for; and reports what
//! no run could. Every text for people is composed here, from the templates in `shared/`. What can be answered goes to the topic for
//! approvals, everything else to the other one. It also composes the events that the machines put on EventBridge's bus, for which it
//! calls nothing.

mod aws;
mod input;

pub use aws::{Aws, Topics};

use deskport_aws::{metrics, milliseconds};
use deskport_shared::console::Console;
use deskport_shared::error::Failure;
use deskport_shared::event::Event;
use deskport_shared::link::{Link, RANDOM};
use deskport_shared::message::{self, Asked, Message, Place, chat};
use deskport_shared::metrics as counted;
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

    /// Publishes a text for chat, where there is a topic for it.
    fn report_to_chat(&self, _text: &str) -> impl Future<Output = Result<(), Failure>> {
        async { Ok(()) }
    }
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
#[serde(untagged)]
pub enum Answer {
    /// Where it published something.
    Published(Box<Published>),
    /// Where it composed an event.
    Composed {
        /// An entry of `PutEvents`.
        #[serde(rename = "Event")]
        event: Box<Event>,
    },
}

impl Answer {
    fn published(message_id: String, reported: Option<Reported>) -> Self {
        Self::Published(Box::new(Published { message_id, link_digest: None, reported }))
    }
}

/// What was published.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Published {
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

/// Publishes what it is given, or composes the event that it makes.
///
/// # Errors
/// `InvalidRequest` where the input is nothing to publish; else the class of SNS's error.
pub async fn handle(sns: &(impl Publish + Page), input: Value) -> Result<Answer, Failure> {
    match Input::read(input)? {
        Input::Event(event) => Ok(Answer::Composed { event }),
        Input::Outcome { outcome, execution, namespace } => {
            let outcome = outcome.readable();
            let place = Place { console: execution.as_deref().and_then(Console::of_execution), namespace };
            let message = message::compose(&outcome, &place);
            let message_id = sns.publish(Topic::Notifications, &message).await?;
            metrics::emit(counted::finished(&outcome, milliseconds));
            log_failures(&outcome);
            to_chat(sns, &chat::ended(&outcome, &place)).await;
            let cause = cause(&outcome);
            Ok(Answer::published(message_id, Some(Reported { outcome, cause })))
        }
        Input::Question(asked) => ask(sns, &asked).await,
        Input::NotTakenUp(report) => {
            let message = message::not_taken_up(&report.not_taken_up, &report.execution_arn);
            let message_id = sns.publish(Topic::Notifications, &message).await?;
            let console = Console::of_execution(&report.execution_arn);
            to_chat(sns, &chat::not_taken_up(&report.not_taken_up, console.as_ref())).await;
            Ok(Answer::published(message_id, None))
        }
    }
}

/// Reports to a chat. Where that fails, the notification is published all the same.
async fn to_chat(sns: &impl Publish, text: &str) {
    if let Err(failure) = sns.report_to_chat(text).await {
        let (class, code) = (failure.class.as_str(), failure.code.as_str());
        tracing::warn!(class, code, "the topic for chat did not take the notification: {}", failure.message);
        metrics::emit([counted::chat_failed()]);
    }
}

/// A line of the log for each failure of a run, with what to do about it.
fn log_failures(outcome: &Outcome) {
    if let Some(error) = &outcome.error {
        tracing::info!(failed = "run", code = error.code, remedy = error.remedy, "failed: {}", error.message);
    }
    for step in outcome.imports.iter().flat_map(|import| &import.steps) {
        if let Some(error) = &step.error {
            let (place, failed) = (step.path.as_str(), step.operation.as_str());
            tracing::info!(
                place,
                failed,
                code = error.code,
                remedy = error.remedy,
                "failed: {}",
                error.message
            );
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
    to_chat(sns, &chat::waits(&asked.run, Console::of_execution(&asked.execution_arn).as_ref())).await;
    let link_digest = link.map(|link| link.digest);
    Ok(Answer::Published(Box::new(Published { message_id, link_digest, reported: None })))
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
