//! Between JSON and JSONata's values.

use jsonata_core::value::JValue;
use serde_json::{Map, Number, Value};

/// The largest whole number that a double holds with all numbers below it.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

/// A JSON value as JSONata has it.
pub fn from_json(value: &Value) -> JValue {
    match value {
        Value::Null => JValue::Null,
        Value::Bool(value) => JValue::Bool(*value),
        Value::Number(number) => JValue::Number(number.as_f64().unwrap_or_default()),
        Value::String(text) => JValue::string(text.as_str()),
        Value::Array(items) => JValue::array(items.iter().map(from_json).collect::<Vec<_>>()),
        Value::Object(members) => {
            JValue::object(members.iter().map(|(name, value)| (name.clone(), from_json(value))).collect())
        }
    }
}

/// A JSONata value as JSON.
pub fn to_json(value: &JValue) -> Value {
    if let JValue::Bool(value) = value {
        Value::Bool(*value)
    } else if let JValue::Number(number) = value {
        to_number(*number)
    } else if let JValue::String(text) = value {
        Value::String(text.to_string())
    } else if let JValue::Array(items) = value {
        Value::Array(items.iter().map(to_json).collect())
    } else if let JValue::Object(members) = value {
        let members = members.iter().map(|(name, value)| (name.clone(), to_json(value)));
        Value::Object(members.collect::<Map<_, _>>())
    } else {
        Value::Null
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a whole number within a double's exact range")]
fn to_number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < WHOLE_MAX {
        return Value::from(number as i64);
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

/// The value as the next state sees it: JSON, without what JSONata keeps on sequences. `None` where it is undefined
/// or a function.
pub fn plain(value: &JValue) -> Option<JValue> {
    match value {
        JValue::Null | JValue::Bool(_) | JValue::Number(_) | JValue::String(_) => Some(value.clone()),
        JValue::Array(items) => Some(JValue::array(items.iter().map(plain).collect::<Option<Vec<_>>>()?)),
        JValue::Object(members) => {
            let members = members.iter().map(|(name, value)| Some((name.clone(), plain(value)?)));
            Some(JValue::object(members.collect::<Option<_>>()?))
        }
        JValue::Undefined | JValue::Lambda(_) | JValue::Builtin { .. } | JValue::Regex { .. } => None,
    }
}

/// What a value is, in a word.
pub fn kind(value: &JValue) -> &'static str {
    match value {
        JValue::Null => "null",
        JValue::Bool(_) => "a boolean",
        JValue::Number(_) => "a number",
        JValue::String(_) => "a string",
        JValue::Array(_) => "an array that holds what is no JSON",
        JValue::Object(_) => "an object that holds what is no JSON",
        JValue::Undefined => "undefined",
        JValue::Lambda(_) | JValue::Builtin { .. } | JValue::Regex { .. } => "a function",
    }
}

/// How many bytes a value takes as JSON without spaces.
pub fn size(value: &JValue) -> usize {
    let commas = |count: usize| count.saturating_sub(1);
    if let JValue::String(text) = value {
        text_size(text)
    } else if let JValue::Array(items) = value {
        2 + commas(items.len()) + items.iter().map(size).sum::<usize>()
    } else if let JValue::Object(members) = value {
        let of = |(name, value): (&String, &JValue)| text_size(name) + 1 + size(value);
        2 + commas(members.len()) + members.iter().map(of).sum::<usize>()
    } else {
        to_json(value).to_string().len()
    }
}

fn text_size(text: &str) -> usize {
    let escaped = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 2,
        0..0x20 => 6,
        _ => 1,
    };
    2 + text.bytes().map(escaped).sum::<usize>()
}
