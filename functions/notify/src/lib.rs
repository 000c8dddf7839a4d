//! notify: publishes how a run ended, once for people and once for machines.

mod aws;

pub use aws::Aws;

use deskport_aws::parse;
use deskport_shared::console::Console;
use deskport_shared::error::Failure;
use deskport_shared::message::{self, Message};
use deskport_shared::outcome::Outcome;
use serde::Serialize;
use serde_json::Value;

/// Publishes a message.
pub trait Publish {
    /// Returns the message's id.
    fn publish(&self, message: &Message) -> impl Future<Output = Result<String, Failure>>;
}

/// What notify returns.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    /// Amazon SNS's id of the message.
    pub message_id: String,
    /// The outcome as it was published: every error readable, with its remedy.
    pub outcome: Outcome,
}

/// Beside the outcome: its execution, for links to the console. It is not in the message for machines.
const EXECUTION_ARN: &str = "ExecutionArn";

/// Publishes an outcome.
///
/// # Errors
/// `InvalidRequest` where the input is no outcome; else the class of SNS's error.
pub async fn handle(sns: &impl Publish, mut input: Value) -> Result<Answer, Failure> {
    let arn = input.as_object_mut().and_then(|input| input.shift_remove(EXECUTION_ARN));
    let console = arn.as_ref().and_then(Value::as_str).and_then(Console::of_execution);
    let outcome = parse::<Outcome>(input)?.readable();
    let message_id = sns.publish(&message::compose(&outcome, console.as_ref())).await?;
    Ok(Answer { message_id, outcome })
}
