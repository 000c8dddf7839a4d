//! What all runs of a scenario share: virtual time, the two services, what went wrong and what was done.

use crate::access::Holder;
use crate::clock;
use crate::fault::{self, Counts, Fault, Weather};
use crate::logs::Logs;
use crate::record::{Deleted, Made, Modified, Record};
use crate::rng::Rng;
use crate::timeline::Timeline;
use deskport_simulator::iam::{Ask, Denial, Roles};
use deskport_simulator::{Caller, Failure, Service, Simulator};
use enable_byol::Settings;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// A call that takes effect after its caller has given up.
#[derive(Debug)]
pub struct LateCall {
    /// When.
    pub at: u64,
    /// Whose operation.
    pub service: Service,
    /// The operation.
    pub operation: &'static str,
    /// Its input.
    pub input: Value,
    /// The run that it is for.
    pub run: String,
    /// Who called.
    pub caller: Caller,
}

/// What all runs of a scenario share.
#[derive(Debug)]
pub struct World {
    /// Virtual time, in milliseconds since the epoch.
    pub now: Cell<u64>,
    /// When the future that was polled last wants to be polled again.
    pub wake: Cell<Option<u64>>,
    /// The two services.
    pub simulator: RefCell<Simulator>,
    /// How rough it is.
    pub weather: Weather,
    /// Chance for faults and latencies.
    pub rng: RefCell<Rng>,
    /// What the functions wrote into their logs.
    pub logs: Logs,
    /// How often each fault was met.
    pub counts: RefCell<Counts>,
    /// What was done.
    pub record: RefCell<Record>,
    /// What happened, for a reader.
    pub timeline: RefCell<Timeline>,
    /// Calls that are still to take effect.
    pub late: RefCell<Vec<LateCall>>,
    /// The AMIs, as EC2 describes them now.
    pub amis: RefCell<Vec<Value>>,
    /// The presets: every version of each SSM parameter, by its name.
    pub presets: RefCell<BTreeMap<String, Vec<String>>>,
    /// What the functions, machines and rules may do.
    pub roles: Rc<Roles>,
    /// What enable-byol was deployed with.
    pub settings: Settings,
    /// What is left of the account's rate of WorkSpaces calls, and when that was.
    pub allowance: Cell<(f64, u64)>,
    /// One call, counted from 1, that a fault hits whatever the weather.
    pub fault_at: Cell<Option<(u64, Fault)>>,
    /// How many calls there were.
    pub calls: Cell<u64>,
    /// One start of an execution, counted from 1, that a fault hits whatever the weather.
    pub launch_fault_at: Option<(u64, Fault)>,
    /// How many executions the machines asked to start.
    pub launches: Cell<u64>,
}

/// WorkSpaces calls a second that an account may make.
const RATE: f64 = 2.0;
/// WorkSpaces calls that an account may make at once.
const BURST: f64 = 10.0;

