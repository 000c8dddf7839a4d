//! An entry of a run: what is known of it from the plan, and from the history of its own execution of `step`.

use super::event::{Event, What};
pub(crate) use super::span::{Mark, Moment, Phase, Span};
use deskport_shared::job::Job;
use deskport_shared::operation::OperationName;
use deskport_shared::outcome::{Setting, StepOutcome};
use deskport_shared::status::{JobStatus, StepStatus};
use deskport_shared::violation::NOT_SHOWN;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How an entry stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Status {
    /// Its turn has not come.
    #[default]
    Waiting,
    /// It is started, or AWS works on it.
    Running,
    /// A quota is full: it waits for a slot.
    WaitingForQuota,
    /// People are asked.
    Asking,
    /// Done.
    Succeeded,
    /// Not done.
    Failed,
    /// Its time was over.
    TimedOut,
    /// An entry above it was not done.
    Skipped,
}

impl Status {
    /// Whether nothing more comes of it.
    pub(crate) const fn ended(self) -> bool {
        match self {
            Self::Succeeded | Self::Failed | Self::TimedOut | Self::Skipped => true,
            Self::Waiting | Self::Running | Self::WaitingForQuota | Self::Asking => false,
        }
    }
}

impl From<StepStatus> for Status {
    fn from(status: StepStatus) -> Self {
        match status {
            StepStatus::Succeeded => Self::Succeeded,
            StepStatus::Failed => Self::Failed,
            StepStatus::TimedOut => Self::TimedOut,
            StepStatus::Skipped => Self::Skipped,
        }
    }
}

/// An entry of a run.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Entry {
    /// Its JSON Pointer into the request.
    pub(crate) path: String,
    /// The pointer of the entry above it; empty for one of `Imports`.
    #[serde(skip)]
    pub(crate) parent: String,
    /// Its operation.
    pub(crate) operation: OperationName,
    /// What it makes, by name, what it changes, by id, or what it asks.
    pub(crate) target: String,
    /// Another Region than the run's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    /// How it stands.
    pub(crate) status: Status,
    /// AWS's own word for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state: Option<String>,
    /// In percent, where AWS says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) progress: Option<u8>,
    /// How long it has taken at the last look, in seconds, as the run counts them.
    #[serde(skip)]
    pub(crate) counted_seconds: u32,
    /// How long AWS usually takes, in seconds; 0 where it is done at once.
    pub(crate) usual_seconds: u32,
    /// When it began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started_at: Option<Timestamp>,
    /// When it ended, without the entries below it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ended_at: Option<Timestamp>,
    /// Until when people can answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answer_until: Option<Timestamp>,
    /// When its run looks again.
    #[serde(skip)]
    pub(crate) next_look: Option<Timestamp>,
    /// What it sets a bundle, a fleet or a permission to, as far as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wanted: Option<Setting>,
    /// How it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) outcome: Option<StepOutcome>,
    /// What it was at, in order.
    pub(crate) spans: Vec<Span>,
    /// What happened, in order.
    pub(crate) marks: Vec<Mark>,
    /// The number of the last event that was read.
    #[serde(skip)]
    pub(crate) seen: i64,
}

/// A step, as the plan has it. Another release may plan members that are not known here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Planned {
    path: String,
    #[serde(default)]
    parent: String,
    operation: OperationName,
    name: Option<String>,
    region: Option<String>,
    #[serde(default)]
    request: Value,
}

impl From<Planned> for Entry {
    fn from(planned: Planned) -> Self {
        let definition = planned.operation.definition();
        let set = definition.sets.and_then(|member| planned.request[member].as_str()).map(str::to_owned);
        let asked = planned.request["Message"].as_str().map(str::to_owned);
        let usual = (definition.usual_minutes)(&planned.request) * 60;
        Self {
            path: planned.path,
            parent: planned.parent,
            operation: planned.operation,
            target: planned.name.or(set).or(asked).unwrap_or_else(|| NOT_SHOWN.to_owned()),
            region: planned.region,
            status: Status::Waiting,
            state: None,
            progress: None,
            counted_seconds: 0,
            usual_seconds: usual,
            started_at: None,
            ended_at: None,
            answer_until: None,
            next_look: None,
            wanted: None,
            outcome: None,
            spans: Vec::new(),
            marks: Vec::new(),
            seen: 0,
        }
    }
}

impl Entry {
    /// How deep it stands below its import: 0 for the import itself.
    pub(crate) fn depth(&self) -> usize {
        self.path.matches("/Then/").count()
    }

    /// How long it has taken, in seconds, as the run counts them: the longer of what was waited and what the clock shows.
    pub(crate) fn elapsed_seconds(&self, now: Timestamp) -> Option<u32> {
        let until = self.ended_at.unwrap_or(now);
        let clock = until.duration_since(self.started_at?).as_secs();
        Some(u32::try_from(clock.max(0)).unwrap_or(u32::MAX).max(self.counted_seconds))
    }

