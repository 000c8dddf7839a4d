//! Who may do what: the roles of `infra/template.yaml`, checked at every call of a function and of a machine.

use crate::asl::{Function, Resource};
use crate::machines::{ACCOUNT, APPROVAL_TOPIC, Name, REGION, TOPIC, role_arn};
use deskport_simulator::iam::{Ask, Permission, Role, Roles, Stack, Template, TemplateError};
use serde_json::Value;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The rule that Step Functions keeps for `startExecution.sync:2`.
const SYNC_RULE: &str = "StepFunctionsGetEventsForStepFunctionsExecutionRule";

/// The roles of the template, for each value of its parameter AllowEnableByol.
#[derive(Clone, Debug)]
pub struct Access {
    cautious: Rc<Roles>,
    allowing: Rc<Roles>,
}

impl Access {
    /// Reads the roles as they are in the source tree.
    ///
    /// # Errors
    /// A part of them is not known.
    pub fn load() -> Result<Self, TemplateError> {
        let template = Template::read(include_str!("../../../infra/template.yaml"))?;
        let roles = |byol: &str| Roles::of(&template, &stack(byol)).map(Rc::new);
        Ok(Self { cautious: roles("false")?, allowing: roles("true")? })
    }

    /// The roles of a stack that may switch BYOL on, or may not.
    pub fn roles(&self, byol: bool) -> &Rc<Roles> {
        if byol { &self.allowing } else { &self.cautious }
    }

    /// The same without one permission.
    pub fn without(&self, permission: &Permission) -> Self {
        let without = |roles: &Roles| Rc::new(roles.without(permission));
        Self { cautious: without(&self.cautious), allowing: without(&self.allowing) }
    }
}

/// The roles that the stack may pass: that of the scenarios, and that of the cases.
fn role_arns() -> String {
    format!("{},arn:aws:iam::{ACCOUNT}:role/appstream-import", role_arn())
}

/// The stack, its resources named as they are here.
fn stack(byol: &str) -> Stack {
    let functions =
        Function::ALL.map(|function| (function_id(function).to_owned(), function.name().to_owned()));
    let machines = Name::ALL.map(|name| (machine_id(name).to_owned(), name.as_str().to_owned()));
    let topics = [("Topic", TOPIC), ("ApprovalTopic", APPROVAL_TOPIC)];
    let topics = topics.map(|(id, name)| (id.to_owned(), name.to_owned()));
    Stack {
        // What a run may deliver to is the function's own rule; the statements exist once the parameter says anything.
        parameters: BTreeMap::from(
            [
                ("AllowEnableByol", byol),
                ("DeliveryBundles", "*"),
                ("DeliveryFleets", "*"),
                ("DeliveryAccounts", "*"),
                ("DeliveryRegions", "*"),
                ("AppStreamRoleArns", &role_arns()),
            ]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
        ),
        names: functions.into_iter().chain(machines).chain(topics).collect(),
        ..Stack::new(REGION, ACCOUNT)
    }
}

/// A function's logical id in the template.
const fn function_id(function: Function) -> &'static str {
    match function {
        Function::PlanImport => "PlanImportFunction",
        Function::EnableByol => "EnableByolFunction",
        Function::StartImport => "StartImportFunction",
        Function::Deliver => "DeliverFunction",
        Function::CheckStatus => "CheckStatusFunction",
        Function::Notify => "NotifyFunction",
    }
}

/// A machine's logical id in the template.
const fn machine_id(name: Name) -> &'static str {
    match name {
        Name::Trigger => "TriggerStateMachine",
        Name::Import => "ImportStateMachine",
        Name::Byol => "ByolStateMachine",
        Name::Step => "StepStateMachine",
        Name::Aftermath => "AftermathStateMachine",
    }
}

/// Whose role counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A function.
    Function(Function),
    /// A machine.
    Machine(Name),
    /// The rules of EventBridge.
    Rules,
}

