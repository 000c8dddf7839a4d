//! `deskport approve` and `deskport refuse`: answer what a run asks.

use super::show::Which;
use super::{Common, Place};
use crate::aws::answer;
use crate::aws::operation::get_execution_history;
use crate::confirm::Confirm;
use crate::escape;
use crate::output::Shown;
use crate::run::execution::State;
use crate::run::question::{self, Question};
use crate::run::view::Run;
use crate::style;
use crate::trouble::Trouble;
use clap::Args;
use deskport_shared::operation::OperationName;
use serde::Serialize;
use std::fmt::Write as _;

/// The longest reason, in characters: the outcome keeps no more (`step` cuts a cause there).
const REASON_MAX: usize = 1000;

const APPROVE_HELP: &str = "\
Examples:
    deskport approve ami-0abc1234def567890-win11
    deskport approve --latest --entry /Imports/0/Then/0 --yes

What is asked is shown first. Step Functions takes one answer: whoever comes second reads that.";

const REFUSE_HELP: &str = "\
Example:
    deskport refuse ami-0abc1234def567890-win11 --reason \"the pilot's desktops lack the VPN client\"

What stands below the question is then not done, and the outcome gives the reason.";

/// Which question, and whether to ask back.
#[derive(Args, Debug)]
pub(crate) struct Asking {
    #[command(flatten)]
    pub(crate) which: Which,

    /// The entry that asks, where several do: its JSON Pointer
    #[arg(long, value_name = "POINTER")]
    pub(crate) entry: Option<String>,

    #[command(flatten)]
    pub(crate) confirm: Confirm,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// The arguments of `deskport approve`.
#[derive(Args, Debug)]
#[command(about = "Approve what a run asks", after_help = APPROVE_HELP)]
pub(crate) struct Approve {
    #[command(flatten)]
    pub(crate) asking: Asking,
}

/// The arguments of `deskport refuse`.
#[derive(Args, Debug)]
#[command(about = "Refuse what a run asks", after_help = REFUSE_HELP)]
pub(crate) struct Refuse {
    /// Why, for the outcome and the notification
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    pub(crate) reason: String,

    #[command(flatten)]
    pub(crate) asking: Asking,
}

fn reason(text: &str) -> Result<String, String> {
    let length = text.trim().chars().count();
    if (1..=REASON_MAX).contains(&length) && !text.contains(char::is_control) {
        Ok(text.trim().to_owned())
    } else {
        Err(format!("allowed is one line of 1 to {REASON_MAX} characters"))
    }
}

/// What was answered.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Answered {
    run: String,
    /// The entry that asked; missing where the run itself did.
    #[serde(skip_serializing_if = "String::is_empty")]
    path: String,
    answer: &'static str,
    #[serde(skip)]
    options: String,
}

impl Shown for Answered {
    fn text(&self) -> String {
        let run = escape::line(&self.run);
        let what =
            if self.path.is_empty() { String::new() } else { format!(" at {}", escape::line(&self.path)) };
        format!("{} {run}{what}.\n  watch: deskport watch {run}{}\n", self.answer, self.options)
    }
}

/// Approves.
pub(crate) async fn approve(arguments: &Approve) -> Result<Answered, Trouble> {
    let (place, question) = arguments.asking.question("Approve?").await?;
    let taken = answer::approve(&place.aws, &question.asked.task_token).await?;
    arguments.asking.answered(question, taken, "Approved")
}

/// Refuses.
pub(crate) async fn refuse(arguments: &Refuse) -> Result<Answered, Trouble> {
    let (place, question) = arguments.asking.question("Refuse?").await?;
    let taken = answer::refuse(&place.aws, &question.asked.task_token, &arguments.reason).await?;
    arguments.asking.answered(question, taken, "Refused")
}

impl Asking {
    /// The question, after it was shown and the person has agreed to the answer.
    async fn question(&self, ask: &str) -> Result<(Place, Question), Trouble> {
        let place = self.common.place().await?;
        let execution = self.which.execution(&place).await?;
        if execution.state != State::Running {
            let said =
                format!("{} asks nothing any more: it is {}", execution.name, execution.state.as_str());
            return Err(
                Trouble::asked(said).hint(format!("deskport show {} shows how it ended.", execution.name))
            );
        }
        let mut run = Run::new(&execution);
        run.take(&get_execution_history::call(&place.aws, &execution.arn, 0).await?);
        let questions = questions(&place, &run).await?;
        let question = self.choose(&run.run, questions)?;
        self.confirm.ask(&shown(&question), ask)?;
        Ok((place, question))
    }

    fn choose(&self, run: &str, questions: Vec<Question>) -> Result<Question, Trouble> {
        let wanted = |question: &Question| self.entry.as_deref().is_none_or(|entry| question.path == entry);
        let places: Vec<_> = questions.iter().map(|question| question.path.clone()).collect();
        let mut found: Vec<_> = questions.into_iter().filter(wanted).collect();
        match (found.len(), places.as_slice()) {
            (1, _) => Ok(found.remove(0)),
            (_, []) => Err(Trouble::asked(format!("{run} asks nothing at the moment"))
                .hint(format!("deskport watch {run} shows what it is at."))),
            (_, places) => Err(Trouble::asked(format!("--entry has to name one of: {}", places.join(", ")))),
        }
    }

    fn answered(&self, question: Question, taken: bool, answer: &'static str) -> Result<Answered, Trouble> {
        if !taken {
            return Err(Trouble::asked(
                "the question was answered by somebody else, or its time was over: nothing was done",
            )
            .hint(format!("deskport watch {} shows what came of it.", question.asked.run)));
        }
        let options = self.common.connection.options();
        Ok(Answered { run: question.asked.run, path: question.path, answer, options })
    }
}

/// All questions of a run that wait for their answers.
async fn questions(place: &Place, run: &Run) -> Result<Vec<Question>, Trouble> {
    let entries = run.entries.iter().filter(|entry| entry.operation == OperationName::Approve);
    let executions = entries.map(|entry| place.stack.entry(&run.run, &entry.path));
    let mut found = Vec::new();
    for execution in std::iter::once(place.stack.byol(&run.run)).chain(executions) {
        let events = get_execution_history::call(&place.aws, &execution, 0).await?;
        found.extend(question::open(&events));
    }
    Ok(found)
}

/// What is asked, for a person.
fn shown(question: &Question) -> String {
    let shown = question.asked.shown();
    let mut text = format!("{}\n\n", escape::line(shown.title));
    for line in shown.text.lines() {
        let _ = writeln!(text, "{}", escape::line(line));
    }
    if let Some(until) = question.until {
        let _ = writeln!(text, "It can be answered until {}.", style::minute(until));
    }
    text + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line() {
        assert_eq!(reason(" no VPN client ").as_deref(), Ok("no VPN client"));
        let long = "x".repeat(REASON_MAX + 1);
        for wrong in ["", "  ", "a\nb", "\u{1b}[2J", &long] {
            assert!(reason(wrong).is_err(), "{wrong:?}");
        }
    }
}
