//! What is asked next, and when. Periods are for one call a second; with more calls everything comes round more often.

use super::pace::Rate;
use crate::run::entry::{Entry, Mark, Moment, Status};
use crate::run::execution::{Listed, State};
use crate::run::name;
use crate::run::view::Run;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The history of `import`, while there is no plan, and when all entries have ended.
const IMPORT_SOON: u32 = 2;
/// The same while entries run.
const IMPORT: u32 = 15;
/// The list of the executions of `step`.
const STEPS: u32 = 10;
/// An entry's history at least: whoever answers a question, or a retry, is seen in no list. Where many run, half of the calls go there.
const ENTRY: u32 = 20;
/// Seconds after which a look has come to its end.
const LOOK: u32 = 2;
/// From how much on the run's seconds are not the clock's: a local stack's run is faster.
const FASTER: i64 = 3;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// The run's own execution.
    Import,
    /// Which executions of `step` there are.
    Steps,
    /// An entry, by its path.
    Entry(String),
}

/// What is known of an entry's execution beside its history.
#[derive(Clone, Debug, Default)]
struct Known {
    /// As the list has it.
    state: Option<State>,
    /// Since when that is news that its history has not been read for.
    news: Option<Timestamp>,
    /// When its history was read.
    read: Option<Timestamp>,
}

/// What was asked, and when.
#[derive(Debug)]
pub(super) struct Agenda {
    rate: Rate,
    import: Option<Timestamp>,
    steps: Option<Timestamp>,
    entries: BTreeMap<String, Known>,
}

impl Agenda {
    pub(super) fn new(rate: Rate) -> Self {
        Self { rate, import: None, steps: None, entries: BTreeMap::new() }
    }

    /// What is asked next, and when it is due: of what is due longest, the longest.
    pub(super) fn next(&self, run: &Run) -> (Timestamp, Target) {
        let running = run.entries.iter().filter(|entry| !entry.status.ended()).count();
        let soon = if run.plan_read && running > 0 { IMPORT } else { IMPORT_SOON };
        let import = (self.after(self.import, soon), Target::Import);
        let steps = (run.plan_read && running > 0).then(|| (self.after(self.steps, STEPS), Target::Steps));
        let faster = faster(run);
        let entries = run.entries.iter().filter_map(|entry| {
            Some((self.entry(run, entry, running, faster)?, Target::Entry(entry.path.clone())))
        });
        entries.chain(steps).fold(import, |first, other| if other.0 < first.0 { other } else { first })
    }

    fn after(&self, asked: Option<Timestamp>, seconds: u32) -> Timestamp {
        asked.map_or(Timestamp::MIN, |at| later(at, self.rate.every(seconds)))
    }

    /// When an entry's history is to be read; `None` where nothing can be new in it.
    fn entry(&self, run: &Run, entry: &Entry, running: usize, faster: i64) -> Option<Timestamp> {
        if entry.status.ended() {
            return None;
        }
        let known = self.entries.get(&entry.path).cloned().unwrap_or_default();
        if known.news.is_some() {
            return known.news;
        }
        let began = match known.state {
            Some(State::Running) => true,
            // Its history was read after its end.
            Some(_) => return None,
            // So many runs have begun since that the list does not reach back to it, or its turn has not come.
            None => entry.status != Status::Waiting || is_its_turn(run, entry),
        };
        if !began {
            return None;
        }
        let least = ENTRY.max(u32::try_from(running * 2).unwrap_or(u32::MAX));
        let least = self.after(known.read.or(self.import), least);
        let look = entry.next_look.and_then(|at| {
            let looked = looked(entry)?;
            let pause = at.duration_since(looked).as_secs() / faster;
            let due = later(later(looked, SignedDuration::from_secs(pause)), self.rate.every(LOOK));
            // Read since, and not seen: the run's clock and this one differ.
            (known.read < Some(due)).then_some(due)
        });
        Some(look.map_or(least, |look| look.min(least)))
    }

    /// The history of `import` was read.
    pub(super) fn read_import(&mut self, now: Timestamp) {
        self.import = Some(now);
    }

    /// An entry's history was read.
    pub(super) fn read_entry(&mut self, path: &str, now: Timestamp) {
        let known = self.entries.entry(path.to_owned()).or_default();
        (known.read, known.news) = (Some(now), None);
    }

    /// The list was read: which entries are in another state than before.
    pub(super) fn listed(&mut self, run: &Run, listed: &[Listed], now: Timestamp) {
        self.steps = Some(now);
        let states: BTreeMap<_, _> = listed.iter().map(|one| (one.name.as_str(), one.state)).collect();
        for entry in &run.entries {
            let Some(state) = states.get(name::of_entry(&run.run, &entry.path).as_str()) else { continue };
            let known = self.entries.entry(entry.path.clone()).or_default();
            if known.state != Some(*state) {
                known.state = Some(*state);
                known.news = known.news.or(Some(now));
            }
        }
    }
}

/// Whether the entry above it is done, or there is none.
fn is_its_turn(run: &Run, entry: &Entry) -> bool {
    let above = run.entries.iter().find(|other| other.path == entry.parent);
    above.is_none_or(|above| above.status == Status::Succeeded)
}

/// When an entry's image was looked at last.
fn looked(entry: &Entry) -> Option<Timestamp> {
    let looks = |mark: &&Mark| matches!(mark.what, Moment::Started { .. } | Moment::Looked { .. });
    entry.marks.iter().rev().find(looks).map(|mark| mark.at)
}

/// How many of the run's seconds one of the clock's has: 1 on AWS.
fn faster(run: &Run) -> i64 {
    let rates = run.entries.iter().filter_map(|entry| {
        let looked = looked(entry)?;
        let clock = looked.duration_since(entry.started_at?).as_secs().max(1);
        Some(i64::from(entry.counted_seconds) / clock)
    });
    rates.max().filter(|rate| *rate >= FASTER).unwrap_or(1)
}

fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(at)
}
