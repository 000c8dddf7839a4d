//! The time of one world: virtual, moved by the engine alone. The SDK's clients wait by it and sign with it.

use aws_smithy_async::rt::sleep::{self, AsyncSleep};
use aws_smithy_async::time::TimeSource;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// No future waits for a time.
const NEVER: u64 = u64::MAX;

/// A world's time; clones share it. (Atomic because the SDK asks for `Sync`: a world has one thread.)
#[derive(Clone, Debug)]
pub struct Time(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// Milliseconds since the epoch.
    now: AtomicU64,
    /// The earliest time that a pending future of the last poll waits for.
    wake: AtomicU64,
}

impl Time {
    /// A time that stands at this many milliseconds since the epoch.
    pub fn new(now: u64) -> Self {
        Self(Arc::new(Shared { now: AtomicU64::new(now), wake: AtomicU64::new(NEVER) }))
    }

    /// Milliseconds since the epoch.
    pub fn get(&self) -> u64 {
        self.0.now.load(Ordering::Relaxed)
    }

    /// Moves it.
    pub fn set(&self, now: u64) {
        self.0.now.store(now, Ordering::Relaxed);
    }

    /// Waits until a time.
    pub fn until(&self, time: u64) -> Sleep {
        Sleep { time: self.clone(), until: time }
    }

    /// When the futures that were polled since the last call want to be polled again; `None` where none waits for a time.
    pub fn take_wake(&self) -> Option<u64> {
        Some(self.0.wake.swap(NEVER, Ordering::Relaxed)).filter(|wake| *wake != NEVER)
    }
}

impl TimeSource for Time {
    fn now(&self) -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(self.get())
    }
}

impl AsyncSleep for Time {
    /// Waits for a duration, rounded up to whole milliseconds.
    fn sleep(&self, duration: Duration) -> sleep::Sleep {
        let milliseconds = u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(NEVER);
        sleep::Sleep::new(self.until(self.get().saturating_add(milliseconds)))
    }
}

/// Waits in virtual time.
#[derive(Debug)]
pub struct Sleep {
    time: Time,
    until: u64,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.time.get() >= self.until {
            return Poll::Ready(());
        }
        self.time.0.wake.fetch_min(self.until, Ordering::Relaxed);
        Poll::Pending
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::task::Waker;

    #[test]
    fn the_earliest_of_several_waits_is_the_wake() {
        let time = Time::new(1000);
        let mut context = Context::from_waker(Waker::noop());
        let mut late = Box::pin(time.sleep(Duration::from_secs(8)));
        let mut early = Box::pin(time.sleep(Duration::from_micros(1500)));
        assert!(
            late.as_mut().poll(&mut context).is_pending() && early.as_mut().poll(&mut context).is_pending()
        );
        assert_eq!((time.take_wake(), time.take_wake()), (Some(1002), None));
        time.set(1002);
        assert!(
            early.as_mut().poll(&mut context).is_ready() && late.as_mut().poll(&mut context).is_pending()
        );
        assert_eq!(time.take_wake(), Some(9000));
    }
}
