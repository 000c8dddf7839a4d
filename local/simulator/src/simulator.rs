//! The core: calls in, results out, no clock and no I/O.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::caller::Caller;
use crate::config::{Config, ConfigError, is_region};
use crate::fault::{Failure, Fault};
use crate::iam::{self, Permission};
use crate::journal::{Called, Entry, Journal, Outcome};
use crate::model::{self, Kind, Violation};
use crate::operations::{self, Call, Handler};
use crate::script::{Running, Script, ScriptError};
use crate::service::Service;
use crate::state;
use crate::world::{Place, World};

/// The stand-in without a clock: every call says when it is made, in seconds since the epoch.
#[derive(Debug, Clone)]
pub struct Simulator {
    world: World,
    script: Running,
    journal: Journal,
    used: BTreeSet<Permission>,
}

impl Simulator {
    /// A stand-in that starts from a configuration at a time.
    ///
    /// # Errors
    /// What is impossible in the configuration.
    pub fn new(config: Config, now: f64) -> Result<Self, ConfigError> {
        config.check()?;
        Ok(Self {
            world: World::new(config, now),
            script: Running::default(),
            journal: Journal::default(),
            used: BTreeSet::new(),
        })
    }

    /// Makes one call as an administrator and records it in the journal.
    ///
    /// # Errors
    /// The service's error, or that the response was lost on command.
    pub fn call(
        &mut self,
        service: Service,
        operation: &str,
        input: &Value,
        now: f64,
    ) -> Result<Value, Failure> {
        self.call_as(&Caller::Administrator, service, operation, input, now)
    }

    /// The same for any caller: AccessDeniedException where its role does not allow everything that the call needs.
    ///
    /// # Errors
    /// The service's error, or that the response was lost on command.
    pub fn call_as(
        &mut self,
        caller: &Caller,
        service: Service,
        operation: &str,
        input: &Value,
        now: f64,
    ) -> Result<Value, Failure> {
        let home = self.world.config.region.clone();
        self.call_in(&home, caller, service, operation, input, now)
    }

    /// The same in any Region; what there is in one is not seen from another.
    ///
    /// # Errors
    /// The service's error, or that the response was lost on command; InvalidSignatureException where no Region can have
    /// such a name.
    pub fn call_in(
        &mut self,
        region: &str,
        caller: &Caller,
        service: Service,
        operation: &str,
        input: &Value,
        now: f64,
    ) -> Result<Value, Failure> {
        let answer = self.answer(region, caller, service, operation, input, now);
        let outcome = match &answer {
            Ok(_) => Outcome::Ok,
            Err(Failure::Fault(fault)) => {
                Outcome::Fault { code: fault.code.clone(), message: fault.message.clone() }
            }
            Err(Failure::ReplyLost) => Outcome::ReplyLost,
        };
        let called = Called { caller: caller.name(), region, service: service.key(), operation, input };
        self.journal.write(now, &called, outcome);
        answer
    }

    fn answer(
        &mut self,
        region: &str,
        caller: &Caller,
        service: Service,
        operation: &str,
        input: &Value,
        now: f64,
    ) -> Result<Value, Failure> {
        let handler = find(service, operation)?;
        let here = self.enter(region)?;
        self.permit(here, caller, service, operation, input)?;
        check(service, operation, input)?;
        let names = operations::names_in(&self.world, here, service, input);
        let orders = self.script.orders(service, operation, &names);
        if let Some(answer) = &orders.answer {
            return Err(answer.fault().into());
        }
        let (lose_reply, answer_nothing) = (orders.lose_reply, orders.answer_nothing);
        let answer = handler(&mut Call { world: &mut self.world, here, input, now, orders });
        if lose_reply {
            return Err(Failure::ReplyLost);
        }
        let answer = answer?;
        Ok(if answer_nothing { json!({}) } else { answer })
    }

    /// The Region of a call.
    fn enter(&mut self, region: &str) -> Result<Place, Fault> {
        if is_region(region) {
            return Ok(self.world.enter(region));
        }
        let message = "Credential should be scoped to a valid Region.";
        Err(Fault { status: Some(403), ..Fault::new("InvalidSignatureException", message) })
    }

    /// Refuses what the caller's role does not allow.
    fn permit(
        &mut self,
        here: Place,
        caller: &Caller,
        service: Service,
        operation: &str,
        input: &Value,
    ) -> Result<(), Fault> {
        let Caller::Role(role) = caller else { return Ok(()) };
        for ask in iam::asks(&self.world, here, service, operation, input) {
            let permission = role.decide(&ask);
            let permission =
                permission.map_err(|denial| Fault::new("AccessDeniedException", denial.to_string()))?;
            self.used.insert(permission);
        }
        Ok(())
    }

    /// The permissions that calls needed so far.
    pub fn used(&self) -> &BTreeSet<Permission> {
        &self.used
    }

    /// Replaces the script; its counts start anew.
    ///
    /// # Errors
    /// A rule that can never do anything.
    pub fn set_script(&mut self, script: Script) -> Result<(), ScriptError> {
        script.check()?;
        self.script = Running::new(script);
        Ok(())
    }

    /// The script in force.
    pub fn script(&self) -> &Script {
        self.script.script()
    }

    /// How many calls each rule of the script matched so far.
    pub fn script_counts(&self) -> &[u64] {
        self.script.counts()
    }

    /// The calls so far, the latest 10,000 of them.
    pub fn journal(&self) -> Vec<Entry> {
        self.journal.entries()
    }

    /// What it started from.
    pub fn config(&self) -> &Config {
        &self.world.config
    }

    /// Everything that exists at a time, hidden images included: what is in the home Region, and under `Regions` the same
    /// of each other Region that a call or the configuration named. Things stand as the describing operations show them,
    /// with their tags; `CustomImport` is the response of DescribeCustomWorkspaceImageImport.
    pub fn state(&self, now: f64) -> Value {
        state::of(&self.world, now)
    }
}

/// The operation, where it is served here.
fn find(service: Service, operation: &str) -> Result<Handler, Fault> {
    operations::find(service, operation).ok_or_else(|| {
        Fault::new("UnknownOperationException", format!("{service} has no operation {operation:?} here."))
    })
}

/// Checks the input against the model.
fn check(service: Service, operation: &str, input: &Value) -> Result<(), Fault> {
    model::check(service, operation, input).map_err(|violations| refusal(&violations))
}

/// How many violations an error's text lists.
const LISTED: usize = 10;

/// What can't be read at all is a SerializationException, what the model does not allow a ValidationException.
fn refusal(violations: &[Violation]) -> Fault {
    let unreadable = violations.iter().any(|violation| violation.kind != Kind::Constraint);
    let code = if unreadable { "SerializationException" } else { "ValidationException" };
    let listed: Vec<String> = violations.iter().take(LISTED).map(ToString::to_string).collect();
    let noun = if violations.len() == 1 { "error" } else { "errors" };
    let message = format!("{} validation {noun} detected: {}", violations.len(), listed.join("; "));
    Fault::new(code, message)
}
