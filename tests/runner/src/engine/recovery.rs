//! Retry and Catch.

use super::scope::{Sight, error_output};
use super::step::Flow;
use super::{Engine, Event, TaskError, Ticket};
use crate::asl::{Catcher, Jitter, Retrier, State};
use crate::clock::SECOND;
use std::rc::Rc;

/// Errors that `States.ALL` does not catch.
const UNCATCHABLE: [&str; 2] = ["States.DataLimitExceeded", "States.Runtime"];

/// Whether a list of names matches an error.
fn is_about(names: &[String], error: &str) -> bool {
    names.iter().any(|name| match name.as_str() {
        "States.ALL" => !UNCATCHABLE.contains(&error),
        "States.TaskFailed" => error != "States.Timeout" && !UNCATCHABLE.contains(&error),
        name => name == error,
    })
}

impl Engine<'_> {
    /// What an error leads to: another try, the state that a catcher names, or the end of the thread.
    pub(super) fn recover(
        &mut self,
        thread: usize,
        error: &TaskError,
        retriers: &[Retrier],
        catchers: &[Catcher],
    ) -> Result<Flow, TaskError> {
        let retrier =
            retriers.iter().enumerate().find(|(_, each)| is_about(&each.error_equals, &error.error));
        if let Some((index, retrier)) = retrier
            && self.threads[thread].retries.get(index).is_some_and(|tried| *tried < retrier.max_attempts)
        {
            self.plan_retry(thread, index, retrier);
            return Ok(Flow::Blocked);
        }
        let Some(catcher) = catchers.iter().find(|each| is_about(&each.error_equals, &error.error)) else {
            return Err(error.clone());
        };
        self.note(thread, || format!("{}: caught {}", self.threads[thread].state, error.error));
        let sight = Sight::of_error(error);
        let otherwise = Some(error_output(error));
        self.leave(thread, &catcher.assign, catcher.output.as_ref(), Some(&catcher.next), &sight, otherwise)
    }

    fn plan_retry(&mut self, index: usize, retrier_index: usize, retrier: &Retrier) {
        let thread = &mut self.threads[index];
        let tried = thread.retries[retrier_index];
        thread.retries[retrier_index] += 1;
        thread.retried += 1;
        // Whatever of the failed try is still under way finds this ticket outdated.
        thread.visit += 1;
        let longest = pause(retrier, tried);
        let pause = match retrier.jitter_strategy {
            Jitter::Full => self.between(0, longest),
            Jitter::None => longest,
        };
        let ticket = self.ticket(index);
        self.after(pause, Event::Retry(ticket));
    }

    pub(super) fn retry(&mut self, ticket: Ticket) {
        let Some(thread) = self.current(ticket) else { return };
        self.threads[thread].visit += 1;
        let machine = Rc::clone(&self.executions[self.threads[thread].execution].machine);
        let Some(State::Task(task)) = self.states_of(thread, &machine).get(&self.threads[thread].state)
        else {
            return;
        };
        let flow = self.begin_task(thread, task);
        self.go_on(thread, flow);
    }
}

/// The longest pause before a retry, in milliseconds.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by days")]
fn pause(retrier: &Retrier, tried: u32) -> u64 {
    let tried = i32::try_from(tried).unwrap_or(i32::MAX);
    let seconds = f64::from(retrier.interval_seconds) * retrier.backoff_rate.powi(tried);
    let seconds = retrier.max_delay_seconds.map_or(seconds, |longest| seconds.min(f64::from(longest)));
    (seconds.clamp(0.0, 1e6) * 1000.0) as u64 / SECOND * SECOND
}
