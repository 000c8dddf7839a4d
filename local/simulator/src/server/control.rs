//! The control endpoints: what a test or a person sends the stand-in, beside the services' own operations.

use std::time::Duration;

use hyper::http::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::Config;
use crate::fault::Fault;
use crate::script::Script;
use crate::service::Service;
use crate::shared::SharedSimulator;
use crate::wire::Reply;

/// How far the clock is moved.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields, default)]
struct Step {
    advance_seconds: f64,
    advance_minutes: f64,
}

/// The clock is moved no further than this at a time: about 30 years.
const LONGEST_STEP: f64 = 1e9;

/// Serves a request to `/_simulator/` and this endpoint.
pub(super) fn answer(simulator: &SharedSimulator, method: &Method, endpoint: &str, body: &[u8]) -> Reply {
    match (method.as_str(), endpoint) {
        ("GET", "health") => good(&json!({ "Ready": true, "Now": simulator.clock().now() })),
        ("GET", "state") => good(&state(simulator)),
        ("GET", "script") => good(&script(simulator)),
        ("POST", "script") => set_script(simulator, body),
        ("POST", "reset") => reset(simulator, body),
        ("GET", "clock") => good(&clock(simulator)),
        ("POST", "clock") => step(simulator, body),
        (_, "health" | "state" | "script" | "reset" | "clock") => {
            bad(405, "The endpoint has no such method.")
        }
        _ => bad(404, "The endpoints are health, state, script, reset and clock."),
    }
}

/// Everything that exists, and the calls so far.
fn state(simulator: &SharedSimulator) -> Value {
    let mut state = simulator.state();
    crate::view::put(&mut state, "Calls", Some(json!(simulator.journal())));
    crate::view::put(&mut state, "Permissions", Some(json!(simulator.used())));
    state
}

fn script(simulator: &SharedSimulator) -> Value {
    let (script, counts) = simulator.script();
    json!({ "Rules": script.rules, "Counts": counts })
}

fn set_script(simulator: &SharedSimulator, body: &[u8]) -> Reply {
    let read = std::str::from_utf8(body).map_err(|error| error.to_string());
    let set = read.and_then(|text| {
        let script = Script::from_json(text).map_err(|error| error.to_string())?;
        simulator.set_script(script).map_err(|error| error.to_string())
    });
    set.map_or_else(|error| bad(400, &error), |()| good(&script(simulator)))
}

/// Without a body from the start's configuration, else from the one in the body.
fn reset(simulator: &SharedSimulator, body: &[u8]) -> Reply {
    if body.is_empty() {
        simulator.reset();
        return good(&json!({ "Reset": true }));
    }
    let read = std::str::from_utf8(body).map_err(|error| error.to_string());
    let restarted = read.and_then(|text| {
        let config = Config::from_json(text).map_err(|error| error.to_string())?;
        simulator.restart(config).map_err(|error| error.to_string())
    });
    restarted.map_or_else(|error| bad(400, &error), |()| good(&json!({ "Reset": true })))
}

fn clock(simulator: &SharedSimulator) -> Value {
    let now = simulator.clock().now();
    #[allow(clippy::cast_possible_truncation, reason = "milliseconds since the epoch")]
    let time = jiff::Timestamp::from_millisecond((now * 1000.0) as i64).map(|time| time.to_string());
    json!({ "Now": now, "Time": time.ok(), "TimeScale": simulator.clock().factor() })
}

fn step(simulator: &SharedSimulator, body: &[u8]) -> Reply {
    let step: Step = match serde_json::from_slice(body) {
        Ok(step) => step,
        Err(error) => return bad(400, &format!("The step can't be read: {error}")),
    };
    let seconds = step.advance_seconds + step.advance_minutes * 60.0;
    if !(0.0..=LONGEST_STEP).contains(&seconds) {
        return bad(400, "The clock can be moved forward only, and by 1000000000 seconds at most.");
    }
    simulator.advance(Duration::from_secs_f64(seconds));
    good(&clock(simulator))
}

fn good(body: &Value) -> Reply {
    reply(200, body)
}

fn bad(status: u16, message: &str) -> Reply {
    reply(status, &json!({ "Error": message }))
}

/// Refuses a request of either kind before it is known which.
pub(super) fn refusal(status: u16, fault: &Fault) -> Reply {
    let mut body = Value::Object(fault.body(Service::Workspaces));
    crate::view::put(&mut body, "__type", Some(fault.code.as_str()));
    reply(status, &body)
}

fn reply(status: u16, body: &Value) -> Reply {
    let headers = vec![("content-type", "application/json".to_owned())];
    Reply { status, headers, body: body.to_string().into_bytes() }
}
