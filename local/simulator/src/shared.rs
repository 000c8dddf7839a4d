//! A stand-in and its clock, shared between threads.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::caller::Caller;
use crate::clock::Clock;
use crate::config::{Config, ConfigError};
use crate::fault::{Failure, Fault};
use crate::iam::{Permission, Roles};
use crate::journal::Entry;
use crate::script::{Script, ScriptError};
use crate::service::Service;
use crate::simulator::Simulator;

/// A [`Simulator`] with a [`Clock`]. Clones share one stand-in: a test keeps one and serves another.
#[derive(Debug, Clone)]
pub struct SharedSimulator {
    simulator: Arc<Mutex<Simulator>>,
    clock: Clock,
    roles: Option<Arc<Roles>>,
    initial: Arc<Mutex<(Config, Script)>>,
}

impl SharedSimulator {
    /// A stand-in that starts from a configuration at the clock's present.
    ///
    /// What is impossible in the configuration.
    /// What can't be in the configuration.
    pub fn new(config: Config, clock: Clock) -> Result<Self, ConfigError> {
        let simulator = Simulator::new(config.clone(), clock.now())?;
        let initial = Arc::new(Mutex::new((config, Script::default())));
        Ok(Self { simulator: Arc::new(Mutex::new(simulator)), clock, roles: None, initial })
    }

    /// The same, with a script that [`SharedSimulator::reset`] comes back to.
    ///
    /// # Errors
    /// A rule that can never do anything.
    pub fn with_script(self, script: Script) -> Result<Self, ScriptError> {
        self.lock().set_script(script.clone())?;
        lock(&self.initial).1 = script;
        Ok(self)
    }

    /// The same with the roles of a template: requests over HTTP then have to come from one of them.
    pub fn with_roles(self, roles: Roles) -> Self {
        Self { roles: Some(Arc::new(roles)), ..self }
    }

    /// Makes one call as an administrator, now.
    ///
    /// # Errors
    /// The service's error, or that the response was lost on command.
    pub fn call(&self, service: Service, operation: &str, input: &Value) -> Result<Value, Failure> {
        self.call_as(&Caller::Administrator, service, operation, input)
    }

    /// The same for any caller.
    ///
    /// # Errors
    /// The service's error, or that the response was lost on command.
    pub fn call_as(
        &self,
        caller: &Caller,
        service: Service,
        operation: &str,
        input: &Value,
    ) -> Result<Value, Failure> {
        let mut simulator = self.lock();
        let now = self.clock.now();
        simulator.call_as(caller, service, operation, input, now)
    }

    /// The same in any Region.
    ///
    /// # Errors
    /// As [`Simulator::call_in`].
    pub fn call_in(
        &self,
        region: &str,
        caller: &Caller,
        service: Service,
        operation: &str,
        input: &Value,
    ) -> Result<Value, Failure> {
        let mut simulator = self.lock();
        let now = self.clock.now();
        simulator.call_in(region, caller, service, operation, input, now)
    }

    /// The caller with an access key id.
    pub(crate) fn caller(&self, key: Option<&str>) -> Result<Caller, Fault> {
        Caller::with_key(self.roles.as_deref(), key)
    }

    /// The permissions that calls needed so far.
    pub fn used(&self) -> Vec<Permission> {
        self.lock().used().iter().cloned().collect()
    }

    /// Replaces the script.
    ///
    /// # Errors
    /// A rule that can never do anything.
    pub fn set_script(&self, script: Script) -> Result<(), ScriptError> {
        self.lock().set_script(script)
    }

    /// The script in force, with how many calls each rule matched.
    pub fn script(&self) -> (Script, Vec<u64>) {
        let simulator = self.lock();
        (simulator.script().clone(), simulator.script_counts().to_vec())
    }

    /// The calls so far.
    pub fn journal(&self) -> Vec<Entry> {
        self.lock().journal()
    }

    /// Everything that exists, as [`Simulator::state`] gives it.
    pub fn state(&self) -> Value {
        self.lock().state(self.clock.now())
    }

    /// What it started from.
    pub fn config(&self) -> Config {
        self.lock().config().clone()
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Moves the time forward.
    pub fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Starts anew, at the clock's present, from the configuration and script of the start. Time does not go back.
    pub fn reset(&self) {
        let (config, script) = lock(&self.initial).clone();
        // Both were checked when they were set.
        if let Ok(mut fresh) = Simulator::new(config, self.clock.now())
            && fresh.set_script(script).is_ok()
        {
            *self.lock() = fresh;
        }
    }

    /// Starts anew from another configuration and no script; [`SharedSimulator::reset`] then comes back to it.
    ///
    /// # Errors
    /// What is impossible in the configuration; nothing changes then.
    pub fn restart(&self, config: Config) -> Result<(), ConfigError> {
        let fresh = Simulator::new(config.clone(), self.clock.now())?;
        *lock(&self.initial) = (config, Script::default());
        *self.lock() = fresh;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Simulator> {
        lock(&self.simulator)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
