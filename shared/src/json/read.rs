//! Reading a JSON text (RFC 8259) strictly: bounded in size and depth, no key twice in one object.

use crate::violation::shorten;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// The largest text, in bytes: what a Step Functions state accepts.
pub const SIZE_MAX: usize = 256 * 1024;
/// The deepest nesting.
pub const DEPTH_MAX: usize = 100;

/// What some editors put before a UTF-8 text; it is ignored.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

/// Why a text can't be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Too large; holds its size in bytes.
    #[error("larger than {} KiB ({SIZE_MAX} bytes)", SIZE_MAX / 1024)]
    TooLarge(usize),
    /// UTF-16, as Windows PowerShell's `>` writes it, with its byte order mark or without.
    #[error("the text is UTF-16 (as Windows PowerShell's > writes it)")]
    Utf16,
    /// Not UTF-8; holds the place of the first wrong byte.
    #[error("the text is not UTF-8: byte {0} is wrong")]
    NotUtf8(usize),
    /// Not JSON, nested too deep or with a key twice.
    #[error("{reason} at line {line} column {column}")]
    Malformed {
        /// Why.
        reason: String,
        /// The line, from 1.
        line: usize,
        /// The character in the line, from 1.
        column: usize,
        /// The same place in bytes of the text, without its byte order mark.
        at: usize,
    },
}

/// Reads a JSON text. A UTF-8 byte order mark is ignored.
pub fn read(bytes: &[u8]) -> Result<Value, Unreadable> {
    if bytes.len() > SIZE_MAX {
        return Err(Unreadable::TooLarge(bytes.len()));
    }
    // A JSON text begins with an ASCII character, so a zero beside it is half of a UTF-16 unit.
    if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=0xff, ..] | [1..=0xff, 0, ..] = bytes {
        return Err(Unreadable::Utf16);
    }
    let text = std::str::from_utf8(bytes).map_err(|e| Unreadable::NotUtf8(e.valid_up_to()))?;
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Strict { depth: 0 }.deserialize(&mut deserializer);
    value.and_then(|v| deserializer.end().map(|()| v)).map_err(|e| malformed(&e, text))
}

/// serde_json counts columns in bytes; a person counts characters.
fn malformed(error: &serde_json::Error, text: &str) -> Unreadable {
    let said = error.to_string();
    let (line, bytes) = (error.line(), error.column());
    let reason = said.strip_suffix(&format!(" at line {line} column {bytes}")).unwrap_or(&said).to_owned();
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    // Column 0 is the end of the line before.
    let at = text.floor_char_boundary((start + bytes).saturating_sub(1));
    let (line, column) = position(text, at);
    Unreadable::Malformed { reason, line, column, at }
}

/// Line and character of a place in a text, both counted from 1.
pub fn position(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..text.floor_char_boundary(at)];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

#[derive(Clone, Copy)]
struct Strict {
    depth: usize,
}

impl Strict {
    fn deeper<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == DEPTH_MAX {
            return Err(E::custom(format_args!("nested more than {DEPTH_MAX} deep")));
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            if object.contains_key(&key) {
                let key = shorten(&key);
                return Err(A::Error::custom(format_args!("the key {key:?} occurs twice in one object")));
            }
            let value = members.next_value_seed(inner)?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_keeps_its_order_and_loses_its_byte_order_mark() {
        let value = read(b"\xef\xbb\xbf{\"b\": [1, -2, 3.5, true, null], \"a\": \"x\"}").unwrap();
        assert_eq!(value.to_string(), r#"{"b":[1,-2,3.5,true,null],"a":"x"}"#);
    }

    #[test]
    fn a_wrong_text_has_its_place() {
        let said = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(
            said("{\n  \"a\": 1,\n  \"a\": 2\n}"),
            "the key \"a\" occurs twice in one object at line 3 column 5"
        );
        assert!(said("{\"a\": }").contains("line 1 column 7"));
        assert!(said("{} x").contains("trailing characters at line 1 column 4"));
        assert!(said("{\"é\": \"é\",}").contains("line 1 column 11"), "{}", said("{\"é\": \"é\",}"));
        assert!(said(&"[".repeat(5000)).contains("nested more than 100 deep"));
    }

    #[test]
    fn a_place_is_counted_in_characters_and_in_bytes() {
        let place = |text: &str| match read(text.as_bytes()).unwrap_err() {
            Unreadable::Malformed { line, column, at, .. } => (line, column, at),
            other @ (Unreadable::TooLarge(_) | Unreadable::Utf16 | Unreadable::NotUtf8(_)) => {
                panic!("{other}")
            }
        };
        assert_eq!(place("{\n \"é\": ”x\"}"), (2, 7, 9));
        assert_eq!(place("\u{feff}{\"a\": }"), (1, 7, 6));
        assert_eq!(place("{ \"a\": 1\n"), (1, 9, 8));
        assert_eq!(position("a\né”x", 7), (2, 3));
        assert_eq!(position("", 0), (1, 1));
    }

    #[test]
    fn a_hundred_deep_is_read() {
        let text = "[".repeat(100) + &"]".repeat(100);
        assert!(read(text.as_bytes()).is_ok());
        assert!(read(format!("[{text}]").as_bytes()).is_err());
    }

    #[test]
    fn encodings_and_size_are_reported() {
        assert_eq!(read(b"\xff\xfe{\0}\0"), Err(Unreadable::Utf16));
        assert_eq!(read(b"{\0}\0"), Err(Unreadable::Utf16));
        assert_eq!(read(b"\0{\0}"), Err(Unreadable::Utf16));
        assert_eq!(read(b"{\"a\": \"\xe9\"}"), Err(Unreadable::NotUtf8(7)));
        assert_eq!(read(b"\xef\xbb\xbf\"\xe9\""), Err(Unreadable::NotUtf8(4)));
        assert_eq!(read(&vec![b' '; SIZE_MAX + 1]), Err(Unreadable::TooLarge(SIZE_MAX + 1)));
        assert_eq!(read(b"\"caf\xc3\xa9\""), Ok(json!("café")));
    }
}
