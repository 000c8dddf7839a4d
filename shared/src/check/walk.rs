//! The walker: one value, one shape, every fault.

use super::{Member, Shape, Text, nearest};
use crate::violation::{Findings, NOTHING, Path, given};
use serde_json::{Map, Value};

/// Checks `value` against `shape` and adds what is wrong to `findings`.
///
/// `source` names the page or model of a rule that has no source of its own; with `hidden` no value is shown.
pub fn walk(value: &Value, shape: Shape, path: &Path, source: &str, hidden: bool, findings: &mut Findings) {
    let mut walker = Walker { source, hidden, findings };
    walker.value(value, shape, path);
}

struct Walker<'a> {
    source: &'a str,
    hidden: bool,
    findings: &'a mut Findings,
}

impl Walker<'_> {
    fn value(&mut self, value: &Value, shape: Shape, path: &Path) {
        match (shape, value) {
            (Shape::Any, _) | (Shape::Boolean, Value::Bool(_)) => {}
            (Shape::Text(rule), Value::String(text)) => self.text(text, rule, path),
            (Shape::Enum(names), Value::String(text)) => self.name(text, names, path),
            (Shape::Integer(min, max), Value::Number(number)) => {
                if !number.as_i64().is_some_and(|n| (min..=max).contains(&n)) {
                    self.wrong(value, &integer(min, max), path);
                }
            }
            (Shape::Structure(members), Value::Object(object)) => self.structure(object, members, path),
            (Shape::Union(members), Value::Object(object)) => self.union(object, members, path),
            (Shape::List(min, max, item), Value::Array(items)) => {
                if items.len() < min || items.len() > max {
                    self.count(items.len(), min, max, path);
                }
                for (index, value) in items.iter().enumerate() {
                    self.value(value, *item, &path.index(index));
                }
            }
            (Shape::Map(min, max, keys, values), Value::Object(object)) => {
                self.map(object, (min, max), keys, values, path);
            }
            (
                Shape::Boolean
                | Shape::Text(_)
                | Shape::Enum(_)
                | Shape::Integer(..)
                | Shape::Structure(_)
                | Shape::Union(_)
                | Shape::List(..)
                | Shape::Map(..),
                _,
            ) => self.wrong(value, &kind(shape), path),
        }
    }

    fn text(&mut self, text: &str, rule: &Text, path: &Path) {
        if !rule.accepts(text) {
            let shown = self.shown(text.to_owned());
            self.findings.violation(path, shown, rule.allowed(), rule.source);
        }
    }

    fn name(&mut self, text: &str, names: &[&str], path: &Path) {
        if !names.contains(&text) {
            let hint = match nearest(text, names.iter().copied()) {
                Some(name) => format!(" (did you mean {name}?)"),
                None => String::new(),
            };
            let shown = self.shown(text.to_owned());
            self.findings.violation(path, shown, format!("one of {}{hint}", names.join(", ")), self.source);
        }
    }

    fn structure(&mut self, object: &Map<String, Value>, members: &[Member], path: &Path) {
        let meant = self.unknown(object, members, path);
        for member in members {
            match object.get(member.name) {
                Some(value) => self.member(value, member, path),
                None if member.required && !meant.contains(&member.name) => {
                    let allowed = format!("required: {}", kind(member.shape));
                    self.findings.violation(&path.member(member.name), NOTHING, allowed, self.source);
                }
                None => {}
            }
        }
    }

    fn union(&mut self, object: &Map<String, Value>, members: &[Member], path: &Path) {
        let meant = self.unknown(object, members, path);
        let names = || members.iter().map(|m| m.name).collect::<Vec<_>>().join(", ");
        let mut known = object.iter().filter_map(|(k, v)| Some((v, members.iter().find(|m| m.name == k)?)));
        match known.next() {
            Some((value, member)) => self.member(value, member, path),
            None if meant.is_empty() && object.is_empty() => {
                self.findings.violation(path, "{}", format!("exactly one of {}", names()), self.source);
            }
            None => {}
        }
        for (value, member) in known {
            self.member(value, member, path);
            let here = path.member(member.name);
            let allowed = format!("exactly one of {}: this is one too many", names());
            let shown = self.shown(given(value));
            self.findings.violation(&here, shown, allowed, self.source);
        }
    }

    fn member(&mut self, value: &Value, member: &Member, path: &Path) {
        let hidden = self.hidden || member.sensitive;
        let mut inner = Walker { source: self.source, hidden, findings: self.findings };
        inner.value(value, member.shape, &path.member(member.name));
    }

    /// Reports members that don't exist; answers those that were probably meant, so that they are not
    /// reported a second time as missing.
    fn unknown<'m>(
        &mut self,
        object: &Map<String, Value>,
        members: &'m [Member],
        path: &Path,
    ) -> Vec<&'m str> {
        let mut meant = Vec::new();
        for (key, _) in object.iter().filter(|(key, _)| members.iter().all(|m| m.name != *key)) {
            let free = members.iter().map(|m| m.name).filter(|name| !object.contains_key(*name));
            let hint = match nearest(key, free) {
                Some(name) => {
                    meant.push(name);
                    format!("no such member (did you mean {name}?)")
                }
                None => {
                    let names: Vec<_> = members.iter().map(|m| m.name).collect();
                    format!("no such member; allowed are {}", names.join(", "))
                }
            };
            self.findings.violation(&path.member(key), key.as_str(), hint, self.source);
        }
        meant
    }

    fn map(
        &mut self,
        object: &Map<String, Value>,
        size: (usize, usize),
        keys: &Text,
        values: &'static Text,
        path: &Path,
    ) {
        if object.len() < size.0 || object.len() > size.1 {
            self.count(object.len(), size.0, size.1, path);
        }
        for (key, value) in object {
            let here = path.member(key);
            if !keys.accepts(key) {
                let shown = self.shown(key.clone());
                self.findings.violation(&here, shown, format!("a key of {}", keys.allowed()), keys.source);
            }
            self.value(value, Shape::Text(values), &here);
        }
    }

    fn count(&mut self, count: usize, min: usize, max: usize, path: &Path) {
        self.findings.violation(
            path,
            format!("{count} entries"),
            format!("{min} to {max} entries"),
            self.source,
        );
    }

    fn wrong(&mut self, value: &Value, allowed: &str, path: &Path) {
        let shown = self.shown(given(value));
        self.findings.violation(path, shown, allowed, self.source);
    }

    fn shown(&self, text: String) -> String {
        if self.hidden { "(not shown)".to_owned() } else { text }
    }
}

fn integer(min: i64, max: i64) -> String {
    format!("an integer from {min} to {max}, written without a fraction or exponent")
}

/// What a shape is, for a message.
fn kind(shape: Shape) -> String {
    match shape {
        Shape::Text(rule) => format!("a string: {}", rule.allowed()),
        Shape::Enum(names) => format!("one of {}", names.join(", ")),
        Shape::Boolean => "true or false".to_owned(),
        Shape::Integer(min, max) => integer(min, max),
        Shape::Structure(_) => "an object".to_owned(),
        Shape::Union(members) => {
            let names: Vec<_> = members.iter().map(|m| m.name).collect();
            format!("an object with exactly one of {}", names.join(", "))
        }
        Shape::List(min, max, _) => format!("a list of {min} to {max} entries"),
        Shape::Map(min, max, ..) => format!("an object of {min} to {max} entries"),
        Shape::Any => "any value".to_owned(),
    }
}
