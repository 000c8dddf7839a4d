//! The tasks that Step Functions itself runs: child runs, histories, and people's answers.

use super::{Engine, Event, Status, TaskError, Ticket};
use crate::asl::Resource;
use crate::clock;
use crate::error_names::Integration;
use crate::fault::Fault;
use crate::jsonata::{from_json, to_json};
use crate::machines::Name;
use crate::scenario::Approval;
use serde_json::{Value, json};

/// A StartExecution on its way.
pub(super) struct Launch {
    pub(super) ticket: Ticket,
    pub(super) arguments: Value,
    /// Whether the task waits for the execution's end.
    pub(super) waits: bool,
    /// Whether the response to the start is lost.
    pub(super) lost: bool,
}

impl Engine<'_> {
    pub(super) fn request_launch(&mut self, launch: Launch) {
        let pause = self.between(30, 400);
        let fault = self.world.fault_of_launch(&mut self.rng.borrow_mut());
        fault.into_iter().for_each(|fault| self.world.met(fault));
        if fault == Some(Fault::IntegrationFailed) {
            let error = TaskError::new(Integration::StepFunctions.base(), "injected");
            return self.after(pause, Event::Finish(launch.ticket, Err(error)));
        }
        let lost = fault == Some(Fault::StartReplyLost);
        self.after(pause, Event::Launch(Box::new(Launch { lost, ..launch })));
    }

    /// StartExecution takes effect. The same name and input while it runs is the same execution.
    pub(super) fn launch(&mut self, launch: Launch) {
        let text = |member: &str| launch.arguments[member].as_str().unwrap_or_default();
        let Some(of) = Name::of_arn(text("StateMachineArn")) else {
            let error = TaskError::new("StepFunctions.StateMachineDoesNotExistException", "");
            return self.finish_task(launch.ticket, Err(error));
        };
        let name = text("Name").to_owned();
        if !is_name(&name) {
            let error = TaskError::new("StepFunctions.InvalidNameException", name);
            return self.finish_task(launch.ticket, Err(error));
        }
        let input = from_json(&launch.arguments["Input"]);
        let existing = self.by_name.get(&(of, name.clone())).copied();
        let started = match existing {
            None => self.start(of, &name, input),
            Some(index) => {
                let execution = &self.executions[index];
                if execution.status != Status::Running || execution.input != input {
                    let error = TaskError::new("StepFunctions.ExecutionAlreadyExistsException", name);
                    return self.finish_task(launch.ticket, Err(error));
                }
                index
            }
        };
        self.launched(&launch, started);
    }

    fn launched(&mut self, launch: &Launch, started: usize) {
        if launch.lost {
            let error =
                TaskError::new(Integration::StepFunctions.unanswered(), "injected: the reply was lost");
            return self.finish_task(launch.ticket, Err(error));
        }
        let execution = &self.executions[started];
        if !launch.waits {
            let answer = json!({ "ExecutionArn": execution.arn, "StartDate": clock::iso(execution.start) });
            return self.finish_task(launch.ticket, Ok(from_json(&answer)));
        }
        let running = execution.status == Status::Running;
        self.executions[started].waiter = Some(launch.ticket);
        if running {
            let parent = self.threads[launch.ticket.thread].execution;
            self.executions[parent].children.push(started);
        } else {
            self.answer_waiter(started);
        }
    }

    pub(super) fn request_reading(&mut self, ticket: Ticket, resource: Resource, arguments: &Value) {
        let pause = self.between(30, 400);
        let flow = self.world.weather.flow;
        if self.rng.borrow_mut().chance(flow) {
            self.world.met(Fault::IntegrationFailed);
            let error = TaskError::new(Integration::Sfn.base(), "injected");
            return self.after(pause, Event::Finish(ticket, Err(error)));
        }
        self.after(pause, Event::Read(ticket, resource, arguments.clone()));
    }

    /// A person has received the request for approval; in time, or never, they answer.
    pub(super) fn plan_answer(&mut self, ticket: Ticket) {
        match self.answer_of(ticket) {
            Approval::Approved { after } | Approval::Refused { after } => {
                self.after(after, Event::Answer(ticket));
            }
            Approval::Never => {}
        }
    }

    /// How people answer the question that a task waits for: an entry's own, or the one before BYOL is switched on.
    fn answer_of(&self, ticket: Ticket) -> Approval {
        let execution = &self.executions[self.threads[ticket.thread].execution];
        if execution.of == Name::Byol {
            return self.people.byol.unwrap_or(Approval::Never);
        }
        let input = to_json(&execution.input);
        self.people.answer(input["Steps"][0]["Path"].as_str().unwrap_or_default())
    }

    pub(super) fn answer_approval(&mut self, ticket: Ticket) {
        let result = match self.answer_of(ticket) {
            Approval::Approved { .. } => Ok(from_json(&json!({}))),
            // The command's line in the e-mail, as it stands.
            Approval::Refused { .. } => Err(TaskError::new("ApprovalRefused", "why not")),
            Approval::Never => return,
        };
        self.finish_task(ticket, result);
    }
}

/// Whether an execution may be called that.
fn is_name(name: &str) -> bool {
    (1..=80).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}
