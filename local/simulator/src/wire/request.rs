//! From an HTTP request to a call and back, whichever protocol it is in. No I/O here.

use hyper::http::{HeaderMap, Method};
use serde_json::Value;

use super::{cbor, json};
use crate::fault::{Failure, Fault};
use crate::service::Service;

/// How many bytes a body may have.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// An HTTP request, its body read.
#[derive(Debug)]
pub struct Request<'a> {
    /// Its method.
    pub method: &'a Method,
    /// Its path.
    pub path: &'a str,
    /// Its headers.
    pub headers: &'a HeaderMap,
    /// Its body.
    pub body: &'a [u8],
}

/// An HTTP response.
#[derive(Debug, PartialEq)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(&'static str, String)>,
    /// Its body.
    pub body: Vec<u8>,
}

/// A protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Json,
    Cbor,
}

/// What a request asks for, before its body is read.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    protocol: Protocol,
    service: Service,
    operation: String,
}

/// A call that arrived over HTTP.
#[derive(Debug)]
pub struct Received {
    target: Target,
    input: Result<Value, Fault>,
    access_key: Option<String>,
    region: Option<String>,
}

impl Received {
    /// Reads a request.
    ///
    /// # Errors
    /// It names no operation of a service here; the response says so.
    pub fn read(request: &Request<'_>) -> Result<Self, Reply> {
        let target = target(request).map_err(|fault| json::fault(Service::Workspaces, &fault))?;
        let input = read(&target, request);
        let scope = scope(request.headers);
        let access_key = scope.map(|scope| scope.key.to_owned());
        let region = scope.and_then(|scope| scope.region).map(str::to_owned);
        Ok(Self { target, input, access_key, region })
    }

    /// Whose operation it is.
    pub fn service(&self) -> Service {
        self.target.service
    }

    /// The operation's name, known or not.
    pub fn operation(&self) -> &str {
        &self.target.operation
    }

    /// The operation's input.
    ///
    /// # Errors
    /// The service's error where the body can't be read.
    pub fn input(&self) -> Result<&Value, Fault> {
        self.input.as_ref().map_err(Fault::clone)
    }

    /// The access key id that the request is signed with.
    pub fn access_key(&self) -> Option<&str> {
        self.access_key.as_deref()
    }

    /// The Region that the request is signed for.
    pub fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    /// The response to it, in its own protocol; `None` where the response is lost.
    pub fn reply(&self, outcome: &Result<Value, Failure>) -> Option<Reply> {
        let (service, operation) = (self.service(), self.operation());
        match (outcome, self.target.protocol) {
            (Ok(output), Protocol::Json) => Some(json::output(output)),
            (Ok(output), Protocol::Cbor) => Some(cbor::output(service, operation, output)),
            (Err(Failure::Fault(fault)), Protocol::Json) => Some(json::fault(service, fault)),
            (Err(Failure::Fault(fault)), Protocol::Cbor) => Some(cbor::fault(service, fault)),
            (Err(Failure::ReplyLost), _) => None,
        }
    }
}

/// Reads a request, makes the call, and writes the response in the request's protocol. `None`: the response is lost.
pub(crate) fn answer(
    request: &Request<'_>,
    call: impl FnOnce(&Received, &Value) -> Result<Value, Failure>,
) -> Option<Reply> {
    let received = match Received::read(request) {
        Ok(received) => received,
        Err(reply) => return Some(reply),
    };
    let outcome = received.input().map_err(Failure::from).and_then(|input| call(&received, input));
    received.reply(&outcome)
}

/// An error of the request itself.
pub(super) fn malformed(message: impl Into<String>) -> Fault {
    Fault::new("SerializationException", message)
}

fn unknown_operation(message: impl Into<String>) -> Fault {
    Fault::new("UnknownOperationException", message)
}

fn target(request: &Request<'_>) -> Result<Target, Fault> {
    if request.method != Method::POST {
        return Err(Fault { status: Some(405), ..unknown_operation("Operations are called with POST.") });
    }
    if let Some(path) = request.path.strip_prefix("/service/") {
        return cbor_target(request, path);
    }
    if request.path != "/" {
        return Err(unknown_operation(format!("Nothing is served at {:?}.", request.path)));
    }
    let target = header(request, "x-amz-target");
    let (prefix, operation) = target.split_once('.').unwrap_or((target, ""));
    let service = Service::from_target_prefix(prefix)
        .ok_or_else(|| unknown_operation(format!("No service has the X-Amz-Target {target:?}.")))?;
    Ok(Target { protocol: Protocol::Json, service, operation: operation.to_owned() })
}

fn cbor_target(request: &Request<'_>, path: &str) -> Result<Target, Fault> {
    let (prefix, operation) = path
        .split_once("/operation/")
        .ok_or_else(|| unknown_operation(format!("Nothing is served at {:?}.", request.path)))?;
    let service = Service::from_target_prefix(prefix)
        .ok_or_else(|| unknown_operation(format!("No service is named {prefix:?}.")))?;
    if header(request, "smithy-protocol") != "rpc-v2-cbor" {
        return Err(unknown_operation("The header smithy-protocol must be rpc-v2-cbor."));
    }
    Ok(Target { protocol: Protocol::Cbor, service, operation: operation.to_owned() })
}

fn read(target: &Target, request: &Request<'_>) -> Result<Value, Fault> {
    if request.body.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    let expected = match target.protocol {
        Protocol::Json => "application/x-amz-json-1.1",
        Protocol::Cbor => "application/cbor",
    };
    let given = header(request, "content-type");
    if given.split(';').next().unwrap_or_default().trim() != expected {
        return Err(Fault {
            status: Some(415),
            ..malformed(format!("The content type must be {expected}."))
        });
    }
    match target.protocol {
        Protocol::Json => json::read(request.body),
        Protocol::Cbor => cbor::read(request.body),
    }
}

/// The access key id that a request is signed with (Signature Version 4).
pub fn access_key(headers: &HeaderMap) -> Option<&str> {
    scope(headers).map(|scope| scope.key)
}

/// What a request is signed for (Signature Version 4). The signature itself is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Scope<'a> {
    /// The access key id.
    key: &'a str,
    /// The Region, where the scope goes that far.
    region: Option<&'a str>,
}

/// The scope in a request's signature: `Credential=KEY/DATE/REGION/SERVICE/aws4_request`.
fn scope(headers: &HeaderMap) -> Option<Scope<'_>> {
    let authorization = headers.get("authorization")?.to_str().ok()?;
    let (_, credential) = authorization.split_once("Credential=")?;
    let mut parts = credential.split(',').next()?.split('/');
    let key = parts.next().filter(|key| !key.is_empty())?;
    Some(Scope { key, region: parts.nth(1).filter(|region| !region.is_empty()) })
}

fn header<'a>(request: &Request<'a>, name: &str) -> &'a str {
    request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
