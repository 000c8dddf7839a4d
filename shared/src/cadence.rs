//! When to look again: one function of operation, elapsed time and progress. Neither service reports when an image is ready,
//! so somebody has to look.
//!
//! Each promise is checked by a test: a failure in the first minutes is seen within a minute; no look is more than 5 minutes
//! late, after the first day 15; an import of 5 hours takes at most 70 looks, whatever progress AWS reports, and one of a week
//! so few that their history fits one execution of Step Functions (25,000 events).

use crate::operation::OperationName;
use serde_json::Value;

/// The shortest pause, in seconds. It limits how late a failure in the first minutes is seen.
const SHORTEST: u32 = 60;
/// The longest pause of the first day, in seconds.
pub const LONGEST: u32 = 300;
/// The longest pause after it, in seconds.
pub const LONGEST_AFTER_A_DAY: u32 = 900;
/// The first day, in seconds.
pub const DAY: u32 = 24 * HOUR;
/// The longest pause of a route that usually ends within the hour, for that hour.
const LONGEST_IN_A_SHORT_ROUTE: u32 = 240;
const HOUR: u32 = 3600;
/// Progress counts from here on: a service's first estimate is not reliable.
const PROGRESS_COUNTS_FROM: u32 = 900;
/// From this percentage on an import is near its end.
const NEAR_THE_END: u8 = 90;

/// Seconds to the next look, after `elapsed` seconds of waiting for the step. `progress` is in percent, if AWS
/// reports it.
pub fn pause(operation: OperationName, elapsed: u32, progress: Option<u8>) -> u32 {
    // A pause is a share of the time already waited: a third, or an eighth if the end is near.
    let near = progress.is_some_and(|p| p >= NEAR_THE_END) && elapsed >= PROGRESS_COUNTS_FROM;
    let share = if near { elapsed / 8 } else { elapsed / 3 };
    share.clamp(SHORTEST, longest(operation, elapsed))
}

/// The same for BYOL's account modification: it has no progress and its duration is not documented.
pub fn byol_pause(elapsed: u32) -> u32 {
    (elapsed / 3).clamp(SHORTEST, LONGEST)
}

fn longest(operation: OperationName, elapsed: u32) -> u32 {
    if elapsed >= DAY {
        return LONGEST_AFTER_A_DAY;
    }
    let usual = (operation.definition().usual_minutes)(&Value::Null) * 60;
    if usual <= HOUR && elapsed < HOUR { LONGEST_IN_A_SHORT_ROUTE } else { LONGEST }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The times of all looks at an import of `seconds`, the last one at or after its end.
    fn looks(
        operation: OperationName,
        seconds: u32,
        mut progress: impl FnMut(u32) -> Option<u8>,
    ) -> Vec<u32> {
        let mut times = vec![0];
        while times.last().is_some_and(|t| *t < seconds) {
            let now = *times.last().unwrap();
            times.push(now + pause(operation, now, progress(now)));
        }
        times.split_off(1)
    }

    proptest! {
        #[test]
        fn five_hours_take_at_most_70_looks_whatever_progress_is_reported(
            which in 0..4usize,
            reported in proptest::collection::vec(proptest::option::of(0..=100u8), 400),
        ) {
            let mut reported = reported.into_iter();
            let times = looks(OperationName::ALL[which], 5 * HOUR, |_| reported.next().flatten());
            prop_assert!(times.len() <= 70, "{} looks", times.len());
        }

        #[test]
        fn no_look_is_more_than_five_minutes_behind_and_fifteen_after_a_day(
            which in 0..4usize,
            elapsed in 0..700_000u32,
            progress in proptest::option::of(0..=100u8),
        ) {
            let longest = if elapsed < DAY { 300 } else { 900 };
            prop_assert!((60..=longest).contains(&pause(OperationName::ALL[which], elapsed, progress)));
        }
    }

    #[test]
    fn the_worst_progress_keeps_to_70_looks_too() {
        for operation in OperationName::ALL {
            for progress in [None, Some(0), Some(90), Some(100)] {
                let count = looks(operation, 5 * HOUR, |_| progress).len();
                assert!(count <= 70, "{operation} at {progress:?}: {count}");
            }
        }
    }

    #[test]
    fn the_first_minutes_are_looked_at_every_minute() {
        for operation in OperationName::ALL {
            assert_eq!(looks(operation, 180, |_| None), [60, 120, 180]);
        }
    }
}
