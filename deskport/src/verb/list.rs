//! `deskport list`: recent runs with their outcomes.

use super::{Common, Place};
use crate::aws::operation::{describe_execution, list_executions};
use crate::output::Shown;
use crate::run::execution::{Listed, State};
use crate::trouble::Trouble;
use crate::{escape, style};
use clap::Args;
use deskport_shared::outcome::Outcome;
use deskport_shared::status::RunStatus;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use jiff::Timestamp;
use serde::Serialize;
use std::fmt::Write as _;

/// How many runs are described at once: DescribeExecution takes 15 a second (Step Functions' quotas, in most Regions), in bursts of 300.
const AT_ONCE: usize = 10;

const AFTER_HELP: &str = "\
Examples:
    deskport list
    deskport list --status FAILED --most 100
    deskport list --output json | jq -r '.Runs[] | select(.Status == \"RUNNING\") | .Run'";

/// The arguments of `deskport list`.
#[derive(Args, Debug)]
#[command(about = "Show recent runs with their outcomes, newest first", after_help = AFTER_HELP)]
pub(crate) struct List {
    /// How many runs, 1 to 1000
    #[arg(long, short = 'n', value_name = "NUMBER", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) most: u16,

    /// Only runs that stand so: RUNNING, SUCCEEDED, FAILED, TIMED_OUT or ABORTED
    #[arg(long, value_name = "STATUS", value_parser = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"])]
    pub(crate) status: Option<String>,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// Recent runs.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Runs {
    runs: Vec<Row>,
}

/// A run, as the list has it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Row {
    run: String,
    status: State,
    #[serde(skip_serializing_if = "Option::is_none")]
    started_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dry_run: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ec2_image_id: Option<String>,
    /// How many of its imports succeeded, and how many there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    succeeded: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    imports: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    violations: Option<usize>,
}

impl Row {
    fn new(run: Listed, outcome: Option<&Outcome>) -> Self {
        let succeeded = |outcome: &Outcome| {
            outcome.imports.iter().filter(|import| import.status == RunStatus::Succeeded).count()
        };
        Self {
            run: run.name,
            status: run.state,
            started_at: run.started_at,
            ended_at: run.ended_at,
            dry_run: outcome.is_some_and(|outcome| outcome.dry_run),
            ec2_image_id: outcome.and_then(|outcome| outcome.ec2_image_id.clone()),
            succeeded: outcome.map(succeeded),
            imports: outcome.map(|outcome| outcome.imports.len()),
            violations: outcome.map(|outcome| outcome.violations.len()).filter(|count| *count > 0),
        }
    }

    /// What became of it, in a few words.
    fn about(&self) -> String {
        let mut parts = Vec::new();
        if self.dry_run {
            parts.push("dry run".to_owned());
        }
        if let (Some(succeeded), Some(imports @ 1..)) = (self.succeeded, self.imports) {
            parts.push(format!("{succeeded} of {imports} imports succeeded"));
        }
        if let Some(violations) = self.violations {
            parts.push(format!("{violations} violation{}", if violations == 1 { "" } else { "s" }));
        }
        parts.join(", ")
    }
}

impl Shown for Runs {
    fn text(&self) -> String {
        if self.runs.is_empty() {
            return "There is no such run.\n".to_owned();
        }
        let widest = self.runs.iter().map(|row| row.run.chars().count()).max().unwrap_or_default();
        let mut text = String::new();
        for row in &self.runs {
            let style = style::of_state(row.status);
            let status = row.status.as_str();
            let began = row.started_at.map(style::minute).unwrap_or_default();
            let run = escape::line(&row.run);
            let line = format!("{began:<20} {style}{status:<9}{style:#} {run:<widest$}  {}", row.about());
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text
    }
}

/// Reads them.
pub(crate) async fn run(arguments: &List) -> Result<Runs, Trouble> {
    let place = arguments.common.place().await?;
    let listed = listed(&place, arguments).await?;
    let rows = stream::iter(listed).map(|run| row(&place, run)).buffered(AT_ONCE);
    Ok(Runs { runs: rows.try_collect().await? })
}

async fn listed(place: &Place, arguments: &List) -> Result<Vec<Listed>, Trouble> {
    let most = usize::from(arguments.most);
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let page =
            list_executions::call(&place.aws, &place.stack.parts.import, i32::from(arguments.most), next)
                .await?;
        let wanted =
            |run: &Listed| arguments.status.as_deref().is_none_or(|status| run.state.as_str() == status);
        found.extend(page.0.into_iter().filter(wanted));
        next = page.1;
        if found.len() >= most || next.is_none() {
            found.truncate(most);
            return Ok(found);
        }
    }
}

/// Only a run that has ended has an outcome.
async fn row(place: &Place, run: Listed) -> Result<Row, Trouble> {
    if run.state == State::Running {
        return Ok(Row::new(run, None));
    }
    let described = describe_execution::call(&place.aws, &run.arn).await?;
    let outcome = described.and_then(|execution| execution.outcome());
    Ok(Row::new(run, outcome.as_ref()))
}
