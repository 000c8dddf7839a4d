//! The machines' executions in virtual time: a queue of events, each at its time, and what they lead to. No thread, no
//! wall clock; what happens depends on the seed alone.

mod execution;
mod history;
mod integrations;
mod job;
mod limits;
mod map;
mod network;
mod permissions;
mod recovery;
mod scope;
mod step;
mod task;

pub use execution::{Execution, Status};

use crate::asl::Resource;
use crate::functions::Functions;
use crate::machines::{Machines, Name};
use crate::rng::Rng;
use crate::scenario::{Action, People};
use crate::world::Shared;
use job::Job;
use jsonata_core::value::JValue;
use map::MapRun;
use network::{Exchange, Return};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::pin::Pin;
use std::rc::Rc;

/// An error as Step Functions sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskError {
    /// Its name.
    pub error: String,
    /// What it was.
    pub cause: String,
}

impl TaskError {
    /// An error.
    pub fn new(error: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { error: error.into(), cause: cause.into() }
    }
}

/// A task's result, to come.
pub type TaskFuture = Pin<Box<dyn Future<Output = Result<Value, TaskError>>>>;

/// What happens at a time.
enum Event {
    /// A wait is over.
    WaitOver(Ticket),
    /// A task is tried again.
    Retry(Ticket),
    /// A future may go on.
    Poll(u64),
    /// A function has run for as long as it may.
    FunctionTimeout(u64),
    /// A task's result arrives.
    Finish(Ticket, Result<JValue, TaskError>),
    /// A task has taken as long as it may.
    TaskTimeout(Ticket),
    /// An execution has taken as long as it may.
    MachineTimeout(usize),
    /// StartExecution takes effect.
    Launch(Box<integrations::Launch>),
    /// DescribeExecution or GetExecutionHistory returns, as it was asked.
    Read(Ticket, Resource, Value),
    /// A person answers a request for approval.
    Answer(Ticket),
    /// A function's request arrives at a service.
    Arrive(Box<Exchange>),
    /// What became of a function's request reaches the client.
    Return(Box<Return>),
    /// The scenario goes on.
    Act(Box<Action>),
}

/// A state that a thread is in: outdated once the thread is in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ticket {
    thread: usize,
    visit: u64,
}

/// One flow through states: an execution's own, or an iteration of a map.
struct Thread {
    execution: usize,
    /// The thread and the map state that it is an iteration of.
    parent: Option<(usize, String)>,
    /// The iteration's number and its item.
    item: Option<(usize, JValue)>,
    variables: HashMap<String, JValue>,
    state: String,
    input: JValue,
    entered: u64,
    visit: u64,
    retries: Vec<u32>,
    retried: u32,
    map: Option<MapRun>,
    over: bool,
    /// How many bytes each of its variables takes.
    sizes: HashMap<String, usize>,
}

/// A place in the queue: a time, and a number that makes it unique.
type Place = (u64, u64);

/// No run of a scenario takes this many events: more is an endless loop.
const EVENTS_MAX: u64 = 3_000_000;

/// Runs executions.
pub struct Engine<'a> {
    world: Shared,
    machines: &'a Machines,
    functions: &'a dyn Functions,
    people: People,
    rng: Rc<RefCell<Rng>>,
    executions: Vec<Execution>,
    by_name: HashMap<(Name, String), usize>,
    threads: Vec<Thread>,
    jobs: HashMap<u64, Job>,
    queue: BTreeMap<Place, Event>,
    sequence: u64,
    defects: Vec<String>,
}

/// The results of an engine.
#[derive(Debug)]
pub struct Ended {
    /// Every execution.
    pub executions: Vec<Execution>,
    /// What must never happen in a machine, whatever goes wrong around it.
    pub defects: Vec<String>,
    /// How many events there were.
    pub events: u64,
}

impl<'a> Engine<'a> {
    /// An engine in a world with these people.
    pub fn new(
        world: Shared,
        machines: &'a Machines,
        functions: &'a dyn Functions,
        people: People,
        rng: Rng,
    ) -> Self {
        Self {
            world,
            machines,
            functions,
            people,
            rng: Rc::new(RefCell::new(rng)),
            executions: Vec::new(),
            by_name: HashMap::new(),
            threads: Vec::new(),
            jobs: HashMap::new(),
            queue: BTreeMap::new(),
            sequence: 0,
            defects: Vec::new(),
        }
    }

    /// Has the scenario act at a time.
    pub fn plan(&mut self, at: u64, action: Action) {
        self.at(at, Event::Act(Box::new(action)));
    }

    /// Runs until nothing is left to happen.
    pub fn run(mut self) -> Ended {
        let mut events = 0;
        while let Some(((time, _), event)) = self.queue.pop_first() {
            self.world.now.set(time.max(self.world.now.get()));
            self.happen(event);
            events += 1;
            if events == EVENTS_MAX {
                self.defects.push(format!("there was no end after {EVENTS_MAX} events"));
                break;
            }
        }
        Ended { executions: self.executions, defects: self.defects, events }
    }

    fn happen(&mut self, event: Event) {
        match event {
            Event::WaitOver(ticket) => self.wait_over(ticket),
            Event::Retry(ticket) => self.retry(ticket),
            Event::Poll(job) => self.poll(job),
            Event::FunctionTimeout(job) => self.function_timeout(job),
            Event::Finish(ticket, result) => self.finish_task(ticket, result),
            Event::TaskTimeout(ticket) => {
                let error = TaskError::new("States.Timeout", "");
                self.finish_task(ticket, Err(error));
            }
            Event::MachineTimeout(execution) => self.machine_timeout(execution),
            Event::Launch(launch) => self.launch(*launch),
            Event::Read(ticket, resource, asked) => self.read_execution(ticket, resource, &asked),
            Event::Answer(ticket) => self.answer_approval(ticket),
            Event::Arrive(exchange) => self.arrive(*exchange),
            Event::Return(returned) => self.return_answer(*returned),
            Event::Act(action) => self.act(*action),
        }
    }

    /// Has something happen at a time; returns its place in the queue.
    fn at(&mut self, time: u64, event: Event) -> Place {
        self.sequence += 1;
        let place = (time, self.sequence);
        self.queue.insert(place, event);
        place
    }

    fn after(&mut self, milliseconds: u64, event: Event) {
        self.at(self.world.now.get() + milliseconds, event);
    }

    fn between(&self, low: u64, high: u64) -> u64 {
        self.rng.borrow_mut().between(low, high)
    }

    /// The thread of a ticket, where it is still in that state.
    fn current(&self, ticket: Ticket) -> Option<usize> {
        let thread = self.threads.get(ticket.thread)?;
        (!thread.over && thread.visit == ticket.visit).then_some(ticket.thread)
    }

    fn ticket(&self, thread: usize) -> Ticket {
        Ticket { thread, visit: self.threads[thread].visit }
    }

    fn note(&self, thread: usize, what: impl FnOnce() -> String) {
        self.world.note(&self.executions[self.threads[thread].execution].label, what);
    }
}
