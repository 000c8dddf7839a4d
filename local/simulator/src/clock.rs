//! Virtual time: the only clock that the stand-in reads.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A clock of virtual time, in seconds since the epoch. Clones share one time.
///
/// A scaled clock runs by itself, this many times as fast as the wall clock; a stepped one stands still. Both can be
/// moved forward by [`Clock::advance`].
#[derive(Debug, Clone)]
pub struct Clock {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    start: f64,
    factor: f64,
    origin: Instant,
    advanced: Mutex<f64>,
}

impl Clock {
    /// A clock that starts at the present and runs `factor` times as fast as the wall clock.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
    pub fn scaled(factor: f64) -> Self {
        let start = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        Self::new(start, factor.max(0.0))
    }

    /// A clock that stands at `start` until it is moved.
    pub fn stepped(start: f64) -> Self {
        Self::new(start, 0.0)
    }

    #[allow(clippy::disallowed_methods, reason = "the origin of a scaled clock")]
    fn new(start: f64, factor: f64) -> Self {
        let inner = Inner { start, factor, origin: Instant::now(), advanced: Mutex::new(0.0) };
        Self { inner: Arc::new(inner) }
    }

    /// The time, in seconds since the epoch.
    pub fn now(&self) -> f64 {
        let advanced = *self.inner.advanced.lock().unwrap_or_else(PoisonError::into_inner);
        let run = if self.inner.factor > 0.0 {
            self.inner.origin.elapsed().as_secs_f64() * self.inner.factor
        } else {
            0.0
        };
        self.inner.start + run + advanced
    }

    /// Moves the time forward.
    pub fn advance(&self, by: Duration) {
        *self.inner.advanced.lock().unwrap_or_else(PoisonError::into_inner) += by.as_secs_f64();
    }

    /// How many times as fast as the wall clock it runs; 0 for a stepped clock.
    pub fn factor(&self) -> f64 {
        self.inner.factor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stepped_clock_moves_only_on_request() {
        let clock = Clock::stepped(1000.0);
        let shared = clock.clone();
        assert_eq!(clock.now(), 1000.0);
        shared.advance(Duration::from_secs(90));
        assert_eq!(clock.now(), 1090.0);
    }

    #[test]
    fn a_scaled_clock_never_runs_back() {
        let clock = Clock::scaled(1000.0);
        let before = clock.now();
        clock.advance(Duration::from_secs(60));
        assert!(clock.now() >= before + 60.0);
        assert_eq!(clock.factor(), 1000.0);
    }
}
