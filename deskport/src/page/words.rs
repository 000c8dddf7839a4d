//! Times and durations, as the page has them.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A time to the second, in UTC; with the day where the run takes longer than one.
pub(super) fn clock(time: Timestamp, with_day: bool) -> String {
    let form = if with_day { "%d %b %H:%M:%S" } else { "%H:%M:%S" };
    time.to_zoned(TimeZone::UTC).strftime(form).to_string()
}

/// A time whole, in UTC.
pub(super) fn moment(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

/// A duration in its two largest units.
pub(super) fn duration(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    if seconds < 10 {
        let tenths = (duration.as_millis().max(0) + 50) / 100;
        return format!("{}.{} s", tenths / 10, tenths % 10);
    }
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let first = units.iter().position(|(size, _)| seconds >= *size).unwrap_or(units.len() - 1);
    let mut rest = seconds;
    let mut parts = Vec::new();
    for (size, unit) in units.iter().skip(first).take(2) {
        let count = rest / size;
        rest %= size;
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        }
    }
    parts.join(" ")
}

/// A number with the word after it.
pub(super) fn count(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_two_units_at_most() {
        for (milliseconds, expected) in [
            (-5, "0.0 s"),
            (0, "0.0 s"),
            (449, "0.4 s"),
            (9_949, "9.9 s"),
            (12_900, "12 s"),
            (60_000, "1 min"),
            (5_461_000, "1 h 31 min"),
            (604_800_000, "7 d"),
            (183_600_000, "2 d 3 h"),
        ] {
            assert_eq!(duration(SignedDuration::from_millis(milliseconds)), expected);
        }
    }

    #[test]
    fn a_long_run_has_the_day_beside_the_time() {
        let time: Timestamp = "2026-11-21T13:05:59.9Z".parse().unwrap();
        assert_eq!(clock(time, false), "13:05:59");
        assert_eq!(clock(time, true), "21 Nov 13:05:59");
        assert_eq!(moment(time), "2026-11-21 13:05:59 UTC");
    }
}
