//! Forty imports watched for hours, in virtual time: what is asked is counted, and what AWS fails with is chosen.

use super::follow::{Follower, Watched};
use super::pace::Rate;
use super::port::{Calls, Clock};
use super::{Display, Lines, Seen};
use crate::aws::operation::get_execution_history::Page;
use crate::run::event::{Event, What};
use crate::run::execution::{Execution, Listed, State};
use crate::stack::tests::stack;
use crate::trouble::{Kind, Trouble};
use deskport_shared::secret::Secret;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::Instant;

const IMPORTS: i64 = 40;
const MINUTES: i64 = 92;
/// Seconds between two looks of the run.
const LOOKS: i64 = 300;
const ARN: &str = "arn:aws:states:eu-west-1:111122223333:execution:import-1:run";
const BEGAN: &str = "2026-11-21T13:05:00Z";

fn began() -> Timestamp {
    BEGAN.parse().unwrap()
}

/// The run's clock, which is tokio's.
#[derive(Clone, Copy)]
struct Virtual(Instant);

impl Virtual {
    fn seconds(self) -> i64 {
        i64::try_from(self.0.elapsed().as_secs()).unwrap()
    }
}

impl Clock for Virtual {
    fn now(&self) -> Timestamp {
        began() + SignedDuration::try_from(self.0.elapsed()).unwrap()
    }
}

/// AWS with a run of forty imports, and what it fails with.
struct World {
    clock: Virtual,
    import: Vec<(i64, What)>,
    entries: Vec<Vec<(i64, What)>>,
    calls: RefCell<Vec<(Instant, &'static str)>>,
    failures: Box<dyn Fn(Duration) -> Option<Kind>>,
    /// How often credentials were read anew.
    renewed: Cell<usize>,
}

impl World {
    fn new(clock: Virtual, failures: impl Fn(Duration) -> Option<Kind> + 'static) -> Self {
        let entries = (0..IMPORTS).map(history_of).collect();
        let (import, failures) = (history_of_import(), Box::new(failures));
        Self { clock, import, entries, calls: RefCell::default(), failures, renewed: Cell::new(0) }
    }

    fn call(&self, what: &'static str) -> Result<(), Trouble> {
        self.calls.borrow_mut().push((Instant::now(), what));
        match (self.failures)(self.clock.0.elapsed()) {
            Some(kind) => Err(Trouble::of_call(kind, what, Some("Chosen"), "as the test wants it", None)),
            None => Ok(()),
        }
    }
}

/// When an import begins, looks for the last time, and ends: seconds after the run's start.
const fn begins(import: i64) -> i64 {
    5 + import
}

const fn ends(import: i64) -> i64 {
    begins(import) + MINUTES * 60 + import % 7 * 60
}

fn run_ends() -> i64 {
    (0..IMPORTS).map(ends).max().unwrap() + 10
}

fn event(at: i64, what: What) -> (i64, What) {
    (at, what)
}

fn entered(at: i64, state: &str) -> (i64, What) {
    event(at, What::StateEntered { state: state.to_owned() })
}

fn result(at: i64, payload: &Value) -> (i64, What) {
    event(at, What::TaskSucceeded { output: json!({ "Payload": payload }).to_string() })
}

fn plan() -> Value {
    let step = |import: i64| {
        json!({ "Path": format!("/Imports/{import}"), "Operation": "ImportWorkspaceImage", "Name": format!("image-{import}"),
            "Request": { "IngestionProcess": "BYOL_REGULAR_WSP" } })
    };
    json!({ "Plan": { "Imports": (0..IMPORTS).map(|import| json!({ "Steps": [step(import)] })).collect::<Vec<_>>() } })
}

fn history_of_import() -> Vec<(i64, What)> {
    let mut events =
        vec![entered(1, "DescribeImages"), entered(2, "Plan"), result(4, &plan()), entered(4, "Imports")];
    events.push(entered(run_ends() - 3, "Notify"));
    events.push(event(run_ends(), What::Ended { output: None }));
    events
}

fn history_of(import: i64) -> Vec<(i64, What)> {
    let (from, to) = (begins(import), ends(import));
    let job = |at: i64| {
        json!({ "Handle": { "Operation": "ImportWorkspaceImage", "Name": "x", "ImageId": "wsi-1", "Adopted": false,
            "Status": "IN_PROGRESS", "State": "PENDING", "Progress": (at - from) * 100 / (to - from), "ElapsedSeconds": at - from,
            "SecondsToNextLook": LOOKS, "Polls": 0 } })
    };
    let mut events = vec![entered(from, "Start"), result(from + 1, &job(from))];
    let mut at = from + 1 + LOOKS;
    while at < to {
        events.extend([entered(at, "Check"), result(at + 1, &job(at)), entered(at + 1, "Wait")]);
        at += LOOKS;
    }
    let outcome = json!({ "Payload": { "Finished": { "Step": { "Outcome": { "Path": format!("/Imports/{import}"),
        "Operation": "ImportWorkspaceImage", "Status": "SUCCEEDED", "ImageId": format!("wsi-{import}") } } } } });
    events.push(entered(to, "StepEnded"));
    events.push(event(
        to,
        What::TaskScheduled {
            resource: "invoke".to_owned(),
            timeout: None,
            arguments: Secret::new(outcome.to_string()),
        },
    ));
    events.push(event(to + 1, What::Ended { output: None }));
    events
}

impl Calls for &World {
    async fn describe(&self, arn: &str) -> Result<Option<Execution>, Trouble> {
        self.call("states:DescribeExecution")?;
        Ok(Some(execution(
            arn,
            if self.clock.seconds() < run_ends() { State::Running } else { State::Succeeded },
        )))
    }

