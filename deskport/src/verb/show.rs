//! `deskport show`: how a run ended, with remedies.

use super::{Common, Place};
use crate::aws::Connection;
use crate::aws::operation::{describe_execution, list_executions};
use crate::output::Shown;
use crate::run::execution::{Execution, State};
use crate::trouble::Trouble;
use crate::{escape, style};
use clap::Args;
use deskport_shared::console::Console;
use deskport_shared::message;
use deskport_shared::namespace::Namespace;
use deskport_shared::outcome::Outcome;
use jiff::Timestamp;
use serde::Serialize;
use std::fmt::Write as _;

const AFTER_HELP: &str = "\
Examples:
    deskport show ami-0abc1234def567890-win11
    deskport show --latest --output json | jq .Outcome.WayBack

Exit codes:
  0  the run succeeded
  1  the run failed, or there is none of that name
  2  Deskport or AWS could not do it
  3  the run goes on";

/// Which run.
#[derive(Args, Clone, Debug, Default)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// The run's name, or the ARN of its execution
    pub(crate) run: Option<String>,

    /// The run that was started last
    #[arg(long)]
    pub(crate) latest: bool,
}

impl Which {
    /// The ARN of the run.
    pub(crate) async fn arn(&self, place: &Place) -> Result<String, Trouble> {
        if let Some(run) = &self.run {
            return place.stack.run(run);
        }
        let (runs, _) = list_executions::call(&place.aws, &place.stack.parts.import, 1, None).await?;
        let newest = runs.into_iter().max_by_key(|run| run.started_at);
        newest.map(|run| run.arn).ok_or_else(|| {
            Trouble::not_there(format!("the stack {} has no run yet", place.stack.parts.stack_name))
                .hint("`deskport start` starts one.")
        })
    }

    /// The run, described.
    pub(crate) async fn execution(&self, place: &Place) -> Result<Execution, Trouble> {
        let arn = self.arn(place).await?;
        let found = describe_execution::call(&place.aws, &arn).await?;
        found.ok_or_else(|| place.stack.no_run(arn.rsplit(':').next().unwrap_or_default()))
    }
}

/// The arguments of `deskport show`.
#[derive(Args, Debug)]
#[command(about = "Show how a run ended, with what to do about each failure", after_help = AFTER_HELP)]
pub(crate) struct Show {
    #[command(flatten)]
    pub(crate) which: Which,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// A run and its outcome.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Ended {
    run: String,
    execution_arn: String,
    status: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Timestamp>,
    /// What the run ended with; a run that broke off has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    /// Why a run broke off.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip)]
    namespace: Namespace,
    /// Options that name the stack, for the command that goes on from here.
    #[serde(skip)]
    options: String,
}

impl Ended {
    /// From an execution of `import`.
    pub(crate) fn new(execution: Execution, namespace: &Namespace) -> Self {
        let outcome = execution.outcome().map(Outcome::readable);
        let error = if outcome.is_none() { execution.error.or(execution.cause) } else { None };
        Self {
            run: execution.name,
            execution_arn: execution.arn,
            status: execution.state,
            started_at: execution.started_at,
            ended_at: execution.ended_at,
            outcome,
            error,
            namespace: namespace.clone(),
            options: String::new(),
        }
    }

    /// With the options that its stack was found by.
    #[must_use]
    pub(crate) fn options(self, connection: &Connection) -> Self {
        Self { options: connection.options(), ..self }
    }
}

impl Shown for Ended {
    fn text(&self) -> String {
        let style = style::of_state(self.status);
        let mut text = format!("{style}{}{style:#} {}\n\n", self.status.as_str(), escape::line(&self.run));
        let console = Console::of_execution(&self.execution_arn);
        match (&self.outcome, self.status) {
            (Some(outcome), _) => {
                let place = message::Place { console, namespace: self.namespace.clone() };
                let shown = message::text(outcome, &place);
                text.extend(shown.lines().map(|line| escape::line(line).into_owned() + "\n"));
            }
            (None, State::Running) => {
                let _ =
                    writeln!(text, "It goes on: deskport watch {}{}", escape::line(&self.run), self.options);
            }
            (None, _) => {
                let why = self.error.as_deref().unwrap_or("Step Functions says no more");
                let _ = writeln!(text, "It broke off without an outcome: {}", escape::line(why));
                if let Some(console) = console {
                    let _ = writeln!(text, "Look at: {}", console.execution());
                }
            }
        }
        text
    }

    fn exit_code(&self) -> u8 {
        self.status.exit_code()
    }
}

/// Reads it.
pub(crate) async fn run(arguments: &Show) -> Result<Ended, Trouble> {
    let place = arguments.common.place().await?;
    let execution = arguments.which.execution(&place).await?;
    Ok(Ended::new(execution, &place.stack.namespace).options(&arguments.common.connection))
}