impl Holder {
    /// Its role; one that allows nothing where the template gives it none.
    pub fn role(self, roles: &Roles) -> Arc<Role> {
        let role = match self {
            Self::Function(function) => roles.held_by(function_id(function)),
            Self::Machine(name) => roles.held_by(machine_id(name)),
            Self::Rules => roles.role("EventsRole"),
        };
        role.cloned().unwrap_or_default()
    }
}

/// The permissions that a task's integration needs.
pub fn asks(resource: Resource, arguments: &Value) -> Vec<Ask> {
    let text = |member: &str| arguments[member].as_str().unwrap_or_default().to_owned();
    match resource {
        Resource::Invoke | Resource::Ask => vec![Ask::new("lambda:InvokeFunction", text("FunctionName"))],
        Resource::StartExecution => vec![start(text("StateMachineArn"))],
        Resource::RunExecution => {
            // Step Functions needs its rule when a machine is made; here it is checked at each start.
            let rule = format!("arn:aws:events:{REGION}:{ACCOUNT}:rule/{SYNC_RULE}");
            let of_rule = ["events:DescribeRule", "events:PutRule", "events:PutTargets"];
            let of_rule = of_rule.map(|action| Ask::new(action, rule.as_str()));
            [start(text("StateMachineArn"))].into_iter().chain(of_rule).collect()
        }
        Resource::Publish => vec![publish(&text("TopicArn"))],
        Resource::PutEvents => put_events(arguments),
        Resource::DescribeImages => vec![Ask::new("ec2:DescribeImages", "*")],
        Resource::CreateTags => create_tags(arguments),
        Resource::GetParameter => {
            let arn = format!("arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{}", text("Name"));
            vec![Ask::new("ssm:GetParameter", arn)]
        }
        Resource::DescribeExecution => vec![describe(&text("ExecutionArn"))],
        Resource::GetExecutionHistory => {
            vec![Ask::new("states:GetExecutionHistory", text("ExecutionArn"))]
        }
    }
}

/// To put events on the default bus: AWS compares the source and the kind of each.
fn put_events(arguments: &Value) -> Vec<Ask> {
    let bus = format!("arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default");
    let asked = |entry: &Value| {
        let text = |member: &str| entry[member].as_str().unwrap_or_default();
        let ask = Ask::new("events:PutEvents", bus.as_str()).with("events:source", text("Source"));
        ask.with("events:detail-type", text("DetailType"))
    };
    arguments["Entries"].as_array().into_iter().flatten().map(asked).collect()
}

/// To tag AMIs: a sweep only ever finds the account's own.
fn create_tags(arguments: &Value) -> Vec<Ask> {
    let list = |member: &str| arguments[member].as_array().into_iter().flatten();
    let asked = |id: &Value| {
        let arn = format!("arn:aws:ec2:{REGION}::image/{}", id.as_str().unwrap_or_default());
        let ask = Ask::new("ec2:CreateTags", arn).with("ec2:Owner", ACCOUNT);
        let keys = list("Tags").filter_map(|tag| tag["Key"].as_str());
        keys.fold(ask, |ask, key| ask.with("aws:TagKeys", key))
    };
    list("Resources").map(asked).collect()
}

/// To start a machine. AWS decides by its ARN without the version (Step Functions Developer Guide, "Authorization for versions
/// and aliases in Step Functions workflows").
pub fn start(machine: String) -> Ask {
    let machine = Name::of_arn(&machine).map_or(machine, Name::arn);
    Ask::new("states:StartExecution", machine)
}

/// To read the status of an execution: `.sync:2` does so to learn that it has ended.
pub fn describe(execution: &str) -> Ask {
    Ask::new("states:DescribeExecution", execution)
}

/// To stop an execution: a run that is stopped stops those that it waits for.
pub fn stop(execution: &str) -> Ask {
    Ask::new("states:StopExecution", execution)
}

/// To publish at a topic.
pub fn publish(topic: &str) -> Ask {
    Ask::new("sns:Publish", topic)
}
