//! What all runs of a scenario share: virtual time, the two services, what went wrong and what was done.

use crate::access::Holder;
use crate::clock;
use crate::fault::{self, Counts, Fault, Weather};
use crate::logs::Logs;
use crate::record::{Changed, Deleted, Made, Modified, Record};
use crate::rng::Rng;
use crate::services::{Instances, Network};
use crate::time::{Sleep, Time};
use crate::timeline::Timeline;
use deskport_shared::delivery::Delivery;
use deskport_simulator::iam::{Ask, Denial, Role, Roles};
use deskport_simulator::{Caller, Failure, Service, Simulator};
use enable_byol::Settings;
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// What all runs of a scenario share.
#[derive(Debug)]
pub struct World {
    /// Virtual time.
    pub now: Time,
    /// The functions' way to the services.
    pub network: Network,
    /// The functions' instances that are idle.
    pub instances: Instances,
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
    /// The AMIs, as EC2 describes them now.
    pub amis: RefCell<Vec<Value>>,
    /// The presets: every version of each SSM parameter, by its name.
    pub presets: RefCell<BTreeMap<String, Vec<String>>>,
    /// What the functions, machines and rules may do.
    pub roles: Rc<Roles>,
    /// What the stack may deliver to.
    pub delivery: Delivery,
    /// What enable-byol was deployed with.
    pub settings: Settings,
    /// Whether a key of one's own encrypts the machines.
    pub own_key: bool,
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
    /// Waits for this many milliseconds.
    pub fn pause(&self, milliseconds: u64) -> Sleep {
        self.now.until(self.now.get() + milliseconds)
    }

    /// From now on EC2 describes an AMI in this way.
    pub fn describe(&self, image: Value) {
        let mut amis = self.amis.borrow_mut();
        amis.retain(|other| other["ImageId"] != image["ImageId"]);
        amis.push(image);
    }

    /// Whether a holder's role allows what a call needs; noted either way.
    ///
    /// # Errors
    /// It does not.
    pub fn permit(&self, holder: Holder, ask: &Ask) -> Result<(), Denial> {
        self.permit_role(&holder.role(&self.roles), ask)
    }

    /// The same for a role.
    ///
    /// # Errors
    /// It does not.
    pub fn permit_role(&self, role: &Role, ask: &Ask) -> Result<(), Denial> {
        let mut record = self.record.borrow_mut();
        match role.decide(ask) {
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
        operation: &str,
        input: &Value,
        (run, region): (&str, &str),
        caller: &Caller,
    ) -> Result<Value, Failure> {
        let now = self.now.get();
        let deleted = operation.starts_with("Delete").then(|| {
            let state = self.simulator.borrow().state(clock::seconds(now));
            Deleted::read((now, run, region), operation, input, &state)
        });
        let changes = operation.starts_with("Update") || operation == "CreateWorkspaceBundle";
        let before = changes.then(|| self.simulator.borrow().state(clock::seconds(now)));
        let at = clock::seconds(now);
        let answer = self.simulator.borrow_mut().call_in(region, caller, service, operation, input, at);
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
                record.made.extend(Made::read((now, run, region), service, operation, (input, answer)));
                let changed = before
                    .and_then(|state| Changed::read((now, run, region), operation, (input, answer), &state));
                record.changed.extend(changed);
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

/// A world that several tasks hold.
pub type Shared = Rc<World>;
