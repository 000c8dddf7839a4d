//! Virtual time: milliseconds since the epoch.

use jiff::Timestamp;

/// A second, in milliseconds.
pub const SECOND: u64 = 1000;
/// A minute, in milliseconds.
pub const MINUTE: u64 = 60 * SECOND;
/// An hour, in milliseconds.
pub const HOUR: u64 = 60 * MINUTE;
/// A day, in milliseconds.
pub const DAY: u64 = 24 * HOUR;

/// ISO 8601 with milliseconds, UTC, as Step Functions writes times.
pub fn iso(now: u64) -> String {
    let time = i64::try_from(now).ok().and_then(|now| Timestamp::from_millisecond(now).ok());
    time.unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// A time of that form.
pub fn read(iso: &str) -> Option<u64> {
    u64::try_from(iso.parse::<Timestamp>().ok()?.as_millisecond()).ok()
}

/// As a double, which holds every time exactly.
#[allow(clippy::cast_precision_loss, reason = "times are far below 2^53 milliseconds")]
pub const fn as_f64(now: u64) -> f64 {
    now as f64
}

/// In seconds, as the simulator takes it.
pub fn seconds(now: u64) -> f64 {
    as_f64(now) / 1000.0
}

/// Seconds since the epoch in milliseconds.
#[allow(clippy::cast_possible_truncation, reason = "times are far below 2^53 milliseconds")]
pub fn milliseconds(seconds: f64) -> i64 {
    (seconds * 1000.0).round() as i64
}

/// A whole number that is not negative.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
pub fn whole(number: f64) -> Option<usize> {
    (number.fract() == 0.0 && (0.0..1e15).contains(&number)).then_some(number as usize)
}
