//! Polling, measured: how often an import is looked at, how late its end is seen, and what that costs.

use crate::clock::{self, MINUTE};
use crate::engine::Status;
use crate::fault::Fault;
use crate::functions::Handlers;
use crate::machines::{ACCOUNT, Machines, Name, role_arn};
use crate::rng::Rng;
use crate::run::{Report, run};
use crate::scenario::Scenario;
use deskport_simulator::Service;
use deskport_simulator::script::{Effect, Rule, When};
use serde_json::{Value, json};
use std::fmt::Write;

/// 2027-01-15.
const START: u64 = 1_800_000_000_000;
/// How many runs a row of the first table is measured from; their durations differ by a part of a pause each.
const OF_ONE: u64 = 12;
/// How many runs a row of the second: there the imports that are side by side differ too.
const OF_MANY: u64 = 4;
/// Over how much the durations spread, in milliseconds: a little more than the longest pause of the first hours.
const SPREAD: u64 = 315_600;
/// The durations of the first table, in minutes. The last is what fits into the longest `TimeoutMinutes`, a week.
pub const DURATIONS: [u64; 13] = [5, 10, 20, 30, 45, 60, 90, 180, 300, 480, 720, 1440, 10_020];
/// How many imports run side by side in the second table.
pub const SIDE_BY_SIDE: [u64; 5] = [1, 5, 10, 20, 40];
/// How long the imports of the second table take, in minutes.
const LONG: u64 = 180;

/// A route, by its operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// ImportWorkspaceImage, which reports no progress.
    Regular,
    /// ImportCustomWorkspaceImage, which reports its progress.
    Custom,
    /// CreateImportedImage.
    AppStream,
}

impl Route {
    /// Every route that is measured.
    pub const ALL: [Self; 3] = [Self::Regular, Self::Custom, Self::AppStream];

    /// Its operation.
    pub const fn operation(self) -> &'static str {
        match self {
            Self::Regular => "ImportWorkspaceImage",
            Self::Custom => "ImportCustomWorkspaceImage",
            Self::AppStream => "CreateImportedImage",
        }
    }

    fn import(self, name: &str) -> Value {
        let body = match self {
            Self::Regular => {
                json!({ "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": name, "ImageDescription": "x" })
            }
            Self::Custom => json!({
                "ImageName": name, "ImageDescription": "x", "ComputeType": "BASE", "Protocol": "DCV",
                "Platform": "WINDOWS", "OsVersion": "Windows_11", "InfrastructureConfigurationArn":
                    format!("arn:aws:imagebuilder:eu-west-1:{ACCOUNT}:infrastructure-configuration/byol") }),
            Self::AppStream => {
                json!({ "Name": name, "IamRoleArn": role_arn() })
            }
        };
        json!({ self.operation(): body })
    }
}

/// What was measured of imports of one duration.
#[derive(Clone, Debug, Default)]
pub struct Measured {
    /// The most looks at one import.
    pub looks: u64,
    /// From an import's end until it was seen, in milliseconds: every one.
    pub delays: Vec<u64>,
    /// The longest history of an execution of `image`.
    pub step_events: u32,
    /// The longest history of a run of `import`.
    pub import_events: u32,
    /// Looks at WorkSpaces images in the busiest second.
    pub busiest_second: u32,
    /// Calls of WorkSpaces in the busiest minute.
    pub busiest_minute: u32,
    /// Calls that were throttled.
    pub throttled: u64,
}

impl Measured {
    /// The mean delay, in seconds.
    pub fn mean(&self) -> u64 {
        let count = u64::try_from(self.delays.len()).unwrap_or(1).max(1);
        self.delays.iter().sum::<u64>() / count / clock::SECOND
    }

    /// The longest delay, in seconds.
    pub fn longest(&self) -> u64 {
        self.delays.iter().max().copied().unwrap_or_default() / clock::SECOND
    }
}

