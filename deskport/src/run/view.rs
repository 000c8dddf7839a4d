//! A run as it is known so far: its execution of `import`, and its entries.

use super::entry::{Entry, Planned, Status};
use super::event::{Event, What};
use super::execution::{Execution, State};
use super::stage::{Stage, Stretch};
use deskport_shared::outcome::Outcome;
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
    /// Whether the plan was read, which says what its entries are.
    #[serde(skip)]
    pub(crate) plan_read: bool,
    /// What it was at, in order.
    #[serde(skip)]
    pub(crate) stages: Vec<Stretch>,
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
            stages: Vec::new(),
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
                What::StateEntered { state } => self.entered(state, event.at),
                What::TaskSucceeded { output } if !self.plan_read => self.planned(output),
                What::TaskSucceeded { .. }
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

    fn entered(&mut self, state: &str, at: Option<Timestamp>) {
        let Some(stage) = Stage::of_state(state) else { return };
        self.doing = Some(stage.words());
        if let Some(at) = at {
            Stretch::begin(&mut self.stages, stage, at);
        }
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
            Stretch::end(&mut self.stages, at);
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::entry::{Moment, Phase};
    use deskport_shared::secret::Secret;
    use serde_json::json;

    const ROOT: &str = "/Imports/0";
    const BELOW: &str = "/Imports/0/Then/0";

    fn event(id: i64, second: i64, what: What) -> Event {
        Event { id, at: Timestamp::from_second(1_763_730_000 + second).ok(), what }
    }

    fn entered(id: i64, second: i64, state: &str) -> Event {
        event(id, second, What::StateEntered { state: state.to_owned() })
    }

    fn result(id: i64, second: i64, payload: &Value) -> Event {
        event(id, second, What::TaskSucceeded { output: json!({ "Payload": payload }).to_string() })
    }

    fn execution(state: State, cause: Option<String>) -> Execution {
        Execution {
            arn: "arn:aws:states:eu-west-1:111122223333:execution:import:run".to_owned(),
            name: "run".to_owned(),
            state,
            started_at: Timestamp::from_second(1_763_730_000).ok(),
            ended_at: cause.as_ref().and_then(|_| Timestamp::from_second(1_763_739_000).ok()),
            input: None,
            output: None,
            error: None,
            cause,
        }
    }

    /// A run with an import and a bundle below it.
    fn planned() -> Run {
        let plan = json!({ "Status": "READY", "Plan": { "Imports": [ { "Steps": [
            { "Path": ROOT, "Parent": "", "Operation": "ImportWorkspaceImage", "Name": "desktop", "Request": {} },
            { "Path": BELOW, "Parent": ROOT, "Operation": "UpdateWorkspaceBundle", "Request": { "BundleId": "wsb-1" } } ] } ] } });
        let mut run = Run::new(&execution(State::Running, None));
        run.take(&[entered(2, 0, "Plan"), result(5, 1, &plan), entered(8, 2, "Imports")]);
        run
    }

    fn job(state: &str, progress: u8, elapsed: u32) -> Value {
        json!({ "Status": "IN_PROGRESS", "Handle": { "Operation": "ImportWorkspaceImage", "Name": "desktop", "ImageId": "wsi-1",
            "Adopted": false, "Status": "IN_PROGRESS", "State": state, "Progress": progress, "ElapsedSeconds": elapsed,
            "SecondsToNextLook": 300, "Polls": 1 } })
    }

    #[test]
    fn the_plan_gives_the_entries_in_the_order_of_the_document() {
        let run = planned();
        let shown: Vec<_> =
            run.entries.iter().map(|entry| (entry.depth(), entry.target.as_str(), entry.status)).collect();
        assert_eq!(shown, [(0, "desktop", Status::Waiting), (1, "wsb-1", Status::Waiting)]);
        assert_eq!((run.doing, run.seen, run.ended_of()), (Some("imports"), 8, (0, 1)));
    }

    #[test]
    fn a_look_says_how_far_aws_is_and_when_the_next_one_is() {
        let mut run = planned();
        run.take_entry(
            ROOT,
            &[
                entered(3, 5, "Start"),
                result(6, 6, &job("PENDING", 0, 0)),
                entered(9, 7, "Wait"),
                entered(12, 307, "Check"),
            ],
        );
        run.take_entry(ROOT, &[result(15, 308, &job("IN_PROGRESS", 40, 303)), entered(18, 309, "Wait")]);
        let entry = &run.entries[0];
        assert_eq!(
            (entry.status, entry.state.as_deref(), entry.progress),
            (Status::Running, Some("IN_PROGRESS"), Some(40))
        );
        assert_eq!(entry.next_look, Timestamp::from_second(1_763_730_608).ok());
        assert_eq!(entry.elapsed_seconds(Timestamp::from_second(1_763_730_309).unwrap()), Some(304));
        let phases: Vec<_> = entry.spans.iter().map(|span| span.phase).collect();
        assert_eq!(phases, [Phase::Starting, Phase::InProgress]);
        assert!(
            matches!(&entry.marks[..], [_, mark] if mark.what == Moment::Looked { state: Some("IN_PROGRESS".into()), progress: Some(40) })
        );
    }

    #[test]
    fn an_entry_that_fails_skips_what_stands_below_it() {
        let mut run = planned();
        let outcome = json!({ "Path": ROOT, "Operation": "ImportWorkspaceImage", "Status": "FAILED", "Name": "desktop",
            "Error": { "Code": "DomainJoined", "Message": "joined" } });
        let arguments = json!({ "Payload": { "Finished": { "Step": { "Run": "run", "DryRun": false, "Outcome": outcome } } } });
        let scheduled = What::TaskScheduled {
            resource: "invoke".to_owned(),
            timeout: None,
            arguments: Secret::new(arguments.to_string()),
        };
        run.take_entry(
            ROOT,
            &[entered(3, 5, "Start"), entered(9, 60, "StepEnded"), event(12, 61, scheduled)],
        );
        let statuses: Vec<_> = run.entries.iter().map(|entry| entry.status).collect();
        assert_eq!(statuses, [Status::Failed, Status::Skipped]);
        let error = run.entries[0].outcome.as_ref().and_then(|outcome| outcome.error.as_ref()).unwrap();
        assert!(error.remedy.contains("domain"), "{error:?}");
        assert_eq!(run.ended_of(), (1, 1));
    }

    #[test]
    fn a_question_shows_until_when_it_can_be_answered() {
        let mut run = planned();
        let asks = What::TaskScheduled {
            resource: "invoke.waitForTaskToken".to_owned(),
            timeout: Some(3600),
            arguments: Secret::new("{}"),
        };
        run.take_entry(BELOW, &[entered(3, 5, "Ask"), event(4, 5, asks)]);
        assert_eq!(run.entries[1].status, Status::Asking);
        assert_eq!(run.entries[1].answer_until, Timestamp::from_second(1_763_733_605).ok());
    }

    #[test]
    fn the_outcome_has_the_last_word() {
        let mut run = planned();
        let cause = json!({ "Status": "FAILED", "Run": "run", "StartedAt": "", "EndedAt": "", "Violations": [], "Imports": [
            { "Status": "FAILED", "Steps": [
                { "Path": ROOT, "Operation": "ImportWorkspaceImage", "Status": "TIMED_OUT" },
                { "Path": BELOW, "Operation": "UpdateWorkspaceBundle", "Status": "SKIPPED" } ] } ] });
        run.described(&execution(State::Failed, Some(cause.to_string())));
        let statuses: Vec<_> = run.entries.iter().map(|entry| entry.status).collect();
        assert_eq!(statuses, [Status::TimedOut, Status::Skipped]);
        assert_eq!(run.doing, None);
        run.described(&execution(State::Aborted, Some("stopped by a person".to_owned())));
        assert_eq!(run.error.as_deref(), Some("stopped by a person"));
    }
}
