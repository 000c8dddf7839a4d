//! What notify is given: an outcome, a question, or what no run can report.

use deskport_aws::parse;
use deskport_shared::error::Failure;
use deskport_shared::message::Asked;
use deskport_shared::namespace::Namespace;
use deskport_shared::outcome::{BrokeOff, Outcome};
use serde::Deserialize;
use serde_json::Value;

/// What is to be published.
pub(crate) enum Input {
    /// How a run ended; with the ARN of its execution, for links to the console, where it is known.
    Outcome { outcome: Box<Outcome>, execution: Option<String>, namespace: Namespace },
    /// What people are asked.
    Question(Box<Asked>),
    /// What the machine `trigger` reports.
    NotTakenUp(NotTakenUp),
}

/// Why an AMI could not be taken up.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct NotTakenUp {
    pub(crate) not_taken_up: String,
    pub(crate) execution_arn: String,
}

/// A run that broke off, from the machine `aftermath`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ended {
    ended: BrokeOff,
    input: String,
    execution_arn: String,
    #[serde(default)]
    namespace: Namespace,
}

/// Beside an outcome: they are not in the message for machines.
const EXECUTION_ARN: &str = "ExecutionArn";
const NAMESPACE: &str = "Namespace";

impl Input {
    /// Distinguishes them by their members: an outcome has none of these.
    pub(crate) fn read(mut input: Value) -> Result<Self, Failure> {
        if input.get("Question").is_some() {
            return parse(input).map(|asked| Self::Question(Box::new(asked)));
        }
        if input.get("NotTakenUp").is_some() {
            return parse(input).map(Self::NotTakenUp);
        }
        if input.get("Ended").is_some() {
            let Ended { ended, input, execution_arn, namespace } = parse(input)?;
            let outcome = Box::new(ended.outcome(&input));
            return Ok(Self::Outcome { outcome, execution: Some(execution_arn), namespace });
        }
        let mut beside = |name| input.as_object_mut().and_then(|input| input.shift_remove(name));
        let execution = beside(EXECUTION_ARN).as_ref().and_then(Value::as_str).map(str::to_owned);
        let namespace = beside(NAMESPACE).map(parse).transpose()?.unwrap_or_default();
        Ok(Self::Outcome { outcome: parse(input)?, execution, namespace })
    }
}
