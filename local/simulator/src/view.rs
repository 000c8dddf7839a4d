//! Helpers to read documents and to build responses.

use serde::de::{DeserializeOwned, Error as _};
use serde_json::Value;

/// A time as the services give it: seconds since the epoch, to the millisecond.
pub(crate) fn time(seconds: f64) -> Value {
    Value::from((seconds * 1000.0).floor() / 1000.0)
}

/// Sets a member of an object, where there is a value for it.
pub(crate) fn put<V: Into<Value>>(object: &mut Value, member: &str, value: Option<V>) {
    if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
        object.insert(member.to_owned(), value.into());
    }
}

/// Reads a JSON object. Serde alone would take a list as well, its elements as the members in order.
pub(crate) fn read_object<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    if text.trim_start().starts_with('{') {
        serde_json::from_str(text)
    } else {
        Err(serde_json::Error::custom("it must be a JSON object"))
    }
}
