//! Runs for the pages' tests: recorded ones of `testdata/runs`, and histories written as the machines would leave them.

use crate::run::event::{Event, What};
use crate::run::execution::{Execution, State};
use crate::run::view::Run;
use deskport_shared::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A run and its input.
pub(super) struct Recorded {
    pub(super) run: Run,
    pub(super) input: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    execution: Described,
    histories: BTreeMap<String, Vec<Line>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    arn: String,
    name: String,
    status: String,
    started_at: Timestamp,
    ended_at: Option<Timestamp>,
    input: String,
    output: Option<String>,
    error: Option<String>,
    cause: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Line {
    at: Timestamp,
    state: Option<String>,
    scheduled: Option<String>,
    #[serde(default)]
    arguments: String,
    succeeded: Option<String>,
    failed: Option<String>,
    #[serde(default)]
    cause: String,
}

impl Line {
    fn event(self, id: i64) -> Event {
        let what = match self {
            Self { state: Some(state), .. } => What::StateEntered { state },
            Self { scheduled: Some(resource), arguments, .. } => {
                What::TaskScheduled { resource, timeout: None, arguments: Secret::new(arguments) }
            }
            Self { succeeded: Some(output), .. } => What::TaskSucceeded { output },
            Self { failed: Some(error), cause, .. } => What::TaskFailed { error, cause },
            Self { .. } => What::Ended { output: None },
        };
        Event { id, at: Some(self.at), what }
    }
}

impl Recorded {
    /// A run of `testdata/runs`.
    pub(super) fn read(name: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/runs").join(name);
        let file: File = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let described = file.execution;
        let execution = Execution {
            arn: described.arn,
            name: described.name,
            state: State::from_aws(&described.status),
            started_at: Some(described.started_at),
            ended_at: described.ended_at,
            input: Some(described.input),
            output: described.output,
            error: described.error,
            cause: described.cause,
        };
        let number = |lines: Vec<Line>| (1..).zip(lines).map(|(id, line)| line.event(id)).collect::<Vec<_>>();
        let histories = file.histories.into_iter().map(|(path, lines)| (path, number(lines)));
        Self::of(&execution, &histories.collect())
    }

    /// A run, as `read::whole` reads it.
    pub(super) fn of(execution: &Execution, histories: &BTreeMap<String, Vec<Event>>) -> Self {
        let mut run = Run::new(execution);
        for (path, events) in histories {
            if path.is_empty() { run.take(events) } else { run.take_entry(path, events) }
        }
        run.described(execution);
        Self { run, input: execution.input.clone().unwrap_or_default() }
    }
}

/// When written runs begin.
pub(super) fn begin() -> Timestamp {
    "2026-11-18T21:06:00Z".parse().unwrap()
}

/// An execution of `import` that ended so many seconds after its begin, or goes on.
pub(super) fn execution(name: &str, state: State, seconds: Option<i64>) -> Execution {
    let ended_at = seconds.map(|seconds| begin() + SignedDuration::from_secs(seconds));
    Execution {
        arn: format!("arn:aws:states:eu-west-1:111122223333:execution:import-1:{name}"),
        name: name.to_owned(),
        state,
        started_at: Some(begin()),
        ended_at,
        input: Some(
            json!({ "Preset": { "Name": "win11", "Ec2ImageId": "ami-0a1b2c3d4e5f60718" } }).to_string(),
        ),
        output: None,
        error: None,
        cause: None,
    }
}

/// A history that is written event by event.
#[derive(Default)]
pub(super) struct History {
    seconds: i64,
    events: Vec<Event>,
}

impl History {
    /// One that begins so many seconds after the run.
    pub(super) fn after(seconds: i64) -> Self {
        Self { seconds, events: Vec::new() }
    }

    fn add(mut self, what: What) -> Self {
        let id = i64::try_from(self.events.len()).unwrap() + 1;
        self.events.push(Event { id, at: Some(begin() + SignedDuration::from_secs(self.seconds)), what });
        self
    }

    pub(super) fn state(self, state: &str) -> Self {
        self.add(What::StateEntered { state: state.to_owned() })
    }

    pub(super) fn wait(mut self, seconds: i64) -> Self {
        self.seconds += seconds;
        self
    }

    pub(super) fn asks(self) -> Self {
        let resource = "invoke.waitForTaskToken".to_owned();
        self.add(What::TaskScheduled {
            resource,
            timeout: Some(86_400),
            arguments: Secret::new("{}".to_owned()),
        })
    }

    pub(super) fn fails(self, error: &str, cause: &str) -> Self {
        self.add(What::TaskFailed { error: error.to_owned(), cause: cause.to_owned() })
    }

    pub(super) fn returns(self, output: &Value) -> Self {
        self.add(What::TaskSucceeded { output: output.to_string() })
    }

    /// A function's result that holds a job of ImportWorkspaceImage.
    pub(super) fn job(self, state: &str, progress: Option<u8>) -> Self {
        let job = json!({ "Operation": "ImportWorkspaceImage", "Name": "n", "Adopted": false, "Status": "IN_PROGRESS", "State": state,
            "Progress": progress, "ElapsedSeconds": 60, "SecondsToNextLook": 900, "Polls": 1 });
        self.returns(&json!({ "Payload": { "Handle": job } }))
    }

    /// How the step ended, as it is composed into an event.
    pub(super) fn ends(self, outcome: &Value) -> Self {
        let arguments = json!({ "Payload": { "Finished": { "Step": { "Outcome": outcome } } } }).to_string();
        let scheduled = What::TaskScheduled {
            resource: "invoke".to_owned(),
            timeout: None,
            arguments: Secret::new(arguments),
        };
        self.state("StepEnded").add(scheduled).add(What::Ended { output: None })
    }

    pub(super) fn events(self) -> Vec<Event> {
        self.events
    }
}

/// The history of `import` up to its entries: a plan of imports, each with the paths, operations and names of its steps.
pub(super) fn planned(imports: &[Vec<(&str, &str, &str)>]) -> Vec<Event> {
    let step = |(path, operation, name): &(&str, &str, &str)| {
        let parent = path.rsplit_once("/Then/").map(|(parent, _)| parent).unwrap_or_default();
        json!({ "Path": path, "Parent": parent, "Operation": operation, "Name": name, "Request": {} })
    };
    let import = |steps: &Vec<_>| json!({ "Steps": steps.iter().map(step).collect::<Vec<_>>() });
    let imports: Vec<_> = imports.iter().map(import).collect();
    let plan = json!({ "Payload": { "Plan": { "Imports": imports } } });
    History::default()
        .state("GetPreset")
        .wait(1)
        .state("Plan")
        .wait(2)
        .returns(&plan)
        .state("Imports")
        .events()
}
