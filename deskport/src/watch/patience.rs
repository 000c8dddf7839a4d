//! What is done when AWS does not answer: it is asked again, after pauses that grow, and people read so once.

use crate::trouble::{Kind, Trouble};
use std::time::Duration;

/// The longest pause before another try.
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// The same for credentials, which people renew while they look on.
const PAUSE_CREDENTIALS: Duration = Duration::from_secs(10);

/// How often in a row a call has failed.
#[derive(Debug, Default)]
pub(super) struct Patience {
    failures: u32,
    noted: Option<Kind>,
}

impl Patience {
    /// A call failed with what may pass: how long to wait, and what people are to know, if they don't yet.
    pub(super) fn failed(&mut self, trouble: &Trouble) -> (Duration, Option<String>) {
        self.failures += 1;
        let most = if trouble.kind == Kind::Credentials { PAUSE_CREDENTIALS } else { PAUSE_MAX };
        let pause = Duration::from_secs(1 << self.failures.min(7)).min(most);
        // One call that was lost, or came at a bad moment, is nothing to speak of.
        let lasts = self.failures > 1 || trouble.kind == Kind::Credentials;
        let note = (lasts && self.noted != Some(trouble.kind)).then(|| note(trouble));
        if note.is_some() {
            self.noted = Some(trouble.kind);
        }
        (pause, note)
    }

    /// A call succeeded: whether people are to know.
    pub(super) fn succeeded(&mut self) -> Option<&'static str> {
        self.failures = 0;
        self.noted.take().map(|_| "AWS answers again: watching goes on")
    }
}

fn note(trouble: &Trouble) -> String {
    let line = trouble.line();
    match trouble.kind {
        Kind::Credentials => {
            format!(
                "the credentials are over; the run goes on. Sign in again, in another terminal (aws sso login, or as you did \
                     before): watching then goes on by itself ({line})"
            )
        }
        Kind::Unreachable => {
            format!("AWS does not answer; the run goes on, and watching once there is an answer ({line})")
        }
        Kind::Throttled => {
            format!("AWS has too many calls from this account: watching goes on more slowly ({line})")
        }
        Kind::Asked | Kind::NotThere | Kind::Failed => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(kind: Kind) -> Trouble {
        Trouble::of_call(kind, "states:ListExecutions", Some("X"), "y", None)
    }

    #[test]
    fn pauses_grow_up_to_a_minute_and_people_read_so_once() {
        let mut patience = Patience::default();
        let lost = trouble(Kind::Unreachable);
        let (pauses, notes): (Vec<_>, Vec<_>) = (0..8).map(|_| patience.failed(&lost)).unzip();
        assert_eq!(pauses.iter().map(Duration::as_secs).collect::<Vec<_>>(), [2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(
            notes.iter().map(Option::is_some).collect::<Vec<_>>(),
            [false, true, false, false, false, false, false, false]
        );
        assert!(patience.succeeded().is_some());
        assert!(patience.succeeded().is_none());
        assert_eq!(patience.failed(&lost), (Duration::from_secs(2), None));
        assert!(patience.succeeded().is_none());
    }

    #[test]
    fn credentials_are_spoken_of_at_once_and_tried_often() {
        let mut patience = Patience::default();
        let over = trouble(Kind::Credentials);
        let (_, note) = patience.failed(&over);
        assert!(note.is_some_and(|note| note.contains("Sign in again")));
        assert_eq!(patience.failed(&over).1, None);
        assert!(patience.failed(&trouble(Kind::Unreachable)).1.is_some());
        assert_eq!(patience.failed(&over).0, Duration::from_secs(10));
    }
}
