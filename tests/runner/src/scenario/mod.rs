//! Scenarios by seed: what Deskport is asked to do, in which account, on which day.

mod ami;
mod approvals;
mod byol;
mod delivery;
mod events;
mod images;
mod request;

use crate::clock::{HOUR, MINUTE, SECOND};
use crate::fault::{Fault, Weather};
use crate::machines::{Name, role_arn};
use crate::rng::Rng;
use deskport_shared::delivery::{Delivery, Parameter};
use deskport_simulator::{Config, Script, Service};
use enable_byol::Settings;
use serde_json::Value;
use std::collections::BTreeMap;
use std::convert::Infallible;

/// The prefix of unknown states' names.
pub const UNKNOWN_STATE: &str = "DEFROSTING";

/// What every AppCatalogConfig holds: it must reach no person and no log.
pub const SECRET: &str = "s3cret-mark";

/// Something that the scenario does at a time.
#[derive(Clone, Debug)]
pub enum Action {
    /// Starts an execution.
    Start {
        /// Of which machine.
        machine: Name,
        /// Its name.
        name: String,
        /// Its input.
        input: Value,
    },
    /// A person aborts an execution.
    Abort {
        /// Of which machine.
        machine: Name,
        /// Its name.
        name: String,
    },
    /// Somebody deletes an image.
    Delete {
        /// Where.
        service: Service,
        /// By which operation.
        operation: &'static str,
        /// Its input.
        input: Value,
    },
    /// From now on EC2 describes an AMI in this way: it is tagged, disabled, or available at last.
    Describe {
        /// The AMI.
        image: Value,
    },
    /// A preset is stored, or changed.
    Store {
        /// The parameter's name.
        parameter: String,
        /// Its value.
        value: String,
    },
    /// A fault other than of a call happens, and is counted.
    Met(Fault),
}

/// How people answer what they are asked.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// Whether the stack requires approval before BYOL is switched on, and how it is given.
    pub byol: Option<Approval>,
    /// The answer to each entry that asks, by its path in the request. Nobody answers the others.
    pub entries: BTreeMap<String, Approval>,
}

impl People {
    /// The answer to an entry.
    pub fn answer(&self, path: &str) -> Approval {
        self.entries.get(path).copied().unwrap_or(Approval::Never)
    }
}

/// How a person answers a request for approval, after this many milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approval {
    /// Yes.
    Approved {
        /// After this many milliseconds.
        after: u64,
    },
    /// No.
    Refused {
        /// After this many milliseconds.
        after: u64,
    },
    /// Not at all.
    Never,
}

/// What a stack may deliver to, as its parameters have it. By default everything.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// `DeliveryBundles`.
    pub bundles: String,
    /// `DeliveryFleets`.
    pub fleets: String,
    /// `DeliveryAccounts`.
    pub accounts: String,
    /// `DeliveryRegions`.
    pub regions: String,
    /// `AppStreamRoleArns`.
    pub roles: String,
    /// `InfrastructureConfigurationArns`.
    pub configurations: String,
}

impl Default for Parameters {
    fn default() -> Self {
        let all = || "*".to_owned();
        Self {
            bundles: all(),
            fleets: all(),
            accounts: all(),
            regions: all(),
            roles: role_arn(),
            configurations: all(),
        }
    }
}

/// A run that a scenario asks for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The run's name.
    pub run: String,
    /// Its `EnableByol`.
    pub consent: Option<Value>,
}

/// A scenario.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its seed.
    pub seed: u64,
    /// When it starts, in milliseconds since the epoch.
    pub start: u64,
    /// How rough it is.
    pub weather: Weather,
    /// One call, counted from 1, that a fault hits whatever the weather.
    pub fault_at: Option<(u64, Fault)>,
    /// One start of an execution, counted from 1, that a fault hits whatever the weather.
    pub launch_fault_at: Option<(u64, Fault)>,
    /// What exists at the start.
    pub config: Config,
    /// How imports go.
    pub script: Script,
    /// The AMIs, as EC2 describes them.
    pub amis: Vec<Value>,
    /// The presets, by the parameter's name.
    pub presets: BTreeMap<String, String>,
    /// What enable-byol was deployed with.
    pub settings: Settings,
    /// Whether a key of one's own encrypts the machines.
    pub own_key: bool,
    /// What the stack may deliver to.
    pub delivery: Parameters,
    /// How people answer what they are asked.
    pub people: People,
    /// What happens, and when.
    pub actions: Vec<(u64, Action)>,
    /// The runs of `import` that must follow.
    pub asked: Vec<Asked>,
}

/// 2027-01-15.
const START: u64 = 1_800_000_000_000;