/// Measures this many imports of a route side by side, each of this many minutes or a little more. With `limited`, AWS
/// throttles what is above the account's rate.
///
/// # Errors
/// A scenario that does not run, or in which an invariant does not hold.
pub fn measure(
    machines: &Machines,
    route: Route,
    minutes: u64,
    side_by_side: u64,
    limited: bool,
) -> Result<Measured, String> {
    let mut measured = Measured::default();
    let samples = if side_by_side == 1 { OF_ONE } else { OF_MANY };
    for sample in 0..samples {
        let takes = minutes * MINUTE + sample * SPREAD / samples;
        let scenario = scenario(route, takes, side_by_side, sample, limited);
        let report = run(&scenario, machines, &Handlers, false)?;
        if let Some(violation) = report.violations.first() {
            return Err(violation.clone());
        }
        read(&report, takes, &mut measured);
    }
    Ok(measured)
}

fn scenario(route: Route, takes: u64, side_by_side: u64, seed: u64, limited: bool) -> Scenario {
    let mut scenario = Scenario::calm(seed, START);
    scenario.weather.limited = limited;
    let ami = scenario.add_ami(&mut Rng::new(0, "polling"));
    let imports: Vec<Value> =
        (0..side_by_side).map(|number| route.import(&format!("image-{number}"))).collect();
    let request = json!({ "Ec2ImageId": ami, "TimeoutMinutes": 10_080, "Imports": imports });
    let effect = Effect { take_minutes: Some(clock::seconds(takes) / 60.0), ..Effect::default() };
    let when = When { image_name: Some("image-*".to_owned()), ..When::default() };
    scenario.script.rules.push(Rule { comment: None, when, effect });
    scenario.start_run(0, "run", &request);
    scenario
}

fn read(report: &Report, takes: u64, measured: &mut Measured) {
    for execution in &report.ended.executions {
        match execution.of {
            Name::Step => measured.step_events = measured.step_events.max(execution.events),
            Name::Import => measured.import_events = measured.import_events.max(execution.events),
            Name::Trigger | Name::Byol | Name::Aftermath => {}
        }
        let outputs = execution.output.as_ref().filter(|_| execution.status == Status::Succeeded);
        let output = outputs.filter(|_| execution.of == Name::Step).map(crate::jsonata::to_json);
        for step in output.iter().flat_map(|output| output["Steps"].as_array().into_iter().flatten()) {
            measured.looks = measured.looks.max(step["Polls"].as_u64().unwrap_or_default());
            let name = step["Name"].as_str().unwrap_or_default();
            let made = report.record.made.iter().find(|made| made.name == name).map(|made| made.at);
            let seen = step["EndedAt"].as_str().and_then(clock::read);
            measured.delays.extend(made.zip(seen).map(|(made, seen)| seen.saturating_sub(made + takes)));
        }
    }
    let of_workspaces = report.record.calls.iter().filter(|((key, _), _)| *key == Service::Workspaces.key());
    let mut minutes = std::collections::BTreeMap::<u64, u32>::new();
    for ((_, second), count) in of_workspaces {
        *minutes.entry(second / 60).or_default() += count;
    }
    measured.busiest_minute = measured.busiest_minute.max(minutes.into_values().max().unwrap_or_default());
    measured.busiest_second = measured.busiest_second.max(report.record.busiest_second());
    measured.throttled = measured.throttled.max(report.counts.of(Fault::RateExceeded));
}

const HEAD: &str = "\
# Polling, measured

Neither WorkSpaces nor AppStream reports when an image is ready, so Deskport looks. `shared/src/cadence.rs` decides how often.
The results are measured here by the test runner, which runs the state machines with the real functions in simulated time. A
test keeps this page current; after a change of the cadence, regenerate it:

    cargo run -p deskport-runner --release -- polling > docs/polling.md

";

