//! An import's deadline: at or after it nothing is started.

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde::Deserialize;
use std::time::SystemTime;

/// Gives the time.
pub trait Clock {
    /// Now, in milliseconds since the epoch.
    fn now(&self) -> i64;
}

/// The clock of the machine that the function runs on.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "this is the port through which time comes in")]
    fn now(&self) -> i64 {
        // A clock beyond the year 292,277,026 is past every deadline.
        DateTime::from(SystemTime::now()).to_millis().unwrap_or(i64::MAX)
    }
}

/// A time in RFC 3339 and UTC, in milliseconds since the epoch; `None` where it is none.
pub fn milliseconds(text: &str) -> Option<i64> {
    DateTime::from_str(text, Format::DateTime).ok()?.to_millis().ok()
}

/// A point in time, as the state machine writes it: RFC 3339 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Deadline(i64);

impl Deadline {
    /// Whether it has come.
    pub fn has_come(self, clock: &impl Clock) -> bool {
        clock.now() >= self.0
    }
}

impl TryFrom<String> for Deadline {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        milliseconds(&text).map(Self).ok_or_else(|| format!("{text:?} is no time in RFC 3339 and UTC"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At(i64);

    impl Clock for At {
        fn now(&self) -> i64 {
            self.0
        }
    }

    #[test]
    fn a_deadline_has_come_in_its_own_millisecond() {
        let deadline = Deadline::try_from("2027-01-15T08:00:00.250Z".to_owned()).unwrap();
        assert_eq!(deadline, Deadline(1_800_000_000_250));
        assert!(!deadline.has_come(&At(1_800_000_000_249)));
        assert!(deadline.has_come(&At(1_800_000_000_250)));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "tomorrow", "2027-01-15", "1800000000"] {
            assert!(Deadline::try_from(text.to_owned()).is_err(), "{text}");
        }
    }

    #[test]
    fn the_system_clock_counts_from_the_epoch() {
        assert!(SystemClock.now() > 1_700_000_000_000);
    }
}
