//! One run of a scenario, from a seed or as given.

use crate::engine::{Ended, Engine};
use crate::fault::{Counts, Fault};
use crate::functions::Functions;
use crate::invariant;
use crate::logs::Logs;
use crate::machines::Machines;
use crate::record::Record;
use crate::rng::Rng;
use crate::scenario::Scenario;
use crate::services::{Instances, Network};
use crate::time::Time;
use crate::timeline::Timeline;
use crate::world::World;
use deskport_simulator::Simulator;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// How a scenario went.
#[derive(Debug)]
pub struct Report {
    /// Its seed.
    pub seed: u64,
    /// What went wrong, by kind.
    pub counts: Counts,
    /// How many invariants were checked.
    pub checked: u64,
    /// Which of them did not hold.
    pub violations: Vec<String>,
    /// What happened, where lines were kept.
    pub timeline: Vec<String>,
    /// What the functions wrote into their logs.
    pub logs: Logs,
    /// How many calls the services were sent.
    pub calls: u64,
    /// How many executions the machines asked to start.
    pub launches: u64,
    /// Every execution.
    pub ended: Ended,
    /// What was done.
    pub record: Record,
}

/// Runs a scenario and checks every invariant.
///
/// # Errors
/// A scenario that the simulator refuses.
pub fn run(
    scenario: &Scenario,
    machines: &Machines,
    functions: &dyn Functions,
    keep_lines: bool,
) -> Result<Report, String> {
    let world = Rc::new(world(scenario, machines, keep_lines)?);
    // The SDK draws the pauses between its tries from this generator of the thread.
    fastrand::seed(Rng::new(scenario.seed, "sdk").number());
    let rng = Rng::new(scenario.seed, "flow");
    let mut engine = Engine::new(Rc::clone(&world), machines, functions, scenario.people.clone(), rng);
    for (at, action) in &scenario.actions {
        engine.plan(*at, action.clone());
    }
    let ended = tracing::subscriber::with_default(world.logs.clone(), || engine.run());
    let (checked, violations) = invariant::check(scenario, &world, &ended);
    count_endless(scenario, &world);
    let counts = world.counts.borrow().clone();
    let timeline = world.timeline.borrow().lines().to_vec();
    let mut record = world.record.take();
    record.used.extend(world.simulator.borrow().used().iter().cloned());
    let (calls, launches) = (world.calls.get(), world.launches.get());
    let (seed, logs) = (scenario.seed, world.logs.clone());
    Ok(Report { seed, logs, calls, launches, counts, checked, violations, timeline, ended, record })
}

/// Counts the images that were made and never end.
fn count_endless(scenario: &Scenario, world: &World) {
    let endless = scenario.script.rules.iter().filter(|rule| rule.effect.never_end);
    let names: Vec<&str> = endless.filter_map(|rule| rule.when.image_name.as_deref()).collect();
    let made = world.record.borrow().made.iter().filter(|made| names.contains(&made.name.as_str())).count();
    (0..made).for_each(|_| world.met(Fault::NeverEnds));
}

fn world(scenario: &Scenario, machines: &Machines, keep_lines: bool) -> Result<World, String> {
    let start = crate::clock::seconds(scenario.start);
    let mut simulator = Simulator::new(scenario.config.clone(), start).map_err(|error| error.to_string())?;
    simulator.set_script(scenario.script.clone()).map_err(|error| error.to_string())?;
    let timeline = if keep_lines { Timeline::kept(scenario.start) } else { Timeline::default() };
    Ok(World {
        now: Time::new(scenario.start),
        network: Network::default(),
        instances: Instances::default(),
        simulator: RefCell::new(simulator),
        weather: scenario.weather.clone(),
        rng: RefCell::new(Rng::new(scenario.seed, "world")),
        logs: Logs::default(),
        counts: RefCell::default(),
        record: RefCell::default(),
        timeline: RefCell::new(timeline),
        amis: RefCell::new(scenario.amis.clone()),
        presets: RefCell::new(first_versions(&scenario.presets)),
        roles: Rc::clone(machines.access().roles(scenario.settings.allowed)),
        settings: scenario.settings.clone(),
        own_key: scenario.own_key,
        delivery: scenario.delivery(),
        allowance: Cell::new((10.0, scenario.start)),
        fault_at: Cell::new(scenario.fault_at),
        calls: Cell::new(0),
        launch_fault_at: scenario.launch_fault_at,
        launches: Cell::new(0),
    })
}

fn first_versions(presets: &BTreeMap<String, String>) -> BTreeMap<String, Vec<String>> {
    presets.iter().map(|(parameter, text)| (parameter.clone(), vec![text.clone()])).collect()
}
