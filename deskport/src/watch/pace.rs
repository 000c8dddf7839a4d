//! How often AWS is asked: at most so many calls a second, whatever there is to ask. An account's calls of Step Functions are one
//! budget for everybody in it.

use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Calls a second: 1 to 20.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate(pub(crate) u8);

impl Rate {
    /// What takes so long at one call a second: at more, it comes round more often.
    pub(super) fn every(self, seconds: u32) -> jiff::SignedDuration {
        jiff::SignedDuration::from_secs(i64::from(seconds)) / i32::from(self.0.max(1))
    }
}

/// Whose turn it is to call.
#[derive(Debug)]
pub(super) struct Pace {
    gap: Duration,
    next: Instant,
}

impl Pace {
    pub(super) fn new(rate: Rate) -> Self {
        // What was called before watching began counts.
        let gap = Duration::from_secs(1) / u32::from(rate.0.max(1));
        Self { gap, next: Instant::now() + gap }
    }

    /// Waits until a call may be made, and takes its place.
    pub(super) async fn turn(&mut self) {
        sleep_until(self.next).await;
        self.next = Instant::now() + self.gap;
    }
}