    async fn history(&self, arn: &str, seen: i64, _next: Option<String>) -> Result<Page, Trouble> {
        self.call("states:GetExecutionHistory")?;
        let events = match arn.rsplit_once(":run-") {
            Some((_, import)) => &self.entries[import.parse::<usize>().unwrap()],
            None => &self.import,
        };
        let now = self.clock.seconds();
        let new =
            (1..).zip(events).skip(usize::try_from(seen).unwrap()).take_while(|(_, (at, _))| *at <= now);
        let events = new.map(|(id, (at, what))| {
            let at = Some(began() + SignedDuration::from_secs(*at));
            Event { id, at, what: what.clone() }
        });
        let mut events: Vec<_> = events.collect();
        events.reverse();
        Ok(Page { events, next: None })
    }

    async fn steps(&self, _most: i32) -> Result<Vec<Listed>, Trouble> {
        self.call("states:ListExecutions")?;
        let now = self.clock.seconds();
        let begun = (0..IMPORTS).filter(|import| begins(*import) <= now);
        let listed = begun.map(|import| Listed {
            arn: String::new(),
            name: format!("run-{import}"),
            state: if ends(import) < now { State::Succeeded } else { State::Running },
            started_at: None,
            ended_at: None,
        });
        Ok(listed.collect())
    }

    async fn renew(&mut self) -> Result<(), Trouble> {
        self.renewed.set(self.renewed.get() + 1);
        Ok(())
    }
}

fn execution(arn: &str, state: State) -> Execution {
    let name = "run".to_owned();
    let started_at = Some(began());
    Execution {
        arn: arn.to_owned(),
        name,
        state,
        started_at,
        ended_at: None,
        input: None,
        output: None,
        error: None,
        cause: None,
    }
}

/// When an entry was first shown with a progress, or as ended.
type Shown = BTreeMap<(String, Option<u8>, bool), i64>;

/// Keeps when each entry was first shown with each of its looks, and its end, and every line that a job would get.
struct Kept<'a> {
    shown: &'a RefCell<Shown>,
    notes: &'a RefCell<Vec<String>>,
    lines: Lines<&'a mut Vec<u8>>,
    clock: Virtual,
}

impl Display for Kept<'_> {
    fn show(&mut self, seen: Seen<'_>) {
        for entry in &seen.run.entries {
            let key = (entry.path.clone(), entry.progress, entry.status.ended());
            self.shown.borrow_mut().entry(key).or_insert(self.clock.seconds());
        }
        self.lines.show(seen);
    }

    fn note(&mut self, text: &str) {
        self.notes.borrow_mut().push(text.to_owned());
    }
}

/// What came of watching.
struct Came {
    world: World,
    shown: Shown,
    notes: Vec<String>,
    lines: String,
    seconds: i64,
    ended: Result<Execution, Trouble>,
}

async fn watched(rate: u8, failures: impl Fn(Duration) -> Option<Kind> + 'static) -> Came {
    let clock = Virtual(Instant::now());
    let world = World::new(clock, failures);
    let (shown, notes) = (RefCell::default(), RefCell::default());
    let mut lines = Vec::new();
    let display = Kept { shown: &shown, notes: &notes, lines: Lines::new(&mut lines), clock };
    let answer = "deskport approve run".to_owned();
    let watched = Watched { execution: execution(ARN, State::Running), stack: stack(), answer };
    let ended = Follower::new(&world, clock, display, watched, Rate(rate)).follow().await;
    let (shown, notes) = (shown.into_inner(), notes.into_inner());
    Came { seconds: clock.seconds(), world, shown, notes, lines: String::from_utf8(lines).unwrap(), ended }
}

fn calls_in_any_second(world: &World) -> usize {
    let calls = world.calls.borrow();
    let within = |from: usize| {
        calls[from..].iter().take_while(|call| call.0 < calls[from].0 + Duration::from_secs(1)).count()
    };
    (0..calls.len()).map(within).max().unwrap()
}

