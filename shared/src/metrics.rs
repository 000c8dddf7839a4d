//! What the functions count, as CloudWatch's embedded metric format has it: a line of the log in JSON that says which of its members
//! are metrics, and by which of its members (the dimensions) they are kept apart. CloudWatch Logs reads them; nothing is called.
//! Source: Amazon CloudWatch User Guide, "Specification: Embedded metric format".
//!
//! CloudWatch bills each combination of values, so there are few: a dimension is the stack, an operation, a status or a code that
//! Deskport knows. What names a run stands beside them in the line.

use crate::job::Job;
use crate::operation::OperationName;
use crate::outcome::{Outcome, StepOutcome};
use crate::remedy;
use crate::status::{JobStatus, PlanStatus, StepStatus};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The namespace of every metric.
pub const NAMESPACE: &str = "Deskport";
/// The dimension that every metric has: the stack's name, so that two stacks of an account don't mix.
pub const STACK: &str = "Stack";

/// What metrics of one name are kept apart by, beside the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dimension {
    /// The operation of a step.
    Operation,
    /// How a run or a step ended.
    Status,
    /// Why it failed: a code of docs/errors.md, the family of a code (`Lambda`), or `Other`.
    Code,
}

impl Dimension {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operation => "Operation",
            Self::Status => "Status",
            Self::Code => "Code",
        }
    }
}

/// What is known of a metric.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Its name.
    pub name: &'static str,
    /// Its unit, in CloudWatch's words.
    pub unit: &'static str,
    /// Which function writes it.
    pub by: &'static str,
    /// Its dimensions, beside the stack.
    pub dimensions: &'static [Dimension],
    /// What one unit of it is.
    pub meaning: &'static str,
}

macro_rules! metrics {
    ($($name:ident: $unit:literal, $by:literal, [$($dimension:ident),*], $meaning:literal;)+) => {
        /// A metric.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Metric {
            $(#[doc = $meaning] $name),+
        }

        impl Metric {
            /// Every metric.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What is known of it.
            pub const fn definition(self) -> Definition {
                match self {
                    $(Self::$name => Definition {
                        name: stringify!($name),
                        unit: $unit,
                        by: $by,
                        dimensions: &[$(Dimension::$dimension),*],
                        meaning: $meaning,
                    }),+
                }
            }
        }
    };
}

metrics! {
    RunsFinished: "Count", "notify", [Status],
        "a run that ended: `SUCCEEDED`, `FAILED`, or `INVALID` if violations kept it from starting anything";
    StepsFinished: "Count", "notify", [Operation, Status],
        "a step of a run that ended: `SUCCEEDED`, `FAILED`, `TIMED_OUT` or `SKIPPED`";
    StepSeconds: "Seconds", "notify", [Operation, Status],
        "how long a step took from its start to its end; not of one that was skipped, nor of an image that was adopted";
    Failures: "Count", "notify", [Code],
        "why a run or a step failed: a code of [errors.md](errors.md), the family of a code such as `Lambda`, or `Other`";
    StepsStarted: "Count", "start-import", [Operation],
        "an image that a run began to make";
    StepsAdopted: "Count", "start-import", [Operation],
        "an image that was there already, made from the same source by the same recipe";
    QuotaExceeded: "Count", "start-import", [Operation],
        "a try that met a full quota; the step waits for a slot and tries again after 10 minutes, after the first day 15";
    DeliveriesSet: "Count", "deliver", [Operation],
        "a bundle, fleet or permission that was set or made";
    DeliveriesAlreadySet: "Count", "deliver", [Operation],
        "a bundle, fleet or permission that was set or made already";
    Looks: "Count", "check-status", [Operation],
        "a look at an image, a bundle, a fleet or a permission";
    ChatNotificationsFailed: "Count", "notify", [],
        "a notification that could not be published to the topic for chat";
}

/// Metrics with the same dimensions, as they are written into the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    values: Vec<(Metric, u64)>,
    dimensions: Vec<(Dimension, String)>,
}

impl Line {
    fn new(values: Vec<(Metric, u64)>, dimensions: Vec<(Dimension, String)>) -> Self {
        Self { values, dimensions }
    }

    fn of(metric: Metric, operation: OperationName) -> Self {
        Self::new(vec![(metric, 1)], vec![(Dimension::Operation, operation.to_string())])
    }

