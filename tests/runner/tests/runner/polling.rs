//! `docs/polling.md` is what the machines and the cadence lead to, and the cadence's promises hold in it.

use deskport_runner::clock;
use deskport_runner::machines::Machines;
use deskport_runner::polling::{DURATIONS, Route, document, measure};

const PAGE: &str = include_str!("../../../../docs/polling.md");
/// What a look takes beside the pause before it, in seconds.
const CALL: u64 = 5;

#[test]
fn the_page_is_current() {
    let measured = document(&Machines::load().unwrap()).unwrap();
    let how =
        "docs/polling.md is not current: cargo run -p deskport-runner --release -- polling > docs/polling.md";
    for (measured, written) in measured.lines().zip(PAGE.lines()) {
        assert_eq!(measured, written, "{how}");
    }
    assert_eq!(measured.len(), PAGE.len(), "{how}");
}

#[test]
fn the_cadences_promises_hold() {
    let machines = Machines::load().unwrap();
    for route in Route::ALL {
        for minutes in DURATIONS {
            let measured = measure(&machines, route, minutes, 1, false).unwrap();
            let longest = if minutes < 1440 { 300 } else { 900 };
            assert!(measured.longest() <= longest + CALL, "{route:?} {minutes}: {} s", measured.longest());
            assert!(measured.step_events < 25_000);
            if minutes <= 300 {
                let looks = measured.looks;
                // The longest of the runs measured takes five minutes more.
                assert!(looks <= 71, "{route:?} {minutes}: {looks} looks");
            }
        }
        for minutes in [1, 2] {
            let measured = measure(&machines, route, minutes, 1, false).unwrap();
            let first = measured.delays.first().copied().unwrap_or_default() / clock::SECOND;
            assert!(first <= 60 + CALL, "{route:?} {minutes}: {first} s");
        }
    }
}

#[test]
fn forty_imports_keep_to_the_accounts_rate_over_a_minute() {
    let measured = measure(&Machines::load().unwrap(), Route::Regular, 180, 40, false).unwrap();
    assert!(measured.busiest_minute <= 120, "{}", measured.busiest_minute);
    // Calls a second apart may come within one second: each takes its time.
    assert!(measured.busiest_second <= 5, "{}", measured.busiest_second);
    let limited = measure(&Machines::load().unwrap(), Route::Regular, 180, 40, true).unwrap();
    assert_eq!(limited.throttled, 0);
}
