//! One invocation: how long it may still take, over all its calls, and where it panicked.

use deskport_shared::error::{Class, Failure};
use futures_util::FutureExt;
use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe, Location};
use std::time::Duration;
use tokio::time::Instant;

/// What is kept of an invocation's time for its result and its log, so that it ends with an error of its own and is not
/// killed by Lambda.
const RESERVE: Duration = Duration::from_secs(2);

/// What is known of the invocation that is under way.
#[derive(Debug)]
struct Invocation {
    /// When its last call has to have ended.
    calls_end: Instant,
    /// Where it panicked.
    panicked: RefCell<Option<String>>,
}

tokio::task_local! {
    static INVOCATION: Invocation;
}

/// Does an invocation's work within its time. `remaining` is what Lambda leaves it.
///
/// # Errors
/// Those of the work. A panic is a `Defect` that names only the place: its words may hold input.
pub async fn within<T>(
    remaining: Duration,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    let calls_end = now() + remaining.saturating_sub(RESERVE);
    let invocation = Invocation { calls_end, panicked: RefCell::default() };
    let guarded = async {
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(result) => result,
            Err(_) => Err(panicked()),
        }
    };
    INVOCATION.scope(invocation, guarded).await
}

fn panicked() -> Failure {
    let place = INVOCATION.with(|invocation| invocation.panicked.take());
    Failure::own(Class::Defect, format!("panicked at {}", place.as_deref().unwrap_or("an unknown place")))
}

/// What is left for calls; `None` outside of an invocation.
pub(crate) fn left() -> Option<Duration> {
    INVOCATION.try_with(|invocation| invocation.calls_end.saturating_duration_since(now())).ok()
}

/// Notes where the invocation under way panicked; false where there is none.
fn note(location: Option<&Location<'_>>) -> bool {
    let place = location.map(ToString::to_string);
    INVOCATION.try_with(|invocation| invocation.panicked.replace(place)).is_ok()
}

/// From now on a panic is logged, without its words: within an invocation as its failure's one line.
pub(crate) fn keep_panics_silent() {
    panic::set_hook(Box::new(|info| {
        if !note(info.location()) {
            let place = info.location().map(ToString::to_string);
            tracing::error!(place, "panicked outside of an invocation");
        }
    }));
}

/// Tokio's clock is the port: a test pauses it.
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_end_before_the_invocation_does() {
        assert_eq!(left(), None);
        let work = async { Ok(left()) };
        assert_eq!(within(Duration::from_secs(30), work).await, Ok(Some(Duration::from_secs(28))));
        let work = async { Ok(left()) };
        assert_eq!(within(Duration::from_secs(1), work).await, Ok(Some(Duration::ZERO)));
    }

    #[tokio::test]
    #[allow(clippy::panic, reason = "that is what is tested")]
    async fn a_panic_is_a_defect_that_names_its_place_and_no_words() {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !note(info.location()) {
                before(info);
            }
        }));
        let work = async { panic!("the password is {}", "hunter2") };
        let failure = within::<()>(Duration::from_secs(30), work).await.unwrap_err();
        assert_eq!(failure.class, Class::Defect);
        assert!(failure.message.contains("src/invocation.rs:"), "{failure}");
        assert!(!failure.to_string().contains("hunter2"));
    }
}
