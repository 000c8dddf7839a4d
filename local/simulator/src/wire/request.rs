//! From an HTTP request to a call and back, whichever protocol it is in. No I/O here.

use hyper::http::{HeaderMap, Method};
use serde_json::Value;

use super::{cbor, json};
use crate::fault::{Failure, Fault};
use crate::service::Service;

/// How many bytes a body may have.
pub(crate) const MAX_BODY: usize = 1024 * 1024;

/// A request, its body read.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a Method,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

/// A response; `None` where it is lost on command.
#[derive(Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
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

/// Reads a request, makes the call, and writes the response in the request's protocol. `None`: the response is lost.
pub(crate) fn answer(
    request: &Request<'_>,
    call: impl FnOnce(Service, &str, &Value) -> Result<Value, Failure>,
) -> Option<Reply> {
    let target = match target(request) {
        Ok(target) => target,
        Err(fault) => return Some(json::fault(Service::Workspaces, &fault)),
    };
    let (service, operation) = (target.service, target.operation.as_str());
    let outcome = match read(&target, request) {
        Ok(input) => call(service, operation, &input),
        Err(fault) => Err(fault.into()),
    };
    match (outcome, target.protocol) {
        (Ok(output), Protocol::Json) => Some(json::output(&output)),
        (Ok(output), Protocol::Cbor) => Some(cbor::output(service, operation, &output)),
        (Err(Failure::Fault(fault)), Protocol::Json) => Some(json::fault(service, &fault)),
        (Err(Failure::Fault(fault)), Protocol::Cbor) => Some(cbor::fault(service, &fault)),
        (Err(Failure::ReplyLost), _) => None,
    }
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

/// What a request is signed for (Signature Version 4). The signature itself is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Scope<'a> {
    /// The access key id.
    pub(crate) key: &'a str,
    /// The Region, where the scope goes that far.
    pub(crate) region: Option<&'a str>,
}

/// The scope in a request's signature: `Credential=KEY/DATE/REGION/SERVICE/aws4_request`.
pub(crate) fn scope(headers: &HeaderMap) -> Option<Scope<'_>> {
    let authorization = headers.get("authorization")?.to_str().ok()?;
    let (_, credential) = authorization.split_once("Credential=")?;
    let mut parts = credential.split(',').next()?.split('/');
    let key = parts.next().filter(|key| !key.is_empty())?;
    Some(Scope { key, region: parts.nth(1).filter(|region| !region.is_empty()) })
}

fn header<'a>(request: &Request<'a>, name: &str) -> &'a str {
    request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
