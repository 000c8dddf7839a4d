//! Many seeds, one after another, and their totals.

use crate::fault::{Counts, Fault};
use crate::functions::Functions;
use crate::machines::Machines;
use crate::run::{Report, run};
use crate::scenario::Scenario;

/// The totals of many seeds.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// How many scenarios ran.
    pub scenarios: u64,
    /// How many executions there were in them.
    pub executions: u64,
    /// How many events there were.
    pub events: u64,
    /// How many calls WorkSpaces and AppStream were sent, each try counted.
    pub calls: u64,
    /// How many invariants were checked.
    pub checked: u64,
    /// What went wrong, by kind.
    pub counts: Counts,
    /// The longest history.
    pub longest_history: u32,
    /// The seeds for which something did not hold, with what.
    pub failed: Vec<(u64, Vec<String>)>,
}

impl Totals {
    /// Adds a scenario.
    pub fn add(&mut self, report: &Report) {
        self.scenarios += 1;
        self.executions += u64::try_from(report.ended.executions.len()).unwrap_or_default();
        self.events += report.ended.events;
        self.calls += report.record.calls.values().map(|calls| u64::from(*calls)).sum::<u64>();
        self.checked += report.checked;
        self.counts.merge(&report.counts);
        let longest = report.ended.executions.iter().map(|execution| execution.events).max();
        self.longest_history = self.longest_history.max(longest.unwrap_or_default());
        if !report.violations.is_empty() {
            self.failed.push((report.seed, report.violations.clone()));
        }
    }

    /// Adds another's.
    pub fn merge(&mut self, other: Self) {
        self.scenarios += other.scenarios;
        self.executions += other.executions;
        self.events += other.events;
        self.calls += other.calls;
        self.checked += other.checked;
        self.counts.merge(&other.counts);
        self.longest_history = self.longest_history.max(other.longest_history);
        self.failed.extend(other.failed);
    }

    /// The kinds that never happened.
    pub fn never_met(&self) -> Vec<Fault> {
        self.counts.iter().filter(|(_, count)| *count == 0).map(|(fault, _)| fault).collect()
    }

    /// The first seeds that failed, with what did not hold and how to see it again.
    pub fn failures(&self, most: usize) -> String {
        let reported = self.failed.iter().take(most).map(|(seed, violations)| {
            format!("seed {seed}:\n  {}\n  {}\n", violations.join("\n  "), replay_command(*seed))
        });
        reported.collect()
    }
}

/// How to see a seed again.
pub fn replay_command(seed: u64) -> String {
    format!("cargo run -p deskport-runner --release -- replay {seed}")
}

/// Runs seeds; `each` is called with every report.
pub fn soak(
    seeds: impl Iterator<Item = u64>,
    machines: &Machines,
    functions: &dyn Functions,
    mut each: impl FnMut(&Report),
) -> Totals {
    let mut totals = Totals::default();
    for seed in seeds {
        match run(&Scenario::of(seed), machines, functions, false) {
            Ok(report) => {
                each(&report);
                totals.add(&report);
            }
            Err(error) => totals.failed.push((seed, vec![error])),
        }
    }
    totals
}
