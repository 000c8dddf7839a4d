//! Tasks: functions, with the faults that hit them, and integrations.

use super::integrations::Launch;
use super::job::{FUNCTION_TIMEOUT, Fate, Job};
use super::limits::{short, within_limits};
use super::scope::Sight;
use super::step::Flow;
use super::{Engine, Event, TaskError, TaskFuture, Ticket};
use crate::access::Holder;
use crate::asl::{Function, Resource, State, Task};
use crate::clock::SECOND;
use crate::fault::{self, Fault};
use crate::jsonata::to_json;
use crate::machines::VERSION;
use crate::services::{Caller, integrate};
use deskport_shared::error::Failure;
use jsonata_core::value::JValue;
use serde_json::{Value, json};
use std::rc::Rc;

impl Engine<'_> {
    pub(super) fn begin_task(&mut self, thread: usize, task: &Task) -> Result<Flow, TaskError> {
        let arguments = to_json(&self.evaluate(thread, &task.arguments, &Sight::default())?);
        let timeout = self.seconds(thread, &task.timeout_seconds)?;
        let ticket = self.ticket(thread);
        self.count(
            thread,
            if matches!(task.resource, Resource::RunExecution | Resource::Ask) { 3 } else { 2 },
        );
        self.after(timeout * SECOND, Event::TaskTimeout(ticket));
        if let Some(error) = self.refusal(thread, task.resource, &arguments) {
            let pause = self.between(30, 400);
            self.after(pause, Event::Finish(ticket, Err(error)));
            return Ok(Flow::Blocked);
        }
        match task.resource {
            Resource::Invoke | Resource::Ask => self.invoke(ticket, task.resource, arguments)?,
            Resource::StartExecution | Resource::RunExecution => {
                let waits = task.resource == Resource::RunExecution;
                self.request_launch(Launch { ticket, arguments, waits, lost: false });
            }
            Resource::DescribeExecution | Resource::GetExecutionHistory => {
                self.request_reading(ticket, task.resource, &arguments);
            }
            Resource::Publish
            | Resource::PutEvents
            | Resource::DescribeImages
            | Resource::CreateTags
            | Resource::GetParameter => {
                let execution = &self.executions[self.threads[thread].execution];
                let holder = Holder::Machine(execution.of);
                let caller = Caller { world: self.world.clone(), run: execution.name.clone(), holder };
                let future = integrate(caller.clone(), task.resource, arguments);
                self.begin_job(Job::new(ticket, task.resource, caller, future));
            }
        }
        Ok(Flow::Blocked)
    }

    fn invoke(&mut self, ticket: Ticket, resource: Resource, mut arguments: Value) -> Result<(), TaskError> {
        let arn = arguments["FunctionName"].as_str().unwrap_or_default();
        let name = arn.strip_suffix(VERSION).and_then(|arn| arn.strip_suffix(':'));
        let Some(function) = name.and_then(|arn| arn.rsplit(':').next()).and_then(Function::named) else {
            return Err(TaskError::new("States.Runtime", format!("no function {arn}")));
        };
        let payload = arguments["Payload"].take();
        let execution = &self.executions[self.threads[ticket.thread].execution];
        let run = payload["Run"].as_str().unwrap_or(&execution.name).to_owned();
        let caller = Caller { world: self.world.clone(), run, holder: Holder::Function(function) };
        let fault = fault::of_function(&mut self.rng.borrow_mut(), &self.world.weather);
        self.note(ticket.thread, || {
            let fault = fault.map(|fault| format!(" ! {fault}")).unwrap_or_default();
            format!("{}: {}{fault}", self.threads[ticket.thread].state, function.name())
        });
        // One that is out of time is counted when it is.
        let met = fault.filter(|fault| *fault != Fault::FunctionTimedOut);
        met.into_iter().for_each(|fault| self.world.met(fault));
        let fate = match fault {
            Some(Fault::FunctionRefused | Fault::KilledBefore) => {
                self.fail_invocation(ticket, fault == Some(Fault::FunctionRefused));
                return Ok(());
            }
            Some(Fault::KilledAfter) => Fate::KilledAfter,
            Some(Fault::KilledBetween) => Fate::KilledBetween(self.between(1, 5)),
            Some(_) | None => Fate::Answered,
        };
        if fault == Some(Fault::RunTwice) {
            let pause = self.between(0, 5 * SECOND);
            let future = self.function_future(function, payload.clone(), &caller, pause);
            let job = Job::new(ticket, resource, caller.clone(), future);
            self.begin_job(job.with(Fate::Second));
        }
        let pause = if fault == Some(Fault::FunctionTimedOut) { FUNCTION_TIMEOUT } else { 0 };
        let future = self.function_future(function, payload, &caller, pause);
        let job = Job::new(ticket, resource, caller, future);
        self.begin_job(job.with(fate));
        Ok(())
    }

    pub(super) fn fail_invocation(&mut self, ticket: Ticket, refused: bool) {
        let names: &[&str] = if refused {
            &["Lambda.TooManyRequestsException", "Lambda.ServiceException", "Lambda.AWSLambdaException"]
        } else {
            &["Runtime.ExitError", "Lambda.Unknown", "Lambda.SdkClientException"]
        };
        let name = self.rng.borrow_mut().pick(names).copied().unwrap_or("Lambda.Unknown");
        let pause = self.between(20, 2000);
        self.after(pause, Event::Finish(ticket, Err(TaskError::new(name, died(name)))));
    }

    /// A function's result as `lambda:invoke` gives it.
    fn function_future(&self, function: Function, payload: Value, caller: &Caller, pause: u64) -> TaskFuture {
        let answer = self.functions.invoke(function, payload, caller.clone());
        let world = self.world.clone();
        let start = self.between(5, 300);
        Box::pin(async move {
            world.pause(pause + start).await;
            let answer = answer.await.map_err(|failure| function_error(&failure))?;
            world.pause(5).await;
            Ok(json!({ "ExecutedVersion": VERSION, "Payload": answer, "StatusCode": 200 }))
        })
    }

    /// A task's result arrives.
    pub(super) fn finish_task(&mut self, ticket: Ticket, result: Result<JValue, TaskError>) {
        let Some(thread) = self.current(ticket) else { return };
        let machine = Rc::clone(&self.executions[self.threads[thread].execution].machine);
        let Some(State::Task(task)) = self.states_of(thread, &machine).get(&self.threads[thread].state)
        else {
            return;
        };
        self.count(thread, 1);
        let flow = match result.and_then(within_limits).map_err(short) {
            Ok(result) => {
                let sight = Sight::of_result(result.clone());
                self.leave(
                    thread,
                    &task.assign,
                    task.output.as_ref(),
                    task.next.as_deref(),
                    &sight,
                    Some(result),
                )
            }
            Err(error) => {
                self.note(thread, || {
                    format!("{}: {} {}", self.threads[thread].state, error.error, brief(&error.cause))
                });
                self.recover(thread, &error, &task.retry, &task.catch)
            }
        };
        self.go_on(thread, flow);
    }
}

/// What Lambda and Step Functions say of a process that died, as recorded.
fn died(name: &str) -> String {
    let said =
        "RequestId: 5d0a2a1e-0c39-4c49-8d7a-6a0f7a1b2c3d Error: Runtime exited with error: signal: killed";
    match name {
        "Runtime.ExitError" => json!({ "errorType": name, "errorMessage": said }).to_string(),
        "Lambda.Unknown" => {
            let payload = json!({ "errorMessage": said });
            format!(
                "The cause could not be determined because Lambda did not return an error type. Returned payload: {payload}"
            )
        }
        _ => "injected".to_owned(),
    }
}

fn brief(cause: &str) -> String {
    cause.chars().take(160).collect()
}

/// A failed function as Step Functions sees it.
fn function_error(failure: &Failure) -> TaskError {
    let name = failure.class.as_str();
    let cause = json!({ "errorType": name, "errorMessage": failure.to_string() });
    TaskError::new(name, cause.to_string())
}
