//! Executions: how they start and how they end.

use super::{Engine, Event, TaskError, Thread};
use crate::access::{self, Holder};
use crate::asl::Machine;
use crate::clock::{self, SECOND};
use crate::fault::Fault;
use crate::jsonata::{from_json, to_json};
use crate::machines::{ACCOUNT, Name, REGION};
use crate::scenario::Action;
use deskport_simulator::Caller;
use jsonata_core::value::JValue;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::rc::Rc;

/// An execution's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It runs.
    Running,
    /// It ended well.
    Succeeded,
    /// It ended in an error.
    Failed,
    /// It ran out of time.
    TimedOut,
    /// It was stopped.
    Aborted,
}

impl Status {
    /// Its name in Step Functions.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
        }
    }
}

/// An execution.
#[derive(Debug)]
pub struct Execution {
    /// Its machine.
    pub of: Name,
    /// Its name.
    pub name: String,
    /// The machine's and its own name, for a reader.
    pub label: String,
    /// Its ARN.
    pub arn: String,
    /// Its input.
    pub input: JValue,
    /// When it started.
    pub start: u64,
    /// When it ended.
    pub end: Option<u64>,
    /// Its status.
    pub status: Status,
    /// Its output.
    pub output: Option<JValue>,
    /// Its error.
    pub error: Option<TaskError>,
    /// How many events its history holds.
    pub events: u32,
    /// How many states it entered: what AWS charges for, retries aside.
    pub transitions: u32,
    /// The plan, where it is a run of `import` that got so far.
    pub plan: Option<Value>,
    /// The states that it entered and left, in order: the number of events then, and the member of the event that names the state.
    pub(super) states: Vec<(u32, &'static str, String)>,
    pub(super) machine: Rc<Machine>,
    pub(super) waiter: Option<super::Ticket>,
    pub(super) children: Vec<usize>,
    root: usize,
}

impl Engine<'_> {
    /// The scenario goes on.
    pub(super) fn act(&mut self, action: Action) {
        match action {
            Action::Start { machine, name, input } => {
                if self.may_start(machine) {
                    self.start(machine, &name, from_json(&input));
                }
            }
            Action::Abort { machine, name } => {
                if let Some(execution) = self.by_name.get(&(machine, name)).copied() {
                    self.abort(execution);
                }
            }
            Action::Delete { service, operation, input } => {
                // Where there is nothing to delete, nothing is deleted.
                let _ = self.world.effect(
                    service,
                    operation,
                    &input,
                    ("somebody", REGION),
                    &Caller::Administrator,
                );
            }
            Action::Describe { image } => self.world.describe(image),
            Action::Store { parameter, value } => {
                self.world.presets.borrow_mut().entry(parameter).or_default().push(value);
            }
            Action::Met(fault) => self.world.met(fault),
        }
    }

    /// Whether somebody outside may start a machine: a person may, rules have a role.
    fn may_start(&self, machine: Name) -> bool {
        match machine {
            Name::Trigger | Name::Aftermath => {
                self.world.permit(Holder::Rules, &access::start(machine.arn())).is_ok()
            }
            Name::Import | Name::Byol | Name::Step => true,
        }
    }

    /// Starts an execution; the name must be free.
    pub(super) fn start(&mut self, of: Name, name: &str, input: JValue) -> usize {
        let machine = self.machines.get(of, self.people.byol.is_some());
        let index = self.executions.len();
        let now = self.world.now.get();
        let arn = format!("arn:aws:states:eu-west-1:{ACCOUNT}:execution:{}:{name}", of.as_str());
        self.after(machine.timeout_seconds * SECOND, Event::MachineTimeout(index));
        let state = machine.start_at.clone();
        self.executions.push(Execution {
            of,
            name: name.to_owned(),
            label: format!("{}/{name}", of.as_str()),
            arn,
            input: input.clone(),
            start: now,
            end: None,
            status: Status::Running,
            output: None,
            error: None,
            events: 1,
            transitions: 0,
            plan: None,
            states: Vec::new(),
            root: self.threads.len(),
            machine,
            waiter: None,
            children: Vec::new(),
        });
        self.by_name.insert((of, name.to_owned()), index);
        let thread = self.new_thread(index, None, None, state, input);
        self.note(thread, || "starts".to_owned());
        self.run_thread(thread);
        index
    }

    pub(super) fn new_thread(
        &mut self,
        execution: usize,
        parent: Option<(usize, String)>,
        item: Option<(usize, JValue)>,
        state: String,
        input: JValue,
    ) -> usize {
        self.threads.push(Thread {
            execution,
            parent,
            item,
            variables: HashMap::new(),
            state,
            input,
            entered: self.world.now.get(),
            visit: 0,
            retries: Vec::new(),
            retried: 0,
            map: None,
            over: false,
            sizes: HashMap::new(),
        });
        self.threads.len() - 1
    }

    pub(super) fn machine_timeout(&mut self, execution: usize) {
        if self.executions[execution].status == Status::Running {
            let error = TaskError::new("States.Timeout", "");
            self.end(execution, Status::TimedOut, None, Some(error));
        }
    }

