//! The machines of `statemachine/`, loaded once.

use crate::access::Access;
use crate::asl::{Function, LoadError, Machine};
use deskport_shared::namespace::Namespace;
use std::rc::Rc;

/// Which machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// `trigger.asl.json`.
    Trigger,
    /// `import.asl.json`.
    Import,
    /// `byol.asl.json`.
    Byol,
    /// `step.asl.json`.
    Step,
    /// `aftermath.asl.json`.
    Aftermath,
}

impl Name {
    /// Every machine.
    pub const ALL: [Self; 5] = [Self::Trigger, Self::Import, Self::Byol, Self::Step, Self::Aftermath];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trigger => "trigger",
            Self::Import => "import",
            Self::Byol => "byol",
            Self::Step => "step",
            Self::Aftermath => "aftermath",
        }
    }

    /// Its ARN.
    pub fn arn(self) -> String {
        format!("arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine:{}", self.as_str())
    }

    /// The ARN of its version: there is one of everything here.
    pub fn version_arn(self) -> String {
        format!("{}:{VERSION}", self.arn())
    }

    /// The machine with an ARN, or that of its version.
    pub fn of_arn(arn: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.arn() == arn || name.version_arn() == arn)
    }
}

/// The version of the functions and machines.
pub const VERSION: &str = "1";
/// The account that everything is in.
pub const ACCOUNT: &str = "111122223333";

/// The ARN of the role that AppStream is passed.
pub fn role_arn() -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/import")
}
/// The Region.
pub const REGION: &str = "eu-west-1";
/// The topic that notifies people.
pub const TOPIC: &str = "deskport";

/// The topic that asks approvers.
pub const APPROVAL_TOPIC: &str = "deskport-approvals";

/// The topic's ARN.
pub fn topic_arn() -> String {
    format!("arn:aws:sns:{REGION}:{ACCOUNT}:{TOPIC}")
}

/// The ARN of the topic for approvals.
pub fn approval_topic_arn() -> String {
    format!("arn:aws:sns:{REGION}:{ACCOUNT}:{APPROVAL_TOPIC}")
}

/// The machines, and what they and the functions may do.
#[derive(Clone, Debug)]
pub struct Machines {
    access: Access,
    trigger: Rc<Machine>,
    import: Rc<Machine>,
    byol: Rc<Machine>,
    approving: Rc<Machine>,
    step: Rc<Machine>,
    aftermath: Rc<Machine>,
}

impl Machines {
    /// Loads the machines as they are in the source tree.
    ///
    /// # Errors
    /// What is wrong with them or not known to the runner.
    pub fn load() -> Result<Self, LoadError> {
        let byol = include_str!("../../../statemachine/byol.asl.json");
        let access = Access::load().map_err(|error| LoadError::Content {
            machine: "infra/template.yaml".to_owned(),
            what: error.to_string(),
        })?;
        Ok(Self {
            access,
            trigger: load("trigger", include_str!("../../../statemachine/trigger.asl.json"), false)?,
            import: load("import", include_str!("../../../statemachine/import.asl.json"), false)?,
            byol: load("byol", byol, false)?,
            approving: load("byol", byol, true)?,
            step: load("step", include_str!("../../../statemachine/step.asl.json"), false)?,
            aftermath: load("aftermath", include_str!("../../../statemachine/aftermath.asl.json"), false)?,
        })
    }

    /// What the functions, machines and rules may do.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The same with other permissions.
    pub fn allowing(self, access: Access) -> Self {
        Self { access, ..self }
    }

    /// The same with another text of one machine.
    ///
    /// # Errors
    /// What is wrong with it or not known to the runner.
    pub fn with(self, name: Name, text: &str) -> Result<Self, LoadError> {
        let machine = load(name.as_str(), text, false)?;
        Ok(match name {
            Name::Trigger => Self { trigger: machine, ..self },
            Name::Import => Self { import: machine, ..self },
            Name::Byol => Self { byol: machine, approving: load(name.as_str(), text, true)?, ..self },
            Name::Step => Self { step: machine, ..self },
            Name::Aftermath => Self { aftermath: machine, ..self },
        })
    }

    /// One of them; `approval` is the stack's parameter RequireApproval.
    pub fn get(&self, name: Name, approval: bool) -> Rc<Machine> {
        let machine = match name {
            Name::Trigger => &self.trigger,
            Name::Import => &self.import,
            Name::Byol if approval => &self.approving,
            Name::Byol => &self.byol,
            Name::Step => &self.step,
            Name::Aftermath => &self.aftermath,
        };
        Rc::clone(machine)
    }
}

fn load(name: &str, text: &str, approval: bool) -> Result<Rc<Machine>, LoadError> {
    let function =
        |of: Function| format!("arn:aws:lambda:eu-west-1:{ACCOUNT}:function:{}:{VERSION}", of.name());
    let substituted = [
        ("Partition", "aws".to_owned()),
        ("Namespace", Namespace::DESKPORT.to_string()),
        ("RequireApproval", approval.to_string()),
        ("ImportStateMachineArn", Name::Import.arn()),
        ("ByolStateMachineArn", Name::Byol.arn()),
        ("ByolStateMachineVersionArn", Name::Byol.version_arn()),
        ("StepStateMachineArn", Name::Step.arn()),
        ("StepStateMachineVersionArn", Name::Step.version_arn()),
        ("TopicArn", topic_arn()),
        ("PlanImportFunctionArn", function(Function::PlanImport)),
        ("EnableByolFunctionArn", function(Function::EnableByol)),
        ("StartImportFunctionArn", function(Function::StartImport)),
        ("DeliverFunctionArn", function(Function::Deliver)),
        ("CheckStatusFunctionArn", function(Function::CheckStatus)),
        ("NotifyFunctionArn", function(Function::Notify)),
    ];
    let substituted: Vec<(&str, &str)> =
        substituted.iter().map(|(key, value)| (*key, value.as_str())).collect();
    Machine::load(&format!("{name}.asl.json"), text, &substituted).map(Rc::new)
}
