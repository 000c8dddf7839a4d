//! What notify is given: an outcome, a question, what no run can report, or what is to be reported as an event.

use deskport_aws::parse;
use deskport_shared::error::Failure;
use deskport_shared::event::Event;
use deskport_shared::message::Asked;
use deskport_shared::namespace::Namespace;
use deskport_shared::outcome::{BrokeOff, Outcome, StepOutcome};
use serde::Deserialize;
use serde_json::Value;

/// What is to be published or composed.
pub(crate) enum Input {
    /// What a machine reports as an event: it is composed, and the machine puts it.
    Event(Box<Event>),
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

/// What is reported as an event.
#[derive(Deserialize)]
enum Finished {
    /// A run, by itself.
    Run(Box<Outcome>),
    /// A step, by the machine `step`.
    Step(Box<StepFinished>),
    /// A run that broke off, by the machine `aftermath`.
    BrokeOff(Box<BrokenRun>),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StepFinished {
    run: String,
    dry_run: bool,
    outcome: StepOutcome,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BrokenRun {
    ended: BrokeOff,
    input: String,
}

impl From<Finished> for Event {
    fn from(finished: Finished) -> Self {
        match finished {
            Finished::Run(outcome) => Self::of_run(*outcome),
            Finished::Step(step) => Self::of_step(step.run, step.dry_run, step.outcome),
            Finished::BrokeOff(run) => Self::of_run(run.ended.outcome(&run.input)),
        }
    }
}

/// Beside an outcome: they are not in the message for machines.
const EXECUTION_ARN: &str = "ExecutionArn";
const NAMESPACE: &str = "Namespace";

impl Input {
    /// Distinguishes them by their members: an outcome has none of these.
    pub(crate) fn read(mut input: Value) -> Result<Self, Failure> {
        if let Some(finished) = input.get_mut("Finished") {
            return parse::<Finished>(finished.take()).map(|finished| Self::Event(Box::new(finished.into())));
        }
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
