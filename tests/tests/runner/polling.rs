//! `docs/polling.md` is what the machines and the cadence lead to, and the cadence's promises hold in it.

use deskport_runner::clock;
use deskport_runner::machines::Machines;
use deskport_runner::polling::{Measurements, Route, measure};
use std::sync::LazyLock;

const PAGE: &str = include_str!("../../../docs/polling.md");
/// What a look takes beside the pause before it, in seconds.
const CALL: u64 = 5;

static MEASURED: LazyLock<Measurements> =
    LazyLock::new(|| Measurements::take(&Machines::load().unwrap()).unwrap());

#[test]
fn the_page_is_current() {
    let measured = MEASURED.document();
    let how =
        "docs/polling.md is not current: cargo run -p deskport-runner --release -- polling > docs/polling.md";
    for (measured, written) in measured.lines().zip(PAGE.lines()) {
        assert_eq!(measured, written, "{how}");
    }
    assert_eq!(measured.len(), PAGE.len(), "{how}");
}

#[test]
fn the_cadences_promises_hold() {
    for (minutes, routes) in &MEASURED.one {
        for (route, measured) in Route::ALL.iter().zip(routes) {
            let longest = if *minutes < 1440 { 300 } else { 900 };
            assert!(measured.longest() <= longest + CALL, "{route:?} {minutes}: {} s", measured.longest());
            assert!(measured.step_events < 25_000);
            if *minutes <= 300 {
                let looks = measured.looks;
                // The longest of the runs measured takes five minutes more.
                assert!(looks <= 71, "{route:?} {minutes}: {looks} looks");
            }
        }
    }
    let machines = Machines::load().unwrap();
    for route in Route::ALL {
        for minutes in [1, 2] {
            let measured = measure(&machines, route, minutes, 1, false).unwrap();
            let first = measured.delays.first().copied().unwrap_or_default() / clock::SECOND;
            assert!(first <= 60 + CALL, "{route:?} {minutes}: {first} s");
        }
    }
}

#[test]
fn forty_imports_keep_to_the_accounts_rate_over_a_minute() {
    let (_, [free, limited]) = MEASURED.many.iter().find(|(count, _)| *count == 40).unwrap();
    assert!(free.busiest_minute <= 120, "{}", free.busiest_minute);
    // Calls a second apart may come within one second: each takes its time.
    assert!(free.busiest_second <= 5, "{}", free.busiest_second);
    assert_eq!(limited.throttled, 0);
}
