//! The states, one step after another, until a thread waits or ends.

use super::scope::Sight;
use super::{Engine, Event, Status, TaskError, Ticket};
use crate::asl::{Assign, Choice, Fail, Machine, Pass, State, Template, Wait};
use crate::clock;
use crate::clock::SECOND;
use jsonata_core::value::JValue;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What a state leads to.
pub(super) enum Flow {
    /// The next state, with its input.
    Next(String, JValue),
    /// The end of the thread, with its output.
    End(JValue),
    /// Nothing yet.
    Blocked,
}

type Stepped = Result<Flow, TaskError>;

/// The longest wait of a state, in seconds.
const WAIT_MAX: usize = 99_999_999;

impl Engine<'_> {
    /// Steps a thread from the state that it is about to enter.
    pub(super) fn run_thread(&mut self, thread: usize) {
        let machine = Rc::clone(&self.executions[self.threads[thread].execution].machine);
        while !self.threads[thread].over {
            let flow = match self.states_of(thread, &machine).get(&self.threads[thread].state) {
                Some(state) => self.enter(thread, state),
                None => Err(TaskError::new("States.Runtime", "no such state")),
            };
            if !self.follow(thread, flow) {
                return;
            }
        }
    }

    /// Goes where a state leads; returns whether the thread steps on.
    fn follow(&mut self, thread: usize, flow: Stepped) -> bool {
        match flow {
            Ok(Flow::Blocked) => false,
            Ok(Flow::Next(state, input)) => {
                self.note_exit(thread);
                let thread = &mut self.threads[thread];
                (thread.state, thread.input) = (state, input);
                true
            }
            Ok(Flow::End(output)) => {
                self.note_exit(thread);
                self.end_thread(thread, Ok(output));
                false
            }
            Err(error) => {
                self.end_thread(thread, Err(error));
                false
            }
        }
    }

    /// Goes where a state leads, and on from there.
    pub(super) fn go_on(&mut self, thread: usize, flow: Stepped) {
        if self.follow(thread, flow) {
            self.run_thread(thread);
        }
    }

    /// The states that a thread is among: the machine's own, or those of a map.
    pub(super) fn states_of<'m>(&self, thread: usize, machine: &'m Machine) -> &'m BTreeMap<String, State> {
        match &self.threads[thread].parent {
            Some((_, map)) => match machine.states.get(map) {
                Some(State::Map(map)) => &map.item_processor.states,
                Some(_) | None => &machine.states,
            },
            None => &machine.states,
        }
    }

    fn enter(&mut self, index: usize, state: &State) -> Stepped {
        let now = self.world.now.get();
        let thread = &mut self.threads[index];
        thread.visit += 1;
        (thread.entered, thread.retried) = (now, 0);
        let retriers = if let State::Task(task) = state { task.retry.len() } else { 0 };
        thread.retries = vec![0; retriers];
        self.note_entry(index);
        self.executions[self.threads[index].execution].transitions += 1;
        match state {
            State::Pass(pass) => self.pass(index, pass),
            State::Choice(choice) => self.choose(index, choice),
            State::Wait(wait) => self.wait(index, wait),
            State::Task(task) => self.begin_task(index, task),
            State::Map(map) => self.begin_map(index, map),
            State::Fail(fail) => self.fail(index, fail),
            State::Succeed(succeed) => {
                let output = self.output(index, succeed.output.as_ref(), &Sight::default(), None)?;
                Ok(Flow::End(output))
            }
        }
    }

    fn pass(&mut self, thread: usize, pass: &Pass) -> Stepped {
        self.leave(thread, &pass.assign, pass.output.as_ref(), pass.next.as_deref(), &Sight::default(), None)
    }

    /// Leaves a state: assignments and output are evaluated side by side.
    pub(super) fn leave(
        &mut self,
        thread: usize,
        assign: &Assign,
        output: Option<&Template>,
        next: Option<&str>,
        sight: &Sight,
        otherwise: Option<JValue>,
    ) -> Stepped {
        let assigned = self.assigned(thread, assign, sight)?;
        let output = self.output(thread, output, sight, otherwise)?;
        self.threads[thread].variables.extend(assigned);
        Ok(match next {
            Some(next) => Flow::Next(next.to_owned(), output),
            None => Flow::End(output),
        })
    }

    fn output(
        &mut self,
        thread: usize,
        output: Option<&Template>,
        sight: &Sight,
        otherwise: Option<JValue>,
    ) -> Result<JValue, TaskError> {
        match output {
            Some(template) => self.evaluate(thread, template, sight),
            None => Ok(otherwise.unwrap_or_else(|| self.threads[thread].input.clone())),
        }
    }

    fn choose(&mut self, thread: usize, choice: &Choice) -> Stepped {
        for branch in &choice.choices {
            let held = self.evaluate(thread, &branch.condition, &Sight::default())?;
            match held.as_bool() {
                Some(true) => return Ok(self.on(thread, &branch.next)),
                Some(false) => {}
                None => return Err(self.not_allowed(thread, "a condition must be true or false")),
            }
        }
        Ok(self.on(thread, &choice.default))
    }

    fn on(&self, thread: usize, next: &str) -> Flow {
        Flow::Next(next.to_owned(), self.threads[thread].input.clone())
    }

    fn not_allowed(&mut self, thread: usize, what: &str) -> TaskError {
        self.defects.push(format!("{}: {what}", self.threads[thread].state));
        TaskError::new("States.QueryEvaluationError", what)
    }

    fn wait(&mut self, thread: usize, wait: &Wait) -> Stepped {
        let seconds = self.seconds(thread, &wait.seconds)?;
        self.note(thread, || format!("{}: {seconds} s", self.threads[thread].state));
        let ticket = self.ticket(thread);
        self.after(seconds * SECOND, Event::WaitOver(ticket));
        Ok(Flow::Blocked)
    }

    /// How long a state waits, or may take.
    pub(super) fn seconds(&mut self, thread: usize, template: &Template) -> Result<u64, TaskError> {
        let seconds = self.evaluate(thread, template, &Sight::default())?;
        match seconds.as_f64().and_then(clock::whole).filter(|seconds| *seconds <= WAIT_MAX) {
            Some(seconds) => Ok(u64::try_from(seconds).unwrap_or_default()),
            None => Err(self.not_allowed(thread, "seconds must be a whole number from 0 to 99999999")),
        }
    }

    pub(super) fn wait_over(&mut self, ticket: Ticket) {
        let Some(thread) = self.current(ticket) else { return };
        let machine = Rc::clone(&self.executions[self.threads[thread].execution].machine);
        let Some(State::Wait(wait)) = self.states_of(thread, &machine).get(&self.threads[thread].state)
        else {
            return;
        };
        let flow = self.leave(thread, &wait.assign, None, Some(&wait.next), &Sight::default(), None);
        self.go_on(thread, flow);
    }

    fn fail(&mut self, thread: usize, fail: &Fail) -> Stepped {
        let text = |value: JValue| value.as_str().map(str::to_owned).unwrap_or_default();
        let error = text(self.evaluate(thread, &fail.error, &Sight::default())?);
        let cause = text(self.evaluate(thread, &fail.cause, &Sight::default())?);
        Err(TaskError { error, cause })
    }

    /// A thread ends: its execution does, or its iteration.
    pub(super) fn end_thread(&mut self, thread: usize, result: Result<JValue, TaskError>) {
        self.threads[thread].over = true;
        if self.threads[thread].parent.is_some() {
            self.end_iteration(thread, result);
            return;
        }
        let execution = self.threads[thread].execution;
        match result {
            Ok(output) => self.end(execution, Status::Succeeded, Some(output), None),
            Err(error) => self.end(execution, Status::Failed, None, Some(error)),
        }
    }
}
