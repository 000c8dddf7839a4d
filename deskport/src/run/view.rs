//! A run as it is known so far: its execution of `import`, and its entries.

use super::entry::{Entry, Planned, Status};
use super::event::{Event, What};
use super::execution::{Execution, State};
use deskport_shared::outcome::Outcome;
use deskport_shared::status::RunStatus;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A run as it is known so far.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Run {
    /// Its name.
    pub(crate) run: String,
    /// The ARN of its execution.
    pub(crate) execution_arn: String,
    /// How it stands.
    pub(crate) status: State,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_at: Option<Timestamp>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended_at: Option<Timestamp>,
    /// What it is at, as long as there is no entry to show it.
    #[serde(skip)]
    pub(crate) doing: Option<&'static str>,
    /// Until when people can answer what the run itself asks: whether BYOL may be switched on.
    #[serde(skip)]
    pub(crate) plan_read: bool,
    /// Its entries, in the order of the document.
    pub(crate) entries: Vec<Entry>,
    /// What it ended with; a run that broke off has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<Outcome>,
    /// Why it broke off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<String>,
    /// The number of the last event that was read.
    #[serde(skip)]
    pub(crate) seen: i64,
}

/// What a state of `import` is about, for a person; `None` for those that take no time.
fn doing(state: &str) -> Option<&'static str> {
    match state {
        "GetPreset" => Some("reads the preset"),
        "DescribeImages" => Some("looks at the AMIs"),
        "Plan" => Some("plans"),
        "LookAhead" => Some("looks at what it will set"),
        "RunByol" => Some("switches BYOL on"),
        "Imports" => Some("imports"),
        "Conclude" | "Notify" => Some("sends the notification"),
        _ => None,
    }
}

/// What plan-import returns.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Plan {
    imports: Vec<Import>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Import {
    steps: Vec<Planned>,
}

impl Run {
    /// A run of which nothing but its execution is known.
    pub(crate) fn new(execution: &Execution) -> Self {
        let mut run = Self {
            run: execution.name.clone(),
            execution_arn: execution.arn.clone(),
            status: State::Running,
            started_at: execution.started_at,
            ended_at: None,
            doing: None,
            plan_read: false,
            entries: Vec::new(),
            outcome: None,
            error: None,
            seen: 0,
        };
        run.described(execution);
        run
    }

    /// Takes how its execution stands. Once it has ended, its outcome says how each entry did.
    pub(crate) fn described(&mut self, execution: &Execution) {
        self.status = execution.state;
        self.ended_at = execution.ended_at;
        if execution.state == State::Running {
            return;
        }
        self.doing = None;
        self.outcome = execution.outcome().map(Outcome::readable);
        if self.outcome.is_none() {
            self.error = execution.error.clone().or_else(|| execution.cause.clone());
        }
        self.settle();
    }

    /// Takes what is new of the history of `import`, in order.
    pub(crate) fn take(&mut self, events: &[Event]) {
        for event in events {
            self.seen = self.seen.max(event.id);
            match &event.what {
                What::StateEntered { state } => self.doing = doing(state).or(self.doing),
                What::TaskSucceeded { output } if !self.plan_read => self.planned(output),
                What::TaskSucceeded { .. }
                | What::Started { .. }
                | What::TaskScheduled { .. }
                | What::TaskFailed { .. }
                | What::Ended { .. }
                | What::Other => {}
            }
        }
        self.settle();
    }

    /// Takes what is new of an entry's history, in order.
    pub(crate) fn take_entry(&mut self, path: &str, events: &[Event]) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.path == path) {
            entry.take(events);
        }
        self.skip();
    }

    fn planned(&mut self, output: &str) {
        let Ok(mut result) = serde_json::from_str::<Value>(output) else { return };
        let Ok(plan) = Plan::deserialize(result["Payload"]["Plan"].take()) else { return };
        self.plan_read = true;
        self.entries = plan.imports.into_iter().flat_map(|import| import.steps).map(Entry::from).collect();
    }

    /// Lets the outcome say how each entry ended.
    fn settle(&mut self) {
        for import in self.outcome.iter().flat_map(|outcome| &outcome.imports) {
            for step in &import.steps {
                if let Some(entry) = self.entries.iter_mut().find(|entry| entry.path == step.path) {
                    entry.settle(step.clone());
                }
            }
        }
        if let Some(at) = self.ended_at {
            self.entries.iter_mut().for_each(|entry| entry.close(at));
        }
        self.skip();
    }

    /// What stands below an entry that was not done is not started.
    fn skip(&mut self) {
        for place in 0..self.entries.len() {
            let parent = self.entries[place].parent.clone();
            let above = self.entries.iter().find(|entry| entry.path == parent).map(|entry| entry.status);
            let not_done = above.is_some_and(|status| status.ended() && status != Status::Succeeded);
            if not_done && self.entries[place].status == Status::Waiting {
                self.entries[place].status = Status::Skipped;
            }
        }
    }

    /// How many imports have ended, and how many there are.
    pub(crate) fn ended_of(&self) -> (usize, usize) {
        let imports: Vec<_> = self.entries.iter().filter(|entry| entry.depth() == 0).collect();
        let ended = |import: &&&Entry| {
            let below = format!("{}/", import.path);
            self.entries
                .iter()
                .filter(|entry| entry.path == import.path || entry.path.starts_with(&below))
                .all(|entry| entry.status.ended())
        };
        (imports.iter().filter(ended).count(), imports.len())
    }

    /// The exit code of a verb that follows it: a run that succeeded, failed, or goes on.
    pub(crate) fn exit_code(&self) -> u8 {
        match self.outcome.as_ref().map(|outcome| outcome.status) {
            Some(RunStatus::Succeeded) => 0,
            Some(RunStatus::Failed) => 1,
            None => self.status.exit_code(),
        }
    }
}
