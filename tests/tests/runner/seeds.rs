//! A thousand seeds.

use deskport_runner::functions::Handlers;
use deskport_runner::machines::Machines;
use deskport_runner::rng::fnv_1a;
use deskport_runner::run::run;
use deskport_runner::scenario::Scenario;
use deskport_runner::soak::{Totals, soak};
use deskport_simulator::iam::Permission;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

const SEEDS: u64 = 1000;

/// Seeds with the digest of their timelines.
const PINNED: [(u64, &str); 4] =
    [(3, "911d72d8d8a51a1e"), (27, "5f167b59c0f025f0"), (45, "b66de47f23cfd9e0"), (60, "76a3026de0cfa5fb")];

/// What some seeds come to.
pub(crate) struct Soaked {
    pub(crate) totals: Totals,
    /// Each permission that was needed, with the seeds that need it.
    pub(crate) used: BTreeMap<Permission, Vec<u64>>,
}

/// Runs some seeds.
pub(crate) fn soaked(seeds: RangeInclusive<u64>, machines: &Machines) -> Soaked {
    let mut used: BTreeMap<Permission, Vec<u64>> = BTreeMap::new();
    let totals = soak(seeds, machines, &Handlers, |report| {
        for permission in &report.record.used {
            used.entry(permission.clone()).or_default().push(report.seed);
        }
    });
    Soaked { totals, used }
}

/// All seeds, run once for every test that asks.
pub(crate) static ALL: LazyLock<Soaked> = LazyLock::new(|| {
    let half = |seeds| std::thread::spawn(|| soaked(seeds, &Machines::load().unwrap()));
    let halves = [half(1..=SEEDS / 2), half(SEEDS / 2 + 1..=SEEDS)];
    let [mut all, second] = halves.map(|half| half.join().unwrap());
    all.totals.merge(second.totals);
    for (permission, seeds) in second.used {
        all.used.entry(permission).or_default().extend(seeds);
    }
    all
});

#[test]
fn every_invariant_holds_and_every_fault_is_met() {
    let totals = &ALL.totals;
    assert!(
        totals.failed.is_empty(),
        "{} of {SEEDS} seeds failed\n{}",
        totals.failed.len(),
        totals.failures(5)
    );
    assert_eq!(totals.never_met(), []);
}

/// Seeds in which something did not hold once: the second try of a delete whose response was lost is denied, a mark stays on an
/// image whose delete never arrived, and two runs make the same copy at once. One more, 19664, in which AWS refuses every look until
/// the time is over, is left to `make soak`: its 91,000 lines take as long as 300 other seeds.
const HELD_SINCE: [u64; 4] = [9231, 10786, 11023, 13594];

#[test]
fn what_did_not_hold_once_holds() {
    let totals = soak(HELD_SINCE.into_iter(), &Machines::load().unwrap(), &Handlers, |_| {});
    assert!(totals.failed.is_empty(), "{}", totals.failures(3));
}

#[test]
fn a_seed_that_fails_is_shown_with_the_command_to_see_it_again() {
    let totals = Totals { failed: vec![(7, vec!["what did not hold".to_owned()])], ..Totals::default() };
    assert_eq!(
        totals.failures(1),
        "seed 7:\n  what did not hold\n  cargo run -p deskport-runner --release -- replay 7\n"
    );
}

#[test]
fn a_seed_means_the_same_run_twice() {
    let machines = Machines::load().unwrap();
    for (seed, _) in PINNED {
        let twice = [(); 2].map(|()| run(&Scenario::of(seed), &machines, &Handlers, true).unwrap());
        let [timelines, logs] =
            [twice.each_ref().map(|report| report.timeline.clone()), twice.map(|report| report.logs.lines())];
        assert!(!timelines[0].is_empty() && !logs[0].is_empty());
        assert_eq!(timelines[0], timelines[1], "seed {seed}");
        assert_eq!(logs[0], logs[1], "seed {seed}");
    }
}

#[test]
fn a_seed_means_the_same_run_forever() {
    let machines = Machines::load().unwrap();
    let now = PINNED.map(|(seed, _)| (seed, digest(&timeline(seed, &machines))));
    let pinned = PINNED.map(|(seed, digest)| (seed, digest.to_owned()));
    assert!(
        now == pinned,
        "seeds mean other runs than they did: a scenario, a machine, a function, the simulator or the form of the \
         timeline changed.\nWhere that was not meant, `cargo run -p deskport-runner --release -- replay SEED` here and \
         before the change shows what differs.\nWhere it was, PINNED is:\n{}",
        now.map(|(seed, digest)| format!("    ({seed}, \"{digest}\"),\n")).concat()
    );
}

#[test]
fn the_digest_is_fnv_1a() {
    // From the test vectors of its authors, in draft-eastlake-fnv.
    for (text, expected) in
        [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
    {
        assert_eq!(fnv_1a(text.bytes()), expected);
    }
}

fn timeline(seed: u64, machines: &Machines) -> Vec<String> {
    run(&Scenario::of(seed), machines, &Handlers, true).unwrap().timeline
}

/// The lines, each with its end, so that one that moves from a line to the next is seen.
fn digest(lines: &[String]) -> String {
    format!("{:016x}", fnv_1a(lines.iter().flat_map(|line| line.bytes().chain([b'\n']))))
}