impl Scenario {
    /// The scenario of a seed.
    pub fn of(seed: u64) -> Self {
        let mut rng = Rng::new(seed, "scenario");
        let start = START + rng.between(0, 24 * 3600) * SECOND;
        let weather = Weather::of(&mut Rng::new(seed, "weather"), start);
        let mut scenario = Self::calm(seed, start);
        scenario.weather = weather;
        // Not drawn from the generator: what a seed stands for otherwise stays as it was.
        scenario.own_key = seed.is_multiple_of(4);
        match rng.between(0, 99) {
            0..55 => scenario.by_hand(&mut rng),
            55..75 => scenario.race(&mut rng),
            _ => events::plan(&mut scenario, &mut rng),
        }
        images::finish(&mut scenario, &mut rng);
        approvals::add(&mut scenario);
        scenario
    }

    /// A scenario that asks for nothing and in which nothing goes wrong.
    pub fn calm(seed: u64, start: u64) -> Self {
        let mut config = Config { id_seed: seed, ..Config::default() };
        config.quotas.workspace_images = 60;
        config.quotas.app_stream_images = 60;
        Self {
            seed,
            start,
            weather: Weather::default(),
            fault_at: None,
            launch_fault_at: None,
            config,
            script: Script::default(),
            amis: Vec::new(),
            presets: BTreeMap::new(),
            settings: Settings::parse("true", "192.168.0.0/16").unwrap_or_default(),
            own_key: false,
            delivery: Parameters::default(),
            people: People::default(),
            actions: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// One run that a person starts.
    fn by_hand(&mut self, rng: &mut Rng) {
        let ami = self.add_ami(rng);
        let mut request = request::draw(self, rng, &ami, "a");
        if rng.chance(0.25) {
            byol::switch_off(self, rng, &mut request);
        }
        self.start_run(0, "run-a", &request);
        if rng.chance(0.04) {
            let longest = request["TimeoutMinutes"].as_u64().unwrap_or_default().max(300);
            let abort = Action::Abort { machine: Name::Import, name: "run-a".to_owned() };
            self.actions.push((self.start + rng.between(1, longest) * MINUTE, abort));
        }
    }

    /// Two runs for the same names, a moment apart or a day: of the same AMI or of two. The second may replace what the
    /// first leaves failed.
    fn race(&mut self, rng: &mut Rng) {
        let ami = self.add_ami(rng);
        let mut request = request::draw(self, rng, &ami, "same");
        if rng.chance(0.2) {
            byol::switch_off(self, rng, &mut request);
        }
        self.start_run(0, "run-a", &request);
        if rng.chance(0.3) {
            request["Ec2ImageId"] = Value::from(self.add_ami(rng));
        }
        for import in request["Imports"].as_array_mut().into_iter().flatten() {
            if rng.chance(0.7) {
                import["ReplaceFailed"] = Value::Bool(true);
            }
        }
        let longest = match rng.between(0, 9) {
            0..4 => 5 * SECOND,
            4..6 => 3 * HOUR,
            _ => 30 * HOUR,
        };
        self.start_run(rng.between(0, longest), "run-b", &request);
    }

    /// Plans a run of `import`.
    pub fn start_run(&mut self, after: u64, run: &str, request: &Value) {
        let consent = request.get("EnableByol").cloned();
        self.asked.push(Asked { run: run.to_owned(), consent });
        let start = Action::Start { machine: Name::Import, name: run.to_owned(), input: request.clone() };
        self.actions.push((self.start + after, start));
    }

    /// What the stack may deliver to.
    pub fn delivery(&self) -> Delivery {
        let read = |parameter| {
            Ok::<_, Infallible>(match parameter {
                Parameter::Bundles => self.delivery.bundles.clone(),
                Parameter::Fleets => self.delivery.fleets.clone(),
                Parameter::Accounts => self.delivery.accounts.clone(),
                Parameter::Regions => self.delivery.regions.clone(),
                Parameter::Roles => self.delivery.roles.clone(),
                Parameter::Configurations => self.delivery.configurations.clone(),
            })
        };
        Delivery::read(read).unwrap_or_default()
    }

    /// Whether anything beside the images themselves may go wrong.
    pub fn is_rough(&self) -> bool {
        let weather = &self.weather;
        let shares = weather.calls + weather.functions + weather.flow;
        // An image that is not shown yet can't be adopted either.
        let hidden = self.script.rules.iter().any(|rule| rule.effect.hide_minutes.is_some());
        let fault = self.fault_at.or(self.launch_fault_at).is_some();
        shares > 0.0 || weather.limited || fault || hidden
    }

    /// Adds an AMI and returns its id.
    pub fn add_ami(&mut self, rng: &mut Rng) -> String {
        let image = ami::draw(rng, self.start);
        let id = image["ImageId"].as_str().unwrap_or_default().to_owned();
        self.amis.push(image);
        id
    }
}
