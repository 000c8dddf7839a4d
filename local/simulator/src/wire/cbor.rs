//! RPC v2 CBOR. Timestamps are tag 1; which members are timestamps is in the model.

use aws_smithy_cbor::data::Type;
use aws_smithy_cbor::decode::DeserializeError;
use aws_smithy_cbor::{Decoder, Encoder};
use aws_smithy_types::DateTime;
use serde_json::{Map, Number, Value};

use super::request::{Reply, malformed};
use crate::fault::Fault;
use crate::model::{Model, Shape};
use crate::service::Service;

/// How deep a document may be nested.
const MAX_DEPTH: usize = 100;

/// Reads an input.
pub(super) fn read(body: &[u8]) -> Result<Value, Fault> {
    let mut decoder = Decoder::new(body);
    let value = item(&mut decoder, 0).map_err(|error| malformed(format!("The body is no CBOR: {error}")))?;
    if decoder.position() != body.len() {
        return Err(malformed("The body goes on after the end of its CBOR document."));
    }
    Ok(value)
}

fn item(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, DeserializeError> {
    let at = decoder.position();
    if depth > MAX_DEPTH {
        return Err(DeserializeError::custom("nested too deep", at));
    }
    match decoder.datatype()? {
        Type::Bool => decoder.boolean().map(Value::from),
        Type::Null => decoder.null().map(|()| Value::Null),
        Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
            decoder.long().map(Value::from)
        }
        Type::F16 | Type::F32 | Type::F64 => decoder.double().and_then(|number| finite(number, at)),
        Type::String | Type::StringIndef => decoder.str().map(|text| Value::from(text.into_owned())),
        Type::Array | Type::ArrayIndef => list(decoder, depth),
        Type::Map | Type::MapIndef => map(decoder, depth),
        Type::Tag => decoder.timestamp().and_then(|time| finite(time.as_secs_f64(), at)),
        other @ (Type::Undefined
        | Type::Int
        | Type::Simple
        | Type::Bytes
        | Type::BytesIndef
        | Type::Break
        | Type::Unknown(_)) => Err(DeserializeError::custom(format!("{other:?} is not expected"), at)),
    }
}

fn finite(number: f64, at: usize) -> Result<Value, DeserializeError> {
    let number = Number::from_f64(number).ok_or_else(|| DeserializeError::custom("not a number", at))?;
    Ok(Value::Number(number))
}

fn list(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, DeserializeError> {
    let mut left = decoder.list()?;
    let mut values = Vec::new();
    while goes_on(decoder, &mut left)? {
        values.push(item(decoder, depth + 1)?);
    }
    Ok(Value::Array(values))
}

fn map(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, DeserializeError> {
    let mut left = decoder.map()?;
    let mut members = Map::new();
    while goes_on(decoder, &mut left)? {
        let at = decoder.position();
        let key = decoder.str()?.into_owned();
        let value = item(decoder, depth + 1)?;
        if members.insert(key, value).is_some() {
            return Err(DeserializeError::custom("a key stands twice", at));
        }
    }
    Ok(Value::Object(members))
}

/// Whether a list or map has another element: it counts down, or looks for the break.
fn goes_on(decoder: &mut Decoder<'_>, left: &mut Option<u64>) -> Result<bool, DeserializeError> {
    match left {
        Some(0) => Ok(false),
        Some(left) => {
            *left -= 1;
            Ok(true)
        }
        None if decoder.datatype()? == Type::Break => decoder.skip().map(|()| false),
        None => Ok(true),
    }
}

/// Writes an output.
pub(super) fn output(service: Service, operation: &str, output: &Value) -> Reply {
    let shape = Model::get().operation(service, operation).map(|operation| &operation.output);
    Reply { status: 200, headers: headers(), body: encode(shape, output) }
}

/// Writes an error. Its type is a full shape id.
pub(super) fn fault(service: Service, fault: &Fault) -> Reply {
    let mut body = Map::new();
    let shape_id = format!("com.amazonaws.{service}#{}", fault.code);
    body.insert("__type".to_owned(), Value::from(shape_id));
    body.extend(fault.body(service));
    Reply { status: fault.http_status(service), headers: headers(), body: encode(None, &Value::Object(body)) }
}

fn headers() -> Vec<(&'static str, String)> {
    vec![("content-type", "application/cbor".to_owned()), ("smithy-protocol", "rpc-v2-cbor".to_owned())]
}

fn encode(shape: Option<&Shape>, value: &Value) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    put(&mut encoder, shape, value);
    encoder.into_writer()
}

fn put(encoder: &mut Encoder, shape: Option<&Shape>, value: &Value) {
    match value {
        Value::Null => drop(encoder.null()),
        Value::Bool(flag) => drop(encoder.boolean(*flag)),
        Value::String(text) => drop(encoder.str(text)),
        Value::Number(number) => put_number(encoder, shape, number),
        Value::Array(values) => {
            encoder.array(values.len());
            let element = shape.and_then(|shape| shape.element.as_deref());
            values.iter().for_each(|value| put(encoder, element, value));
        }
        Value::Object(members) => {
            encoder.map(members.len());
            for (key, value) in members {
                encoder.str(key);
                put(
                    encoder,
                    shape.and_then(|shape| shape.members.get(key).or(shape.value.as_deref())),
                    value,
                );
            }
        }
    }
}

fn put_number(encoder: &mut Encoder, shape: Option<&Shape>, number: &Number) {
    let is_time = shape.is_some_and(|shape| shape.facts.kind == "timestamp");
    match (number.as_i64(), number.as_f64().unwrap_or_default()) {
        (_, seconds) if is_time => drop(encoder.timestamp(&DateTime::from_secs_f64(seconds))),
        (Some(integer), _) => drop(encoder.long(integer)),
        (None, double) => drop(encoder.double(double)),
    }
}
