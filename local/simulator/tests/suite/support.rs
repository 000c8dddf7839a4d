//! What the tests share: a stand-in whose time they move, good inputs, and a bare HTTP client.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
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

/// An HTTP response, as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

/// Sends bytes as they are and reads until the server closes; `None` where it returns nothing.
pub(crate) fn send_raw(addr: SocketAddr, bytes: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The server may refuse before all is sent.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let split = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(answer[..split].to_vec()).unwrap();
    let status = head.split(' ').nth(1)?.parse().unwrap();
    Some(Answer { status, head, body: answer[split + 4..].to_vec() })
}

/// Sends bytes that may be no request at all, says that no more will come, and waits until the server closes.
pub(crate) fn send_garbage(addr: SocketAddr, bytes: &[u8]) {
    let mut stream = TcpStream::connect(addr).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let _ = stream.read_to_end(&mut Vec::new());
}

/// Sends a request with these headers and reads the whole response.
pub(crate) fn send(addr: SocketAddr, line: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
    let mut request = format!("{line} HTTP/1.1\r\nhost: {addr}\r\nconnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    let mut bytes = request.into_bytes();
    bytes.extend_from_slice(body);
    send_raw(addr, &bytes)
}

/// Sends JSON to a control endpoint.
pub(crate) fn control(addr: SocketAddr, line: &str, body: &str) -> Answer {
    send(addr, line, &[("content-type", "application/json")], body.as_bytes()).expect("a response")
}
