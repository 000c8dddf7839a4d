//! `deskport stop`: stops a run.

use super::show::Which;
use super::{Common, Place};
use crate::aws::operation::{describe_execution, get_execution_history, stop_execution};
use crate::confirm::Confirm;
use crate::escape;
use crate::output::Shown;
use crate::run::execution::{Execution, State};
use crate::run::view::Run;
use crate::trouble::Trouble;
use clap::Args;
use deskport_shared::operation::StepKind;
use serde::Serialize;

/// The error that a stopped execution shows.
const ERROR: &str = "Stopped";
/// The longest cause that Step Functions takes is 32,768 characters; nobody writes as much.
const REASON_MAX: usize = 1000;

const AFTER_HELP: &str = "\
Example:
    deskport stop ami-0abc1234def567890-win11 --reason \"wrong AMI\"

Stops the run and what it has under way in Step Functions. An image that AWS already makes is made
all the same: the service has no way to stop it. A new run of the same adopts it. The stack reports
that the run broke off.";

/// The arguments of `deskport stop`.
#[derive(Args, Debug)]
#[command(about = "Stop a run", after_help = AFTER_HELP)]
pub(crate) struct Stop {
    #[command(flatten)]
    pub(crate) which: Which,

    /// Why, for whoever looks at the execution
    #[arg(long, value_name = "TEXT", default_value = "stopped by the command deskport")]
    pub(crate) reason: String,

    #[command(flatten)]
    pub(crate) confirm: Confirm,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// What was stopped.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Stopped {
    run: String,
    /// The executions, the run's own first.
    executions: Vec<String>,
    /// Images that AWS goes on making, by name or id.
    goes_on: Vec<String>,
}

impl Shown for Stopped {
    fn text(&self) -> String {
        let count = self.executions.len() - 1;
        let entries = if count == 1 { "entry" } else { "entries" };
        let mut text = format!("Stopped {} with {count} {entries} that went on.\n", escape::line(&self.run));
        for image in &self.goes_on {
            text.push_str(&format!("  AWS goes on making {}\n", escape::line(image)));
        }
        text
    }
}

/// Stops it: the run first, so that it starts nothing more, then its entries from the top down.
pub(crate) async fn run(arguments: &Stop) -> Result<Stopped, Trouble> {
    let place = arguments.common.place().await?;
    let execution = arguments.which.execution(&place).await?;
    if execution.state != State::Running {
        return Err(Trouble::asked(format!(
            "{} does not run: it is {}",
            execution.name,
            execution.state.as_str()
        )));
    }
    let run = known(&place, &execution).await?;
    let shown = format!("The run {} is stopped, and what it has under way.\n", escape::line(&run.run));
    arguments.confirm.ask(&shown, "Stop it?")?;
    let reason: String = arguments.reason.chars().take(REASON_MAX).collect();
    let mut stopped = Stopped { run: run.run.clone(), executions: Vec::new(), goes_on: Vec::new() };
    stop_execution::call(&place.aws, &execution.arn, ERROR, &reason).await?;
    stopped.executions.push(execution.arn);
    let byol = (place.stack.byol(&run.run), None);
    let entries = run.entries.iter().map(|entry| {
        let makes = entry.operation.definition().kind == StepKind::Make;
        (place.stack.entry(&run.run, &entry.path), makes.then(|| entry.target.clone()))
    });
    for (arn, target) in std::iter::once(byol).chain(entries) {
        let there = describe_execution::call(&place.aws, &arn).await?;
        if there.is_some_and(|there| there.state == State::Running)
            && stop_execution::call(&place.aws, &arn, ERROR, &reason).await?
        {
            stopped.executions.push(arn);
            stopped.goes_on.extend(target);
        }
    }
    Ok(stopped)
}

async fn known(place: &Place, execution: &Execution) -> Result<Run, Trouble> {
    let mut run = Run::new(execution);
    run.take(&get_execution_history::call(&place.aws, &execution.arn, 0).await?);
    Ok(run)
}
