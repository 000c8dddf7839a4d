//! `deskport rerun`: runs again what failed.

use super::show::Which;
use super::start::{self, Begun};
use super::{Common, Place};
use crate::aws::operation::{get_execution_history, redrive_execution};
use crate::confirm::Confirm;
use crate::escape;
use crate::run::execution::{Execution, State};
use crate::run::view::Run;
use crate::trouble::Trouble;
use clap::Args;
use deskport_shared::outcome::Outcome;
use deskport_shared::status::RunStatus;
use serde_json::Value;

const AFTER_HELP: &str = "\
Examples:
    deskport rerun ami-0abc1234def567890-win11
    deskport rerun --latest --yes

A new run is started, with the imports that failed: of a request those alone, of a preset all of it,
as it is now. Images that exist or are being made are adopted, and what is set already counts as
done. A run that broke off before its imports is redriven, where Step Functions allows it.";

/// The arguments of `deskport rerun`.
#[derive(Args, Debug)]
#[command(about = "Run again what failed", after_help = AFTER_HELP)]
pub(crate) struct Rerun {
    #[command(flatten)]
    pub(crate) which: Which,

    #[command(flatten)]
    pub(crate) confirm: Confirm,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// Starts it.
pub(crate) async fn run(arguments: &Rerun) -> Result<Begun, Trouble> {
    let place = arguments.common.place().await?;
    let connection = &arguments.common.connection;
    let execution = arguments.which.execution(&place).await?;
    let input = input(&execution)?;
    let name = escape::line(&execution.name).into_owned();
    if broke_off_early(&place, &execution).await? {
        let shown = format!("{name} broke off before its imports: it goes on where it ended.\n");
        arguments.confirm.ask(&shown, "Redrive it?")?;
        if redrive_execution::call(&place.aws, &execution.arn).await? {
            return Ok(Begun::new(connection, execution.name, execution.arn, true, State::Running));
        }
    } else {
        arguments.confirm.ask(&format!("{name}: {}\n", about(&execution, &input)), "Start it?")?;
    }
    start::begin(&place, connection, &execution.name, &input, true).await
}

/// The input of the new run.
fn input(execution: &Execution) -> Result<Value, Trouble> {
    match execution.state {
        State::Running => {
            let said = format!("{} goes on", execution.name);
            return Err(Trouble::asked(said).hint(format!("deskport watch {} shows it.", execution.name)));
        }
        State::Succeeded => {
            return Err(Trouble::asked(format!(
                "{} succeeded: there is nothing to run again",
                execution.name
            )));
        }
        State::Failed | State::TimedOut | State::Aborted | State::Unknown => {}
    }
    let text = execution.input.as_deref().unwrap_or_default();
    let input: Value = serde_json::from_str(text)
        .map_err(|error| Trouble::asked(format!("the input of {} can't be read: {error}", execution.name)))?;
    Ok(failed(input, execution.outcome().as_ref()))
}

/// The request with the imports that failed alone. A preset stays whole: its document is read anew.
fn failed(mut input: Value, outcome: Option<&Outcome>) -> Value {
    let Some(outcome) = outcome else { return input };
    if let Some(imports) = input.get_mut("Imports").and_then(Value::as_array_mut)
        && imports.len() == outcome.imports.len()
    {
        let mut ended = outcome.imports.iter();
        imports.retain(|_| ended.next().is_none_or(|import| import.status != RunStatus::Succeeded));
    }
    input
}

/// What is started, for a person.
fn about(execution: &Execution, input: &Value) -> String {
    let there = execution.outcome().map_or(0, |outcome| outcome.imports.len());
    match input.get("Imports").and_then(Value::as_array).map(Vec::len) {
        Some(failed) if failed < there => {
            format!("a new run with the {failed} of {there} imports that failed")
        }
        Some(_) => "a new run of the same request".to_owned(),
        None => "a new run with the preset as it is now".to_owned(),
    }
}

/// Whether a run ended without an outcome before any of its entries began: then alone a redrive goes on with something.
async fn broke_off_early(place: &Place, execution: &Execution) -> Result<bool, Trouble> {
    if execution.outcome().is_some() {
        return Ok(false);
    }
    let mut run = Run::new(execution);
    run.take(&get_execution_history::call(&place.aws, &execution.arn, 0).await?);
    for entry in run.entries.iter().filter(|entry| entry.depth() == 0) {
        let began =
            get_execution_history::call(&place.aws, &place.stack.entry(&run.run, &entry.path), 0).await?;
        if !began.is_empty() {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn outcome(statuses: &[&str]) -> Outcome {
        let imports: Vec<_> =
            statuses.iter().map(|status| json!({ "Status": status, "Steps": [] })).collect();
        serde_json::from_value(
            json!({ "Status": "FAILED", "Run": "run", "StartedAt": "", "EndedAt": "", "Imports": imports,
            "Violations": [] }),
        )
        .unwrap()
    }

    #[test]
    fn of_a_request_what_failed_runs_again() {
        let input = json!({ "Ec2ImageId": "ami-01234567", "Imports": [1, 2, 3] });
        let again = failed(input.clone(), Some(&outcome(&["SUCCEEDED", "FAILED", "SUCCEEDED"])));
        assert_eq!(again, json!({ "Ec2ImageId": "ami-01234567", "Imports": [2] }));
        // A run that broke off, or whose request was faulty, says nothing of its imports.
        assert_eq!(failed(input.clone(), None), input);
        assert_eq!(failed(input.clone(), Some(&outcome(&[]))), input);
    }

    #[test]
    fn a_preset_runs_again_whole() {
        let input = json!({ "Preset": { "Name": "win11", "Ec2ImageId": "ami-01234567" } });
        assert_eq!(failed(input.clone(), Some(&outcome(&["SUCCEEDED", "FAILED"]))), input);
    }
}