#[tokio::test(start_paused = true)]
async fn forty_imports_take_at_most_one_call_a_second_and_are_shown_in_time() {
    let came = watched(1, |_| None).await;
    assert_eq!(came.ended.unwrap().state, State::Succeeded);
    assert_eq!(calls_in_any_second(&came.world), 1);
    let late = came.seconds - run_ends();
    assert!((0..=5).contains(&late), "the end was seen {late} s late");
    for import in 0..IMPORTS {
        let path = format!("/Imports/{import}");
        let ended =
            came.shown.iter().filter(|(key, _)| key.0 == path && key.2).map(|(_, at)| *at).min().unwrap();
        assert!((0..=60).contains(&(ended - ends(import))), "{path}: {} s late", ended - ends(import));
        // Each look of the run shows another percent.
        for (at, what) in history_of(import) {
            let What::TaskSucceeded { output } = what else { continue };
            let progress =
                serde_json::from_str::<Value>(&output).unwrap()["Payload"]["Handle"]["Progress"].as_u64();
            let key = (path.clone(), progress.map(|percent| u8::try_from(percent).unwrap()), false);
            let shown = came.shown.get(&key).unwrap_or_else(|| panic!("{key:?} was not shown"));
            assert!((0..=90).contains(&(shown - at)), "{key:?}: {} s late", shown - at);
        }
    }
    let calls = came.world.calls.borrow();
    let of = |what| calls.iter().filter(|call| call.1 == what).count();
    // ListExecutions shows forty imports at once.
    assert!(of("states:ListExecutions") < 600, "{}", of("states:ListExecutions"));
    assert!(of("states:DescribeExecution") <= 2);
    assert!(came.notes.is_empty(), "{:?}", came.notes);
}

#[tokio::test(start_paused = true)]
async fn no_line_comes_twice() {
    let came = watched(1, |_| None).await;
    let mut lines: Vec<_> = came.lines.lines().collect();
    let all = lines.len();
    lines.sort_unstable();
    lines.dedup();
    assert_eq!(lines.len(), all, "{}", came.lines);
    // Four quarters of progress and the end, each import, where it was seen before its first look that it runs; what the run did before.
    assert!((40 * 5..=40 * 6 + 3).contains(&all), "{all}");
    assert_eq!(came.lines.lines().filter(|line| line.contains(" done ")).count(), 40);
}

#[tokio::test(start_paused = true)]
async fn twenty_calls_a_second_are_not_more() {
    // For ten minutes.
    let came = watched(20, |at| (at.as_secs() > 600).then_some(Kind::Failed)).await;
    assert!(came.ended.is_err());
    assert!((2..=20).contains(&calls_in_any_second(&came.world)));
}

/// That a time of trouble is survived, how often it was called meanwhile, and what was said.
async fn survived(kind: Kind, minutes: std::ops::Range<u64>) -> (Came, usize) {
    let trouble = minutes.start * 60..minutes.end * 60;
    let within = trouble.clone();
    let came = watched(1, move |at| within.contains(&at.as_secs()).then_some(kind)).await;
    assert_eq!(came.ended.as_ref().unwrap().state, State::Succeeded, "{kind:?}");
    let from = came.world.clock.0;
    let calls =
        came.world.calls.borrow().iter().filter(|call| trouble.contains(&(call.0 - from).as_secs())).count();
    assert_eq!(calls_in_any_second(&came.world), 1, "{kind:?}");
    (came, calls)
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_is_noted_once_and_tried_again_at_longer_and_longer_intervals() {
    let (came, calls) = survived(Kind::Unreachable, 20..50).await;
    // 2, 4, 8, 16, 32, then each minute.
    assert!((30..=36).contains(&calls), "{calls}");
    let [lost, back] = &came.notes[..] else { panic!("{:?}", came.notes) };
    assert!(lost.starts_with("AWS does not answer; the run goes on"), "{lost}");
    assert_eq!(back, "AWS answers again: watching goes on");
    assert_eq!(came.world.renewed.get(), 0);
}

#[tokio::test(start_paused = true)]
async fn credentials_that_are_over_are_read_anew_until_they_are_renewed() {
    let (came, calls) = survived(Kind::Credentials, 20..30).await;
    assert!((60..=70).contains(&calls), "{calls}");
    assert_eq!(came.world.renewed.get(), calls);
    let [over, back] = &came.notes[..] else { panic!("{:?}", came.notes) };
    assert!(over.contains("Sign in again"), "{over}");
    assert_eq!(back, "AWS answers again: watching goes on");
}

#[tokio::test(start_paused = true)]
async fn throttling_slows_it_down() {
    let (came, calls) = survived(Kind::Throttled, 20..25).await;
    assert!((7..=12).contains(&calls), "{calls}");
    assert_eq!(came.notes.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_single_call_that_is_lost_is_not_spoken_of() {
    let (came, calls) = survived(Kind::Unreachable, 0..0).await;
    assert_eq!((calls, came.notes.len()), (0, 0));
    let came = watched(1, |at| (at.as_secs() == 1200).then_some(Kind::Unreachable)).await;
    assert!(came.ended.is_ok() && came.notes.is_empty(), "{:?}", came.notes);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_ends_it() {
    let came = watched(1, |at| (at.as_secs() >= 600).then_some(Kind::Failed)).await;
    assert_eq!(came.ended.unwrap_err().kind, Kind::Failed);
    assert!(came.seconds < 620);
}