    /// Takes what is new of its history, in order.
    pub(super) fn take(&mut self, events: &[Event]) {
        for event in events {
            self.seen = self.seen.max(event.id);
            let Some(at) = event.at else { continue };
            match &event.what {
                What::StateEntered { state } => self.entered(state, at),
                What::TaskScheduled { resource, timeout, arguments } => {
                    let asks = resource.ends_with(".waitForTaskToken");
                    if asks {
                        self.begin(Status::Asking, at);
                        self.marks.push(Mark { at, what: Moment::Asked });
                        let seconds = timeout.map(jiff::SignedDuration::from_secs);
                        self.answer_until = seconds.and_then(|seconds| at.checked_add(seconds).ok());
                    } else {
                        self.reported(arguments.reveal());
                    }
                }
                What::TaskSucceeded { .. } if self.is_at(Phase::Asking) => {
                    self.marks
                        .push(Mark { at, what: Moment::Answered { approved: Some(true), reason: None } });
                }
                What::TaskSucceeded { output } => self.returned(output, at),
                What::TaskFailed { error, cause } if !self.is_at(Phase::Below) => {
                    self.marks.push(Mark { at, what: self.failed(error, cause) });
                }
                // The entries below it have ended too.
                What::Ended { output } => {
                    self.close(at);
                    self.ended(output.as_deref().unwrap_or_default());
                }
                What::TaskFailed { .. } | What::Other => {}
            }
        }
    }

    /// What a failed call says: where people are asked, it may be their answer.
    fn failed(&self, error: &str, cause: &str) -> Moment {
        match (self.is_at(Phase::Asking), error) {
            (true, "ApprovalRefused") => {
                let reason = Some(cause.to_owned()).filter(|reason| !reason.is_empty());
                Moment::Answered { approved: Some(false), reason }
            }
            (true, "States.Timeout" | "States.HeartbeatTimeout") => {
                Moment::Answered { approved: None, reason: None }
            }
            _ => Moment::Failed { error: error.to_owned() },
        }
    }

    fn is_at(&self, phase: Phase) -> bool {
        self.spans.last().is_some_and(|span| span.phase == phase && span.to.is_none())
    }

    fn entered(&mut self, state: &str, at: Timestamp) {
        let Some(phase) = Phase::of_state(state) else { return };
        match phase {
            Phase::Queued => {}
            Phase::Starting | Phase::InProgress => self.begin(Status::Running, at),
            Phase::WaitingForQuota => self.begin(Status::WaitingForQuota, at),
            Phase::Asking => self.begin(Status::Asking, at),
            Phase::Below => {
                self.ended_at = self.ended_at.or(Some(at));
                self.next_look = None;
            }
        }
        if self.spans.last().is_some_and(|span| span.phase == phase && span.to.is_none()) {
            return;
        }
        self.close(at);
        self.spans.push(Span { phase, from: at, to: None });
    }

    fn begin(&mut self, status: Status, at: Timestamp) {
        self.started_at = self.started_at.or(Some(at));
        if !self.status.ended() {
            self.status = status;
        }
    }

    /// Ends the span that goes on.
    pub(super) fn close(&mut self, at: Timestamp) {
        if let Some(span) = self.spans.last_mut().filter(|span| span.to.is_none()) {
            span.to = Some(at);
        }
    }

    /// A function's result: a job, or the event that says how the step ended.
    fn returned(&mut self, output: &str, at: Timestamp) {
        let Ok(result) = serde_json::from_str::<Value>(output) else { return };
        if let Ok(job) = Job::deserialize(&result["Payload"]["Handle"]) {
            self.looked(job, at);
        } else if let Ok(outcome) = StepOutcome::deserialize(&result["Payload"]["Event"]["Detail"]) {
            self.settle(outcome);
        }
    }

    fn looked(&mut self, job: Job, at: Timestamp) {
        let state = job.state.clone();
        let what = if self.is_at(Phase::Starting) {
            Moment::Started { state }
        } else {
            Moment::Looked { state, progress: job.progress }
        };
        self.marks.push(Mark { at, what });
        self.wanted = job.wanted.or(self.wanted.take());
        self.counted_seconds = job.elapsed_seconds;
        let goes_on = job.status == JobStatus::InProgress;
        if goes_on {
            self.state = job.state.or(self.state.take());
            self.progress = job.progress;
        }
        // After the last look the step says how it ended, at once.
        let pause = if goes_on { i64::from(job.seconds_to_next_look) } else { 0 };
        let pause = jiff::SignedDuration::from_secs(pause);
        self.next_look = at.checked_add(pause).ok();
    }

    /// The step's end, as `step` has it composed into an event.
    fn reported(&mut self, arguments: &str) {
        let Ok(arguments) = serde_json::from_str::<Value>(arguments) else { return };
        let outcome = &arguments["Payload"]["Finished"]["Step"]["Outcome"];
        if let Ok(outcome) = StepOutcome::deserialize(outcome) {
            self.settle(outcome);
        }
    }

    /// The output of its execution, which has its own step first: where the event about its end could not be composed.
    fn ended(&mut self, output: &str) {
        let Ok(output) = serde_json::from_str::<Value>(output) else { return };
        if let Ok(outcome) = StepOutcome::deserialize(&output["Steps"][0]) {
            self.settle(outcome);
        }
    }

    /// How it ended, with what to do about it.
    pub(super) fn settle(&mut self, outcome: StepOutcome) {
        let outcome = outcome.readable();
        self.status = outcome.status.into();
        self.answer_until = None;
        let time = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        self.started_at = time(&outcome.started_at).or(self.started_at);
        self.ended_at = time(&outcome.ended_at).or(self.ended_at);
        self.outcome = Some(outcome);
    }
}