impl World {
    /// Waits until a time.
    pub fn until(&self, time: u64) -> Sleep<'_> {
        Sleep { world: self, time }
    }

    /// Waits for this many milliseconds.
    pub fn pause(&self, milliseconds: u64) -> Sleep<'_> {
        self.until(self.now.get() + milliseconds)
    }

    /// From now on EC2 describes an AMI in this way.
    pub fn describe(&self, image: Value) {
        let mut amis = self.amis.borrow_mut();
        amis.retain(|other| other["ImageId"] != image["ImageId"]);
        amis.push(image);
    }

    /// Whether a role allows what a call needs; noted either way.
    ///
    /// # Errors
    /// It does not.
    pub fn permit(&self, holder: Holder, ask: &Ask) -> Result<(), Denial> {
        let mut record = self.record.borrow_mut();
        match holder.role(&self.roles).decide(ask) {
            Ok(permission) => {
                record.used.insert(permission);
                Ok(())
            }
            Err(denial) => {
                record.denied.push(denial.to_string());
                Err(denial)
            }
        }
    }

    /// The caller, as WorkSpaces and AppStream see it.
    pub fn identity(&self, holder: Holder) -> Caller {
        Caller::Role(holder.role(&self.roles))
    }

    /// Counts a fault.
    pub fn met(&self, fault: Fault) {
        self.counts.borrow_mut().add(fault);
    }

    /// Writes a line for a reader.
    pub fn note(&self, who: &str, what: impl FnOnce() -> String) {
        self.timeline.borrow_mut().write(self.now.get(), who, what);
    }

    /// What goes wrong with the next call.
    pub fn fault_of_call(&self) -> Option<Fault> {
        self.calls.set(self.calls.get() + 1);
        match self.fault_at.get() {
            Some((number, fault)) if number == self.calls.get() => Some(fault),
            Some(_) | None => fault::of_call(&mut self.rng.borrow_mut(), &self.weather),
        }
    }

    /// What goes wrong with the next start of an execution by a machine.
    pub fn fault_of_launch(&self, rng: &mut Rng) -> Option<Fault> {
        self.launches.set(self.launches.get() + 1);
        match self.launch_fault_at {
            Some((number, fault)) if number == self.launches.get() => Some(fault),
            Some(_) | None => fault::of_launch(rng, &self.weather),
        }
    }

    /// Whether one more WorkSpaces call is within the account's rate; it is then counted.
    pub fn within_rate(&self, service: Service) -> bool {
        if !self.weather.limited || service != Service::Workspaces {
            return true;
        }
        let (left, then) = self.allowance.get();
        let now = self.now.get();
        let left = (left + clock::seconds(now.saturating_sub(then)) * RATE).min(BURST);
        self.allowance.set(((left - 1.0).max(0.0), now));
        left >= 1.0
    }

    /// A call takes effect, now.
    ///
    /// # Errors
    /// The service's error.
    pub fn effect(
        &self,
        service: Service,
        operation: &'static str,
        input: &Value,
        run: &str,
        caller: &Caller,
    ) -> Result<Value, Failure> {
        let now = self.now.get();
        let deleted = operation.starts_with("Delete").then(|| {
            let state = self.simulator.borrow().state(clock::seconds(now));
            Deleted::read(now, run, operation, input, &state)
        });
        let answer =
            self.simulator.borrow_mut().call_as(caller, service, operation, input, clock::seconds(now));
        self.note(run, || match &answer {
            Ok(_) => format!("    {service}:{operation} {}", brief(input)),
            Err(error) => format!("    {service}:{operation} {}: {error}", brief(input)),
        });
        let nothing_there = matches!(deleted, Some(None));
        let mut record = self.record.borrow_mut();
        if operation == "ModifyAccount" {
            let range = input["DedicatedTenancyManagementCidrRange"].as_str().unwrap_or_default().to_owned();
            record.modified.push(Modified { at: now, run: run.to_owned(), range, took: answer.is_ok() });
        }
        match &answer {
            Ok(answer) => {
                record.made.extend(Made::read(now, service, operation, input, answer));
                deleted.flatten().into_iter().for_each(|deleted| record.delete(deleted));
            }
            Err(Failure::Fault(fault)) => {
                record.refused(run, operation, &fault.code);
                // IAM's denial; a service's own AccessDeniedException is worded otherwise. A deleted image has no tags that
                // the role needs.
                let denied = fault.code == "AccessDeniedException" && fault.message.starts_with("User: ");
                if denied && !nothing_there {
                    record.denied.push(fault.message.clone());
                }
            }
            Err(Failure::ReplyLost) => {}
        }
        answer
    }
}

/// The members of an input that show a reader which image is meant.
fn brief(input: &Value) -> String {
    let members =
        ["Name", "ImageName", "ImageId", "ImageIds", "Names", "ResourceId", "ResourceArn", "NextToken"];
    let reported = members.iter().filter_map(|member| Some(format!("{member}={}", input.get(*member)?)));
    reported.collect::<Vec<_>>().join(" ")
}

/// Waits in virtual time.
#[derive(Debug)]
pub struct Sleep<'a> {
    world: &'a World,
    time: u64,
}

impl Future for Sleep<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if self.world.now.get() >= self.time {
            return Poll::Ready(());
        }
        self.world.wake.set(Some(self.time));
        Poll::Pending
    }
}

/// A world that several tasks hold.
pub type Shared = Rc<World>;