    /// The members of the line: what the format needs, each dimension and each metric. `now` is in milliseconds since the epoch.
    pub fn members(&self, stack: &str, now: i64) -> Map<String, Value> {
        let names = self.dimensions.iter().map(|(dimension, _)| dimension.as_str());
        let dimensions: Vec<&str> = std::iter::once(STACK).chain(names).collect();
        let metrics: Vec<Value> = self
            .values
            .iter()
            .map(|(metric, _)| json!({ "Name": metric.definition().name, "Unit": metric.definition().unit }))
            .collect();
        let directive = json!({ "Namespace": NAMESPACE, "Dimensions": [dimensions], "Metrics": metrics });
        let mut members = Map::new();
        let mut put = |name: &str, value: Value| drop(members.insert(name.to_owned(), value));
        put("_aws", json!({ "Timestamp": now, "CloudWatchMetrics": [directive] }));
        put(STACK, stack.into());
        self.dimensions.iter().for_each(|(dimension, value)| put(dimension.as_str(), value.as_str().into()));
        self.values.iter().for_each(|(metric, value)| put(metric.definition().name, (*value).into()));
        members
    }
}

/// What an ended run counts: nothing where it was a dry run. `milliseconds` reads a time.
pub fn finished(outcome: &Outcome, milliseconds: impl Fn(&str) -> Option<i64>) -> Vec<Line> {
    if outcome.dry_run {
        return Vec::new();
    }
    let invalid = !outcome.violations.is_empty();
    let status = if invalid { PlanStatus::Invalid.as_str() } else { outcome.status.as_str() };
    let run = Line::new(vec![(Metric::RunsFinished, 1)], vec![(Dimension::Status, status.to_owned())]);
    let steps = || outcome.imports.iter().flat_map(|import| &import.steps);
    let of_steps = steps().map(|step| of_step(step, &milliseconds));
    let own = outcome.error.as_ref().map(|error| error.code.as_str());
    let codes = own.or(invalid.then_some("InvalidRequest")).into_iter();
    let codes = codes.chain(steps().filter_map(|step| step.error.as_ref()).map(|error| error.code.as_str()));
    let failures = codes.map(|code| {
        Line::new(vec![(Metric::Failures, 1)], vec![(Dimension::Code, remedy::known(code).to_owned())])
    });
    std::iter::once(run).chain(of_steps).chain(failures).collect()
}

fn of_step(step: &StepOutcome, milliseconds: impl Fn(&str) -> Option<i64>) -> Line {
    let time = |text: &Option<String>| text.as_deref().and_then(&milliseconds);
    let took = || {
        let took = time(&step.ended_at)?.checked_sub(time(&step.started_at)?)?;
        u64::try_from(took / 1000).ok()
    };
    let counts = step.status != StepStatus::Skipped && step.adopted != Some(true);
    let seconds = counts.then(took).flatten().map(|seconds| (Metric::StepSeconds, seconds));
    let values = std::iter::once((Metric::StepsFinished, 1)).chain(seconds).collect();
    let dimensions = vec![
        (Dimension::Operation, step.operation.to_string()),
        (Dimension::Status, step.status.to_string()),
    ];
    Line::new(values, dimensions)
}

/// What a step counts that start-import has started: nothing where its time was over.
pub fn started(job: &Job) -> Option<Line> {
    let metric = if job.adopted { Metric::StepsAdopted } else { Metric::StepsStarted };
    (job.status != JobStatus::TimedOut).then(|| Line::of(metric, job.operation))
}

/// A step that waits for a slot.
pub fn waits(operation: OperationName) -> Line {
    Line::of(Metric::QuotaExceeded, operation)
}

/// What a step counts that deliver has set or made.
pub fn delivered(job: &Job) -> Option<Line> {
    let metric = if job.adopted { Metric::DeliveriesAlreadySet } else { Metric::DeliveriesSet };
    (job.status != JobStatus::TimedOut).then(|| Line::of(metric, job.operation))
}

/// A look.
pub fn looked(operation: OperationName) -> Line {
    Line::of(Metric::Looks, operation)
}

