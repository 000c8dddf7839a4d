//! AWS JSON 1.1. Timestamps are seconds since the epoch, as they are within.

use serde_json::{Map, Value};

use super::request::{Reply, malformed};
use crate::fault::Fault;
use crate::service::Service;

const CONTENT_TYPE: &str = "application/x-amz-json-1.1";

/// Reads an input.
pub(super) fn read(body: &[u8]) -> Result<Value, Fault> {
    serde_json::from_slice(body).map_err(|error| malformed(format!("The body is no JSON: {error}")))
}

/// Writes an output.
pub(super) fn output(output: &Value) -> Reply {
    Reply { status: 200, headers: headers(), body: output.to_string().into_bytes() }
}

/// Writes an error.
pub(super) fn fault(service: Service, fault: &Fault) -> Reply {
    let mut body = Map::new();
    body.insert("__type".to_owned(), Value::from(fault.code.clone()));
    body.extend(fault.body(service));
    let mut headers = headers();
    if fault.code.bytes().all(|byte| byte.is_ascii_graphic()) {
        headers.push(("x-amzn-errortype", fault.code.clone()));
    }
    Reply { status: fault.http_status(service), headers, body: Value::Object(body).to_string().into_bytes() }
}

fn headers() -> Vec<(&'static str, String)> {
    vec![("content-type", CONTENT_TYPE.to_owned())]
}
