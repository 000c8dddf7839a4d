//! The futures that run for tasks: functions and integrations.

use super::{Engine, Event, Place, TaskError, TaskFuture, Ticket};
use crate::access::Holder;
use crate::asl::{Function, Resource};
use crate::clock::SECOND;
use crate::fault::Fault;
use crate::jsonata::from_json;
use crate::services::Caller;
use serde_json::Value;
use std::task::{Context, Poll, Waker};

/// How long a function may take: `Timeout` in the template.
pub(super) const FUNCTION_TIMEOUT: u64 = 30 * SECOND;

/// A future that runs for a task.
pub(super) struct Job {
    ticket: Ticket,
    resource: Resource,
    /// Who makes its calls.
    caller: Caller,
    future: TaskFuture,
    fate: Fate,
    /// When it is polled next.
    due: Option<Place>,
}

/// What happens to a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It ends and returns its result.
    Answered,
    /// It ends, and its result is lost.
    KilledAfter,
    /// It stops after this many more polls.
    KilledBetween(u64),
    /// It is the second of two that run side by side.
    Second,
}

impl Job {
    /// A job that ends and returns its result.
    pub(super) fn new(ticket: Ticket, resource: Resource, caller: Caller, future: TaskFuture) -> Self {
        Self { ticket, resource, caller, future, fate: Fate::Answered, due: None }
    }

    /// The same, to which this happens.
    pub(super) fn with(self, fate: Fate) -> Self {
        Self { fate, ..self }
    }
}

impl Engine<'_> {
    pub(super) fn begin_job(&mut self, job: Job) {
        self.sequence += 1;
        let number = self.sequence;
        if matches!(job.resource, Resource::Invoke | Resource::Ask) {
            self.after(FUNCTION_TIMEOUT, Event::FunctionTimeout(number));
        }
        self.jobs.insert(number, job);
        self.poll(number);
    }

    /// Polls a job: it is polled again when it asks to be or what it sent is answered, or its result goes to its task.
    pub(super) fn poll(&mut self, number: u64) {
        let Some(mut job) = self.jobs.remove(&number) else { return };
        if let Some(place) = job.due.take() {
            self.queue.remove(&place);
        }
        if let Fate::KilledBetween(left) = job.fate {
            if left == 0 {
                self.kill(job);
                return;
            }
            job.fate = Fate::KilledBetween(left - 1);
        }
        let polled = job.future.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        let wake = self.world.now.take_wake();
        self.send(number, &job.caller);
        match polled {
            Poll::Pending => {
                job.due = wake.map(|time| self.at(time, Event::Poll(number)));
                self.jobs.insert(number, job);
            }
            Poll::Ready(result) => self.finish_job(job, result),
        }
    }

    fn finish_job(&mut self, job: Job, result: Result<Value, TaskError>) {
        match (job.fate, job.resource, result) {
            (Fate::Answered, Resource::Ask, Ok(_)) => self.plan_answer(job.ticket),
            (Fate::Answered, _, result) => {
                self.finish_task(job.ticket, result.map(|value| from_json(&value)))
            }
            (Fate::KilledAfter | Fate::KilledBetween(_), _, _) => self.kill(job),
            (Fate::Second, _, _) => self.excuse(&job),
        }
    }

    fn kill(&mut self, job: Job) {
        self.excuse(&job);
        self.fail_invocation(job.ticket, false);
    }

    /// A notification whose result is lost may be sent once more.
    fn excuse(&self, job: &Job) {
        if job.caller.holder == Holder::Function(Function::Notify) && job.resource == Resource::Invoke {
            self.world.record.borrow_mut().excuse(&job.caller.run);
        }
    }

    pub(super) fn function_timeout(&mut self, number: u64) {
        let Some(job) = self.jobs.remove(&number) else { return };
        self.excuse(&job);
        if job.fate != Fate::Second {
            self.world.met(Fault::FunctionTimedOut);
            let said = "Task timed out after 30.00 seconds";
            self.finish_task(job.ticket, Err(TaskError::new("Sandbox.Timedout", said)));
        }
    }
}