/// A notification that did not reach the topic for chat.
pub fn chat_failed() -> Line {
    Line::new(vec![(Metric::ChatNotificationsFailed, 1)], Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome() -> Outcome {
        let outcome = json!({ "Status": "FAILED", "Run": "r", "StartedAt": "0", "EndedAt": "9", "Violations": [], "Imports": [
            { "Status": "FAILED", "Steps": [
                { "Operation": "ImportWorkspaceImage", "Name": "a", "Status": "SUCCEEDED", "StartedAt": "1000", "EndedAt": "64999" },
                { "Operation": "CreateImportedImage", "Name": "a", "Status": "FAILED", "Adopted": true, "StartedAt": "1", "EndedAt": "2",
                  "Error": { "Code": "SomebodysOwnWords", "Message": "" } },
                { "Operation": "UpdateFleet", "Name": "a", "Status": "SKIPPED" } ] } ] });
        serde_json::from_value(outcome).unwrap()
    }

    fn shown(outcome: &Outcome) -> Vec<Value> {
        let lines = finished(outcome, |text| text.parse().ok());
        let members = lines.iter().map(|line| line.members("deskport", 1_800_000_000_000));
        members
            .map(|mut line| {
                line.shift_remove("_aws");
                Value::Object(line)
            })
            .collect()
    }

    #[test]
    fn a_run_counts_itself_its_steps_and_why_they_failed() {
        let expected = [
            json!({ "Stack": "deskport", "Status": "FAILED", "RunsFinished": 1 }),
            json!({ "Stack": "deskport", "Operation": "ImportWorkspaceImage", "Status": "SUCCEEDED", "StepsFinished": 1, "StepSeconds": 63 }),
            json!({ "Stack": "deskport", "Operation": "CreateImportedImage", "Status": "FAILED", "StepsFinished": 1 }),
            json!({ "Stack": "deskport", "Operation": "UpdateFleet", "Status": "SKIPPED", "StepsFinished": 1 }),
            json!({ "Stack": "deskport", "Code": "Other", "Failures": 1 }),
        ];
        assert_eq!(shown(&outcome()), expected);
        assert_eq!(shown(&Outcome { dry_run: true, ..outcome() }), [] as [Value; 0]);
    }

    #[test]
    fn violations_are_the_requests_and_count_as_such() {
        let violation = json!([{ "Path": "/x", "Given": "y", "Allowed": "z", "Source": "s" }]);
        let outcome = Outcome {
            violations: serde_json::from_value(violation).unwrap(),
            imports: Vec::new(),
            ..outcome()
        };
        let expected = [
            json!({ "Stack": "deskport", "Status": "INVALID", "RunsFinished": 1 }),
            json!({ "Stack": "deskport", "Code": "InvalidRequest", "Failures": 1 }),
        ];
        assert_eq!(shown(&outcome), expected);
    }

    /// "Specification: Embedded metric format": each dimension and metric is a member of the root, at most 30 and 100 of them.
    #[test]
    fn a_line_is_a_document_of_the_embedded_metric_format() {
        for line in finished(&outcome(), |text| text.parse().ok()) {
            let members = line.members("deskport", 7);
            let aws = &members["_aws"];
            assert_eq!(aws["Timestamp"], 7);
            let directive = &aws["CloudWatchMetrics"][0];
            assert_eq!(directive["Namespace"], NAMESPACE);
            let dimensions = directive["Dimensions"][0].as_array().unwrap();
            assert!(dimensions.iter().all(|name| members[name.as_str().unwrap()].is_string()));
            let metrics = directive["Metrics"].as_array().unwrap();
            assert!(!metrics.is_empty() && dimensions.len() <= 30 && metrics.len() <= 100);
            for metric in metrics {
                assert!(members[metric["Name"].as_str().unwrap()].is_u64());
                assert!(["Count", "Seconds"].contains(&metric["Unit"].as_str().unwrap()));
            }
        }
    }

    #[test]
    fn a_line_has_the_dimensions_of_its_metrics() {
        let job = Job::started(OperationName::CreateImportedImage, "a".to_owned(), JobStatus::InProgress);
        let adopted = Job { adopted: true, ..job.clone() };
        let others = [waits(job.operation), looked(job.operation), chat_failed()];
        let jobs = [started(&job), started(&adopted), delivered(&job), delivered(&adopted)];
        let lines: Vec<_> = finished(&outcome(), |text| text.parse().ok())
            .into_iter()
            .chain(others)
            .chain(jobs.into_iter().flatten())
            .collect();
        for metric in Metric::ALL {
            let mut written =
                lines.iter().filter(|line| line.values.iter().any(|(one, _)| one == metric)).peekable();
            assert!(written.peek().is_some(), "{metric:?}");
            for line in written {
                let dimensions: Vec<_> = line.dimensions.iter().map(|(dimension, _)| *dimension).collect();
                assert_eq!(dimensions, metric.definition().dimensions, "{metric:?}");
            }
        }
        assert_eq!(started(&Job { status: JobStatus::TimedOut, ..job.clone() }), None);
        assert_eq!(delivered(&Job { status: JobStatus::TimedOut, ..job }), None);
    }
}
