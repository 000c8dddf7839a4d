//! Follows a run to its end.

use super::agenda::{Agenda, Target};
use super::pace::{Pace, Rate};
use super::patience::Patience;
use super::port::{Calls, Clock};
use super::{Display, Seen};
use crate::run::event::{Event, What};
use crate::run::execution::{Execution, State};
use crate::run::view::Run;
use crate::stack::Stack;
use crate::trouble::{Kind, Trouble};
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until};

/// How many executions of `step` are asked for at least; others' runs are among them.
const STEPS_MIN: usize = 50;
/// What AWS gives at most at once.
const STEPS_MAX: usize = 1000;

/// What is watched.
#[derive(Clone, Debug)]
pub(crate) struct Watched {
    /// The run.
    pub(crate) execution: Execution,
    /// Its stack.
    pub(crate) stack: Stack,
    /// How an answer is given to what it asks.
    pub(crate) answer: String,
}

/// Follows a run.
pub(crate) struct Follower<C, T, D> {
    calls: C,
    clock: T,
    display: D,
    watched: Watched,
    run: Run,
    agenda: Agenda,
    pace: Pace,
    patience: Patience,
    /// Whether the last event of its history says that the run has ended.
    ended: bool,
}

impl<C: Calls, T: Clock, D: Display> Follower<C, T, D> {
    pub(crate) fn new(calls: C, clock: T, display: D, watched: Watched, rate: Rate) -> Self {
        Self {
            calls,
            clock,
            display,
            run: Run::new(&watched.execution),
            watched,
            agenda: Agenda::new(rate),
            pace: Pace::new(rate),
            patience: Patience::default(),
            ended: false,
        }
    }

    /// Until the run ends; what it ended as.
    ///
    /// # Errors
    /// What does not pass by itself, such as a permission that is missing.
    pub(crate) async fn follow(mut self) -> Result<Execution, Trouble> {
        loop {
            self.show();
            let (due, target) = self.agenda.next(&self.run);
            self.pause(due.duration_since(self.clock.now()).try_into().unwrap_or_default()).await;
            match target {
                Target::Import => {
                    if let Some(execution) = self.look_at_import().await? {
                        self.run.described(&execution);
                        self.show();
                        return Ok(execution);
                    }
                }
                Target::Steps => self.look_at_steps().await?,
                Target::Entry(path) => self.look_at_entry(&path).await?,
            }
        }
    }

    /// The run, where it has ended.
    async fn look_at_import(&mut self) -> Result<Option<Execution>, Trouble> {
        let arn = self.watched.execution.arn.clone();
        let events = self.news(&arn, self.run.seen).await?;
        if let Some(last) = events.last() {
            self.ended = matches!(last.what, What::Ended { .. });
        }
        self.run.take(&events);
        self.agenda.read_import(self.clock.now());
        if !self.ended {
            return Ok(None);
        }
        let described = self.ask(async |calls| calls.describe(&arn).await).await?;
        Ok(described.filter(|execution| execution.state != State::Running))
    }

    async fn look_at_steps(&mut self) -> Result<(), Trouble> {
        // Twice the run's own entries, the newest first: one that others' runs push out is looked at by itself.
        let most = (self.run.entries.len() * 2).clamp(STEPS_MIN, STEPS_MAX);
        let most = i32::try_from(most).unwrap_or(i32::MAX);
        let listed = self.ask(async |calls| calls.steps(most).await).await?;
        self.agenda.listed(&self.run, &listed, self.clock.now());
        Ok(())
    }

    async fn look_at_entry(&mut self, path: &str) -> Result<(), Trouble> {
        let seen = self.run.entries.iter().find(|entry| entry.path == path).map_or(0, |entry| entry.seen);
        let arn = self.watched.stack.entry(&self.run.run, path);
        let events = self.news(&arn, seen).await?;
        self.run.take_entry(path, &events);
        self.agenda.read_entry(path, self.clock.now());
        Ok(())
    }

    /// What is new of a history, oldest first.
    async fn news(&mut self, arn: &str, seen: i64) -> Result<Vec<Event>, Trouble> {
        let (mut found, mut next) = (Vec::new(), None);
        loop {
            let read = self.ask(async |calls| calls.history(arn, seen, next.clone()).await).await?;
            found.extend(read.events);
            next = read.next;
            if next.is_none() {
                found.reverse();
                return Ok(found);
            }
        }
    }

    /// One call, again until there is an answer.
    async fn ask<R>(&mut self, call: impl AsyncFn(&C) -> Result<R, Trouble>) -> Result<R, Trouble> {
        loop {
            let seen = Seen { run: &self.run, now: self.clock.now(), answer: &self.watched.answer };
            meanwhile(self.pace.turn(), &mut self.display, seen, &self.clock).await;
            let trouble = match meanwhile(call(&self.calls), &mut self.display, seen, &self.clock).await {
                Ok(answer) => {
                    if let Some(note) = self.patience.succeeded() {
                        self.display.note(note);
                    }
                    return Ok(answer);
                }
                Err(trouble) if trouble.passes() => trouble,
                Err(trouble) => return Err(trouble),
            };
            let (pause, note) = self.patience.failed(&trouble);
            if let Some(note) = note {
                self.display.note(&note);
            }
            self.pause(pause).await;
            if trouble.kind == Kind::Credentials {
                // Where even that fails, the next call says why.
                let _ = self.calls.renew().await;
            }
        }
    }

    async fn pause(&mut self, pause: Duration) {
        let seen = Seen { run: &self.run, now: self.clock.now(), answer: &self.watched.answer };
        meanwhile(sleep_until(Instant::now() + pause), &mut self.display, seen, &self.clock).await;
    }

    fn show(&mut self) {
        self.display.show(Seen { run: &self.run, now: self.clock.now(), answer: &self.watched.answer });
    }
}

/// Shows how time goes on while something is waited for.
async fn meanwhile<R>(
    awaited: impl Future<Output = R>,
    display: &mut impl Display,
    seen: Seen<'_>,
    clock: &impl Clock,
) -> R {
    let mut awaited = pin!(awaited);
    let Some(every) = display.tick() else { return awaited.await };
    let mut tick = interval_at(Instant::now() + every, every);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            biased;
            result = &mut awaited => return result,
            _ = tick.tick() => display.show(Seen { now: clock.now(), ..seen }),
        }
    }
}
