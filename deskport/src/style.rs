//! How things look that several verbs show.

use crate::run::execution::State;
use anstyle::{AnsiColor, Style};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The colour of a run's state.
pub(crate) const fn of_state(state: State) -> Style {
    match state {
        State::Succeeded => AnsiColor::Green.on_default().bold(),
        State::Failed | State::TimedOut | State::Aborted => AnsiColor::Red.on_default().bold(),
        State::Running => AnsiColor::Cyan.on_default().bold(),
        State::Unknown => AnsiColor::Yellow.on_default().bold(),
    }
}

/// A time to the minute, in UTC as notifications have it.
pub(crate) fn minute(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_as_in_a_notification() {
        let time: Timestamp = "2026-11-21T13:05:59Z".parse().unwrap();
        assert_eq!(minute(time), "2026-11-21 13:05 UTC");
    }
}