    fn abort(&mut self, execution: usize) {
        if self.executions[execution].status == Status::Running {
            self.world.met(Fault::Aborted);
            self.end(execution, Status::Aborted, None, None);
        }
    }

    /// An execution ends; its threads and the children that it waits for end with it.
    pub(super) fn end(
        &mut self,
        index: usize,
        status: Status,
        output: Option<JValue>,
        error: Option<TaskError>,
    ) {
        let now = self.world.now.get();
        for thread in self.threads.iter_mut().filter(|thread| thread.execution == index) {
            thread.over = true;
        }
        let execution = &mut self.executions[index];
        if execution.of == Name::Import {
            let plan = self.threads[execution.root].variables.get("plan");
            execution.plan = plan.map(to_json).map(|mut plan| plan["Plan"].take()).filter(Value::is_object);
        }
        (execution.status, execution.end, execution.output, execution.error) =
            (status, Some(now), output, error);
        execution.events += 1;
        let children = std::mem::take(&mut execution.children);
        let execution = &self.executions[index];
        self.world.note(&execution.label, || match &execution.error {
            Some(error) => format!("ends {}: {}", status.as_str(), error.error),
            None => format!("ends {}", status.as_str()),
        });
        self.note_defect(index);
        for child in children {
            let stopped = &self.executions[child];
            if stopped.status == Status::Running && self.may_stop(index, &stopped.arn) {
                self.end(child, Status::Aborted, None, None);
            }
        }
        self.answer_waiter(index);
        self.send_status_change(index);
    }

    /// Whatever goes wrong around a machine, it must not end in one of Step Functions' own errors.
    fn note_defect(&mut self, index: usize) {
        let execution = &self.executions[index];
        if let Some(error) = &execution.error
            && matches!(
                error.error.as_str(),
                "States.QueryEvaluationError" | "States.Runtime" | "States.DataLimitExceeded"
            )
        {
            self.defects.push(format!("{}: {}: {}", execution.label, error.error, error.cause));
        }
    }

    /// The machine that waits for an execution gets its result.
    pub(super) fn answer_waiter(&mut self, index: usize) {
        let execution = &mut self.executions[index];
        let Some(waiter) = execution.waiter.take() else { return };
        let reported = description(execution);
        let succeeded = execution.status == Status::Succeeded;
        let arn = execution.arn.clone();
        let result = match self.unseen(self.threads[waiter.thread].execution, &arn) {
            Some(error) => Err(error),
            None if succeeded => Ok(reported),
            None => Err(TaskError::new("States.TaskFailed", to_json(&reported).to_string())),
        };
        let pause = self.between(100, 1500);
        self.after(pause, Event::Finish(waiter, result));
    }

    /// EventBridge reports a run of `import` that did not end well.
    fn send_status_change(&mut self, index: usize) {
        let execution = &self.executions[index];
        if execution.of != Name::Import || matches!(execution.status, Status::Running | Status::Succeeded) {
            return;
        }
        let input = json!({ "source": "aws.states", "detail-type": "Step Functions Execution Status Change",
            "detail": status_change(execution, self.world.own_key) });
        let name = format!("{index}-{}", execution.start);
        let pause = self.between(500, 5000);
        self.plan(self.world.now.get() + pause, Action::Start { machine: Name::Aftermath, name, input });
    }
}

/// What `.sync:2` returns.
fn description(execution: &Execution) -> JValue {
    let mut reported = json!({
        "ExecutionArn": execution.arn,
        "Name": execution.name,
        "StateMachineArn": execution.of.arn(),
        "StartDate": clock::as_f64(execution.start),
        "StopDate": clock::as_f64(execution.end.unwrap_or_default()),
        "Status": execution.status.as_str(),
    });
    if let Some(error) = &execution.error {
        reported["Error"] = Value::from(error.error.as_str());
        reported["Cause"] = Value::from(error.cause.as_str());
    }
    reported["Input"] = to_json(&execution.input);
    if let Some(output) = &execution.output {
        reported["Output"] = to_json(output);
    }
    from_json(&reported)
}

/// The detail of a status change's event. Long members are left out, and those of an execution that a key of one's own encrypts (Step
/// Functions Developer Guide, "Data at rest encryption in Step Functions").
fn status_change(execution: &Execution, own_key: bool) -> Value {
    let input = to_json(&execution.input).to_string();
    let mut detail = json!({
        "executionArn": execution.arn,
        "stateMachineArn": execution.of.arn(),
        "name": execution.name,
        "status": execution.status.as_str(),
        "startDate": execution.start,
        "stopDate": execution.end,
        "inputDetails": { "included": true },
        // EventBridge shows what is not there as null (Step Functions Developer Guide, "Execution status change").
        "input": null,
        "output": null,
        "outputDetails": null,
        "error": null,
        "cause": null,
    });
    if own_key {
        return detail;
    }
    if input.len() < 100_000 {
        detail["input"] = Value::from(input);
    }
    if let Some(error) = &execution.error {
        detail["error"] = Value::from(error.error.as_str());
        detail["cause"] = Value::from(error.cause.as_str());
    }
    detail
}
