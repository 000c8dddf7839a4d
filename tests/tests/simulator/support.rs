//! What the tests share: a stand-in whose time they move, and good inputs.

use std::time::Duration;

use deskport_simulator::{Caller, Clock, Config, Failure, Fault, Script, Service, SharedSimulator, model};
use serde_json::{Value, json};

pub(crate) use deskport_simulator::Service::{AppStream, Workspaces};

pub(crate) const START: f64 = 1_800_000_000.0;
pub(crate) const ACCOUNT: &str = "111122223333";
pub(crate) const ROLE: &str = "arn:aws:iam::111122223333:role/import";

/// A stand-in with a stepped clock. Every successful response is checked against the model.
pub(crate) struct Bench(pub(crate) SharedSimulator);

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(Config::default())
    }

    pub(crate) fn with(config: Config) -> Self {
        Self(SharedSimulator::new(config, Clock::stepped(START)).unwrap())
    }

    pub(crate) fn from_json(config: &Value) -> Self {
        Self::with(Config::from_json(&config.to_string()).unwrap())
    }

    pub(crate) fn script(self, rules: &Value) -> Self {
        let script = Script::from_json(&json!({ "Rules": rules }).to_string()).unwrap();
        self.0.set_script(script).unwrap();
        self
    }

    pub(crate) fn pass_minutes(&self, minutes: f64) {
        self.0.advance(Duration::from_secs_f64(minutes * 60.0));
    }

    pub(crate) fn call(&self, service: Service, operation: &str, input: Value) -> Result<Value, Failure> {
        self.0.call(service, operation, &input)
    }

    /// A call that must succeed, and as the model says.
    pub(crate) fn good(&self, service: Service, operation: &str, input: Value) -> Value {
        modelled(service, operation, self.call(service, operation, input))
    }

    /// The same in another Region.
    pub(crate) fn good_in(&self, region: &str, service: Service, operation: &str, input: Value) -> Value {
        let answer = self.0.call_in(region, &Caller::Administrator, service, operation, &input);
        modelled(service, operation, answer)
    }

    /// A call that must return an error.
    pub(crate) fn fault(&self, service: Service, operation: &str, input: Value) -> Fault {
        refused(operation, self.call(service, operation, input))
    }

    pub(crate) fn code_in(&self, region: &str, service: Service, operation: &str, input: Value) -> String {
        let answer = self.0.call_in(region, &Caller::Administrator, service, operation, &input);
        refused(operation, answer).code
    }

    pub(crate) fn code(&self, service: Service, operation: &str, input: Value) -> String {
        self.fault(service, operation, input).code
    }

    /// The image that DescribeWorkspaceImages shows; `null` where it shows none.
    pub(crate) fn workspace_image(&self, id: &str) -> Value {
        let answer = self.good(Workspaces, "DescribeWorkspaceImages", json!({ "ImageIds": [id] }));
        answer["Images"][0].clone()
    }

    pub(crate) fn appstream_image(&self, name: &str) -> Value {
        self.good(AppStream, "DescribeImages", json!({ "Names": [name] }))["Images"][0].clone()
    }

    /// An image of ImportWorkspaceImage that is AVAILABLE.
    pub(crate) fn ready_workspace_image(&self, name: &str) -> String {
        let id = text(&self.good(Workspaces, "ImportWorkspaceImage", import(name))["ImageId"]);
        self.pass_minutes(90.0);
        id
    }
}

fn modelled(service: Service, operation: &str, answer: Result<Value, Failure>) -> Value {
    let output = answer.unwrap();
    if let Err(violations) = model::check_output(service, operation, &output) {
        panic!("{operation} returns {output}: {violations:?}");
    }
    output
}

fn refused(operation: &str, answer: Result<Value, Failure>) -> Fault {
    match answer {
        Err(Failure::Fault(fault)) => fault,
        other => panic!("{operation} returns {other:?}"),
    }
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

/// A good input of ImportWorkspaceImage.
pub(crate) fn import(name: &str) -> Value {
    json!({
        "Ec2ImageId": "ami-0abc1234def567890",
        "IngestionProcess": "BYOL_REGULAR_WSP",
        "ImageName": name,
        "ImageDescription": "A desktop",
    })
}

/// A good input of ImportCustomWorkspaceImage.
pub(crate) fn custom(name: &str) -> Value {
    json!({
        "ImageName": name,
        "ImageDescription": "Custom import",
        "ComputeType": "BASE",
        "Protocol": "DCV",
        "ImageSource": { "Ec2ImageId": "ami-0abc1234def567890" },
        "InfrastructureConfigurationArn":
            "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/byol",
        "Platform": "WINDOWS",
        "OsVersion": "Windows_11",
    })
}

/// A good input of CreateWorkspaceImage.
pub(crate) fn capture(name: &str) -> Value {
    json!({ "Name": name, "Description": "Captured", "WorkspaceId": "ws-0a1b2c3d4" })
}

/// A good input of CreateImportedImage from an AMI.
pub(crate) fn imported(name: &str) -> Value {
    json!({ "Name": name, "SourceAmiId": "ami-0123456789abcdef0", "IamRoleArn": ROLE })
}

/// The input with a member set, or taken out with `null`.
pub(crate) fn with(mut input: Value, member: &str, value: Value) -> Value {
    let members = input.as_object_mut().unwrap();
    if value.is_null() {
        members.remove(member);
    } else {
        members.insert(member.to_owned(), value);
    }
    input
}
