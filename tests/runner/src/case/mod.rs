//! A case that another engine runs as well, in one JSON document: what exists, what is started, and when. It runs
//! calm: nothing goes wrong but what the case orders.

mod answer;

pub use answer::Answer;

use crate::clock::{self, MINUTE, SECOND};
use crate::functions::Handlers;
use crate::machines::{Machines, Name};
use crate::run::run;
use crate::scenario::{Action, Approval, Asked, Parameters as Delivery, People, Scenario};
use deskport_shared::namespace::Namespace;
use deskport_simulator::script::Rule;
use deskport_simulator::{Config, Script};
use enable_byol::Settings;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// A case, as it is read.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub struct Case {
    /// When it starts, as Step Functions writes times.
    start: String,
    /// What the account holds before: a state file of the simulator.
    #[serde(default)]
    state: Config,
    /// What goes wrong at WorkSpaces and AppStream: rules of the simulator's script.
    #[serde(default)]
    rules: Vec<Rule>,
    /// The AMIs, as EC2 describes them.
    #[serde(default)]
    images: Vec<Value>,
    /// The presets' texts, by name.
    #[serde(default)]
    presets: BTreeMap<String, String>,
    /// Presets that are stored, or changed, meanwhile.
    #[serde(default)]
    stores: Vec<Store>,
    /// The stack's parameters.
    #[serde(default)]
    parameters: Parameters,
    /// How a person answers, where the stack requires approval of BYOL.
    #[serde(default)]
    approval: Said,
    /// How people answer entries that ask, by their paths.
    #[serde(default)]
    answers: BTreeMap<String, Said>,
    /// What is started.
    executions: Vec<Start>,
    /// The runs of `import` that a person aborts.
    #[serde(default)]
    aborts: Vec<Abort>,
    /// The runs of `import` that must follow.
    runs: Vec<String>,
}

/// The parameters of the template that change what a run does, with its defaults.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct Parameters {
    allow_enable_byol: String,
    require_approval: String,
    reserved_cidr_ranges: String,
    delivery_bundles: String,
    delivery_fleets: String,
    delivery_accounts: String,
    delivery_regions: String,
    app_stream_role_arns: String,
    infrastructure_configuration_arns: String,
}

impl Default for Parameters {
    fn default() -> Self {
        let no = || "false".to_owned();
        Self {
            allow_enable_byol: no(),
            require_approval: no(),
            reserved_cidr_ranges: String::new(),
            delivery_bundles: String::new(),
            delivery_fleets: String::new(),
            delivery_accounts: String::new(),
            delivery_regions: String::new(),
            app_stream_role_arns: String::new(),
            infrastructure_configuration_arns: "*".to_owned(),
        }
    }
}

/// A person's answer.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Said {
    /// Yes.
    Approved,
    /// No.
    Refused,
    /// None.
    #[default]
    Nothing,
}

impl Said {
    fn approval(self) -> Approval {
        match self {
            Self::Approved => Approval::Approved { after: MINUTE },
            Self::Refused => Approval::Refused { after: MINUTE },
            Self::Nothing => Approval::Never,
        }
    }
}

/// An execution that is started.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Start {
    machine: String,
    name: String,
    input: Value,
    #[serde(default)]
    after_seconds: u64,
}

/// A preset that is stored, or changed.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Store {
    preset: String,
    text: String,
    after_seconds: u64,
}

/// A run that is aborted.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Abort {
    run: String,
    after_seconds: u64,
}

/// The seed of the chance that is left in a calm run: how long calls take, and pauses before retries.
const SEED: u64 = 1;

impl Case {
    /// Every case in a text: JSON documents, one after the other.
    ///
    /// # Errors
    /// Where one is no case.
    pub fn read(text: &str) -> Result<Vec<Self>, String> {
        let cases = serde_json::Deserializer::from_str(text).into_iter();
        cases.collect::<Result<_, _>>().map_err(|error| format!("this is no case: {error}"))
    }

    /// Runs it.
    ///
    /// # Errors
    /// What is impossible in it.
    pub fn run(&self, machines: &Machines) -> Result<Answer, String> {
        Ok(Answer::of(&run(&self.scenario()?, machines, &Handlers, false)?))
    }

    fn scenario(&self) -> Result<Scenario, String> {
        let start = clock::read(&self.start).ok_or_else(|| format!("{} is no time", self.start))?;
        let parameters = &self.parameters;
        let preset = |(name, text): (&String, &String)| (Namespace::DESKPORT.parameter(name), text.clone());
        Ok(Scenario {
            config: self.state.clone(),
            script: Script { rules: self.rules.clone() },
            amis: self.images.clone(),
            presets: self.presets.iter().map(preset).collect(),
            settings: Settings::parse(&parameters.allow_enable_byol, &parameters.reserved_cidr_ranges)?,
            delivery: Delivery {
                bundles: parameters.delivery_bundles.clone(),
                fleets: parameters.delivery_fleets.clone(),
                accounts: parameters.delivery_accounts.clone(),
                regions: parameters.delivery_regions.clone(),
                roles: parameters.app_stream_role_arns.clone(),
                configurations: parameters.infrastructure_configuration_arns.clone(),
            },
            people: People { byol: self.approval()?, entries: self.entries() },
            actions: self.actions(start)?,
            asked: self.runs.iter().map(|run| self.asked(run)).collect(),
            ..Scenario::calm(SEED, start)
        })
    }

    fn actions(&self, start: u64) -> Result<Vec<(u64, Action)>, String> {
        let at = |after_seconds: u64| start + after_seconds * SECOND;
        let starts = self.executions.iter().map(|each| Ok((at(each.after_seconds), each.action()?)));
        let aborts = self.aborts.iter().map(|each| {
            let abort = Action::Abort { machine: Name::Import, name: each.run.clone() };
            Ok((at(each.after_seconds), abort))
        });
        let stores = self.stores.iter().map(|each| {
            let parameter = Namespace::DESKPORT.parameter(&each.preset);
            Ok((at(each.after_seconds), Action::Store { parameter, value: each.text.clone() }))
        });
        starts.chain(aborts).chain(stores).collect()
    }

    fn approval(&self) -> Result<Option<Approval>, String> {
        match self.parameters.require_approval.as_str() {
            "false" => Ok(None),
            "true" => Ok(Some(self.approval.approval())),
            other => Err(format!("RequireApproval is {other:?}: allowed is true or false")),
        }
    }

    fn entries(&self) -> BTreeMap<String, Approval> {
        self.answers.iter().map(|(path, said)| (path.clone(), said.approval())).collect()
    }

    /// A run that must come, with the consent in what a person starts it with.
    fn asked(&self, run: &str) -> Asked {
        let by_hand = self.executions.iter().find(|start| start.name == run);
        Asked {
            run: run.to_owned(),
            consent: by_hand.and_then(|start| start.input.get("EnableByol").cloned()),
        }
    }
}

impl Start {
    fn action(&self) -> Result<Action, String> {
        let machine = Name::ALL.into_iter().find(|name| name.as_str() == self.machine);
        let machine = machine.ok_or_else(|| format!("there is no machine {}", self.machine))?;
        Ok(Action::Start { machine, name: self.name.clone(), input: self.input.clone() })
    }
}
