//! The functions that Step Functions adds to JSONata, and those whose result depends on time or chance.

use crate::clock;
use crate::rng::Rng;
use jsonata_core::evaluator::{Evaluator, EvaluatorError};
use jsonata_core::value::JValue;
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::rc::Rc;

/// What an evaluation sees of the world.
#[derive(Clone, Debug)]
pub struct Host {
    /// Virtual time, in milliseconds since the epoch.
    pub now: u64,
    /// Chance.
    pub rng: Rc<RefCell<Rng>>,
}

/// JSONata 2.0.6's own functions. Step Functions has no `$eval`; `$shuffle` is not known here.
const BUILT_IN: &[&str] = &[
    "abs",
    "append",
    "assert",
    "average",
    "base64decode",
    "base64encode",
    "boolean",
    "ceil",
    "contains",
    "count",
    "decodeUrl",
    "decodeUrlComponent",
    "distinct",
    "each",
    "encodeUrl",
    "encodeUrlComponent",
    "error",
    "exists",
    "filter",
    "floor",
    "formatBase",
    "formatInteger",
    "formatNumber",
    "fromMillis",
    "join",
    "keys",
    "length",
    "lookup",
    "lowercase",
    "map",
    "match",
    "max",
    "merge",
    "min",
    "not",
    "number",
    "pad",
    "parseInteger",
    "power",
    "reduce",
    "replace",
    "reverse",
    "round",
    "sift",
    "single",
    "sort",
    "split",
    "spread",
    "sqrt",
    "string",
    "substring",
    "substringAfter",
    "substringBefore",
    "sum",
    "toMillis",
    "trim",
    "type",
    "uppercase",
    "zip",
];

/// Those that are registered here.
const HOSTED: &[&str] = &["now", "millis", "random", "uuid", "parse", "range", "partition", "hash"];

/// Whether an expression may call it.
pub(super) fn is_known(name: &str) -> bool {
    BUILT_IN.contains(&name) || is_hosted(name)
}

/// Whether it is registered here.
pub(super) fn is_hosted(name: &str) -> bool {
    HOSTED.contains(&name)
}

/// Registers the functions that an expression calls.
pub(super) fn register(evaluator: &mut Evaluator, names: &[String], host: &Host) -> Result<(), String> {
    for name in names {
        let (called, host) = (name.clone(), host.clone());
        let function = move |arguments: &[JValue]| call(&called, arguments, &host).map_err(fault);
        evaluator.register_fn_override(name.as_str(), function).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn fault(what: String) -> EvaluatorError {
    EvaluatorError::EvaluationError(what)
}

fn call(name: &str, arguments: &[JValue], host: &Host) -> Result<JValue, String> {
    let number = |at: usize| arguments.get(at).and_then(JValue::as_f64);
    match (name, arguments.len()) {
        ("now", 0) => Ok(JValue::string(clock::iso(host.now))),
        ("millis", 0) => Ok(JValue::Number(clock::as_f64(host.now))),
        ("random", 0) => Ok(JValue::Number(host.rng.borrow_mut().share())),
        ("uuid", 0) => Ok(JValue::string(host.rng.borrow_mut().uuid())),
        ("parse", 1) => {
            let text = arguments.first().and_then(JValue::as_str).ok_or("$parse takes a string")?;
            JValue::from_json_str(text).map_err(|error| format!("$parse: {error}"))
        }
        ("hash", 2) => {
            let text = |at: usize| arguments.get(at).and_then(JValue::as_str);
            match (text(0), text(1)) {
                (Some(content), Some("SHA-256")) => Ok(JValue::string(sha256(content))),
                _ => Err("$hash takes a string and SHA-256; no other algorithm is known here".to_owned()),
            }
        }
        ("range", 3) => match (number(0), number(1), number(2)) {
            (Some(first), Some(last), Some(step)) if step != 0.0 => Ok(range(first, last, step)),
            _ => Err("$range takes three numbers, the last of which is not 0".to_owned()),
        },
        ("partition", 2) => {
            let items = arguments.first().and_then(JValue::as_array);
            match (items, number(1).and_then(clock::whole)) {
                (Some(items), Some(length)) if length > 0 => {
                    let parts = items.chunks(length).map(|part| JValue::array(part.to_vec()));
                    Ok(JValue::array(parts.collect::<Vec<_>>()))
                }
                _ => Err("$partition takes an array and a length".to_owned()),
            }
        }
        _ => Err(format!("${name} with {} arguments is not known here", arguments.len())),
    }
}

/// In hexadecimal, as Step Functions gives it.
fn sha256(content: &str) -> String {
    Sha256::digest(content.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn range(first: f64, last: f64, step: f64) -> JValue {
    let mut items = Vec::new();
    let mut next = first;
    while if step > 0.0 { next <= last } else { next >= last } {
        items.push(JValue::Number(next));
        next += step;
    }
    JValue::array(items)
}