/// Everything that the page shows.
#[derive(Clone, Debug)]
pub struct Measurements {
    /// Of one import, by its duration in minutes: every route.
    pub one: Vec<(u64, [Measured; 3])>,
    /// Of imports side by side, by how many: without a limit of the account's rate, and with it.
    pub many: Vec<(u64, [Measured; 2])>,
}

impl Measurements {
    /// Measures.
    ///
    /// # Errors
    /// A scenario that does not run, or in which an invariant does not hold.
    pub fn take(machines: &Machines) -> Result<Self, String> {
        let mut taken = Self { one: Vec::new(), many: Vec::new() };
        for minutes in DURATIONS {
            let [regular, custom, app_stream] =
                Route::ALL.map(|route| measure(machines, route, minutes, 1, false));
            taken.one.push((minutes, [regular?, custom?, app_stream?]));
        }
        for count in SIDE_BY_SIDE {
            let [free, limited] =
                [false, true].map(|limited| measure(machines, Route::Regular, LONG, count, limited));
            taken.many.push((count, [free?, limited?]));
        }
        Ok(taken)
    }

    /// `docs/polling.md`.
    pub fn document(&self) -> String {
        let mut page = HEAD.to_owned();
        one_import(&self.one, &mut page);
        many_imports(&self.many, &mut page);
        page
    }
}

fn one_import(measured: &[(u64, [Measured; 3])], page: &mut String) {
    page.push_str("## One import\n\n");
    let _ = writeln!(
        page,
        "Each row is {OF_ONE} runs, whose imports take the stated duration and up to five minutes more. *Looks* are the most at one import;\n\
         the *delay*, mean and longest, is the time from the end of the image's making until the run saw it; *events* are those of the\n\
         longest history of `step`, of which AWS allows 25,000. After the first day there is a look every 15 minutes.\n\
         For ImportCustomWorkspaceImage, AWS reports the progress.\n"
    );
    let names = Route::ALL.map(Route::operation);
    let _ = writeln!(
        page,
        "| Duration | {} looks | delay | events | {} looks | delay | events | {} looks | delay | events |",
        names[0], names[1], names[2]
    );
    page.push_str("|---|---|---|---|---|---|---|---|---|---|\n");
    for (minutes, measured) in measured {
        let _ = write!(page, "| {} |", duration(*minutes));
        for measured in measured {
            let (mean, longest) = (measured.mean(), measured.longest());
            let _ = write!(page, " {} | {mean} s, {longest} s | {} |", measured.looks, measured.step_events);
        }
        page.push('\n');
    }
    page.push('\n');
}

fn many_imports(measured: &[(u64, [Measured; 2])], page: &mut String) {
    page.push_str("## Imports side by side\n\n");
    let _ = writeln!(
        page,
        "ImportWorkspaceImage, {}, all started by one run, a second apart, and so are their looks; the row of one import is {OF_ONE} runs, each\n\
         other {OF_MANY}. An account may make about two WorkSpaces calls a second. *Throttled* are the calls of one run that were refused\n\
         while the simulated service allowed exactly that rate after the first ten calls; the delay is measured under the same limit.\n",
        duration(LONG)
    );
    page.push_str("| Side by side | looks at each | calls in the busiest minute | looks in the busiest second | throttled | delay | events of `step` | events of `import` |\n");
    page.push_str("|---|---|---|---|---|---|---|---|\n");
    for (count, [free, limited]) in measured {
        let _ = writeln!(
            page,
            "| {count} | {} | {} | {} | {} | {} s, {} s | {} | {} |",
            free.looks,
            free.busiest_minute,
            free.busiest_second,
            limited.throttled,
            limited.mean(),
            limited.longest(),
            limited.step_events,
            limited.import_events
        );
    }
}

fn duration(minutes: u64) -> String {
    if minutes < 60 {
        format!("{minutes} min")
    } else if minutes.is_multiple_of(60) {
        format!("{} h", minutes / 60)
    } else {
        format!("{} h {} min", minutes / 60, minutes % 60)
    }
}
