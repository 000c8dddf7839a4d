//! The walker: checks one value against one shape and reports every violation.

use super::nearest::meant_by;
use super::{Member, Shape, Text, list, nearest, size};
use crate::violation::{Findings, NOT_SHOWN, NOTHING, Path, given, given_kind};
use serde_json::{Map, Value};

/// Checks `value` against `shape` and adds what is wrong to `findings`.
///
/// `source` names the page or model of a rule that has no source of its own; with `hidden` no value is shown.
pub fn walk(value: &Value, shape: Shape, path: &Path, source: &str, hidden: bool, findings: &mut Findings) {
    let mut walker = Walker { source, limit_source: source, hidden, findings };
    walker.value(value, shape, path);
}

struct Walker<'a> {
    source: &'a str,
    /// The source of the largest size of the current list or map.
    limit_source: &'a str,
    hidden: bool,
    findings: &'a mut Findings,
}

impl Walker<'_> {
    fn value(&mut self, value: &Value, shape: Shape, path: &Path) {
        match (shape, value) {
            (Shape::Any, _) | (Shape::Boolean, Value::Bool(_)) | (Shape::True, Value::Bool(true)) => {}
            (Shape::Text(rule), Value::String(text)) => self.text(text, rule, path),
            (Shape::Enum(names), Value::String(text)) => self.name(text, names, path),
            (Shape::Integer(min, max), Value::Number(number)) => {
                if !number.as_i64().is_some_and(|n| (min..=max).contains(&n)) {
                    self.wrong(value, shape, path);
                }
            }
            (Shape::Structure(members), Value::Object(object)) => self.structure(object, members, path),
            (Shape::Union(members), Value::Object(object)) => self.union(object, members, path),
            (Shape::List(min, max, item), Value::Array(items)) => {
                self.count(items.len(), min, max, path);
                for (index, value) in items.iter().enumerate() {
                    self.value(value, *item, &path.index(index));
                }
            }
            (Shape::Map(min, max, keys, values), Value::Object(object)) => {
                self.count(object.len(), min, max, path);
                self.map(object, keys, values, path);
            }
            (
                Shape::Boolean
                | Shape::True
                | Shape::Text(_)
                | Shape::Enum(_)
                | Shape::Integer(..)
                | Shape::Structure(_)
                | Shape::Union(_)
                | Shape::List(..)
                | Shape::Map(..),
                _,
            ) => self.wrong(value, shape, path),
        }
    }

    fn text(&mut self, text: &str, rule: &Text, path: &Path) {
        if !rule.accepts(text) {
            let near = [text.trim(), &text.to_lowercase()].into_iter().find(|t| rule.accepts(t)).map(hint);
            let near = near.filter(|_| !self.hidden).unwrap_or_default();
            let shown = self.shown(text.to_owned());
            let allowed = rule.allowed() + &self.objection(rule, text) + &near;
            self.findings.violation(path, shown, allowed, page(self.source, rule));
        }
    }

    fn name(&mut self, text: &str, names: &[&str], path: &Path) {
        if !names.contains(&text) {
            let near = nearest(text, names.iter().copied()).map(hint).unwrap_or_default();
            let shown = self.shown(text.to_owned());
            self.findings.violation(path, shown, format!("one of {}{near}", names.join(", ")), self.source);
        }
    }

    fn structure(&mut self, object: &Map<String, Value>, members: &[Member], path: &Path) {
        let meant = self.unknown(object, members, path);
        for member in members {
            match object.get(member.name) {
                Some(value) => self.member(value, member, path),
                None if member.required && !meant.contains(&member.name) => {
                    let allowed = format!("required: {}", member.shape.allowed());
                    self.findings.violation(&path.member(member.name), NOTHING, allowed, self.source);
                }
                None => {}
            }
        }
    }

    fn union(&mut self, object: &Map<String, Value>, members: &[Member], path: &Path) {
        let meant = self.unknown(object, members, path);
        let mut known = object.iter().filter_map(|(k, v)| Some((v, members.iter().find(|m| m.name == k)?)));
        match known.next() {
            Some((value, member)) => self.member(value, member, path),
            None if meant.is_empty() && object.is_empty() => {
                self.findings.violation(path, "{}", format!("exactly one of {}", list(members)), self.source);
            }
            None => {}
        }
        for (value, member) in known {
            let allowed = format!("exactly one of {}: this is one too many", list(members));
            let shown = self.shown(given(value));
            self.findings.violation(&path.member(member.name), shown, allowed, self.source);
        }
    }

    fn member(&mut self, value: &Value, member: &Member, path: &Path) {
        let mut inner = Walker {
            source: self.source,
            limit_source: member.limit_source.unwrap_or(self.source),
            hidden: self.hidden || member.sensitive,
            findings: self.findings,
        };
        inner.value(value, member.shape, &path.member(member.name));
    }

    /// Reports members that don't exist, and returns those that were probably meant, so that they are not
    /// reported a second time as missing.
    fn unknown(&mut self, object: &Map<String, Value>, members: &[Member], path: &Path) -> Vec<&'static str> {
        let mut meant = Vec::new();
        for key in object.keys().filter(|key| members.iter().all(|m| m.name != *key)) {
            let allowed = match meant_by(key, object, members) {
                Some(name) => {
                    meant.push(name);
                    format!("no such member{}", hint(name))
                }
                None => format!("no such member; allowed are {}", list(members)),
            };
            let shown = self.shown(key.clone());
            self.findings.violation(&path.member(key), shown, allowed, self.source);
        }
        meant
    }

    fn map(&mut self, object: &Map<String, Value>, keys: &Text, values: &'static Text, path: &Path) {
        for (key, value) in object {
            let here = path.member(key);
            if !keys.accepts(key) {
                let shown = self.shown(key.clone());
                let allowed = format!("a key of {}{}", keys.allowed(), self.objection(keys, key));
                self.findings.violation(&here, shown, allowed, page(self.source, keys));
            }
            self.value(value, Shape::Text(values), &here);
        }
    }

    fn count(&mut self, count: usize, min: usize, max: usize, path: &Path) {
        let source = match count {
            count if count < min => self.source,
            count if count > max => self.limit_source,
            _ => return,
        };
        let found = if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") };
        self.findings.violation(path, found, size(min, max), source);
    }

    fn wrong(&mut self, value: &Value, shape: Shape, path: &Path) {
        let near = unquoted(value, shape).or_else(|| unlisted(value, shape)).unwrap_or_default();
        let holds_more =
            matches!(shape, Shape::Structure(_) | Shape::Union(_) | Shape::List(..) | Shape::Map(..));
        let shown = self.shown(if holds_more { given_kind(value) } else { given(value) });
        self.findings.violation(path, shown, shape.allowed() + near, self.source);
    }

    fn objection(&self, rule: &Text, text: &str) -> String {
        if self.hidden { String::new() } else { rule.objection(text, true) }
    }

    fn shown(&self, text: String) -> String {
        if self.hidden { NOT_SHOWN.to_owned() } else { text }
    }
}

/// The operation's own page is more specific than the reference that it is part of.
fn page<'s>(source: &'s str, rule: &'s Text) -> &'s str {
    if source.starts_with(rule.source) { source } else { rule.source }
}

fn hint(name: &str) -> String {
    format!(" (did you mean {name}?)")
}

/// What would be right as the entry of a list.
fn unlisted(value: &Value, shape: Shape) -> Option<&'static str> {
    let Shape::List(_, _, item) = shape else { return None };
    let right = match (item, value) {
        (Shape::Structure(members) | Shape::Union(members), Value::Object(object)) => {
            members.iter().any(|member| object.contains_key(member.name))
        }
        (Shape::Any, Value::Object(_)) | (Shape::Text(_) | Shape::Enum(_), Value::String(_)) => true,
        (
            Shape::Text(_)
            | Shape::Enum(_)
            | Shape::Boolean
            | Shape::True
            | Shape::Integer(..)
            | Shape::Structure(_)
            | Shape::Union(_)
            | Shape::List(..)
            | Shape::Map(..)
            | Shape::Any,
            _,
        ) => false,
    };
    right.then_some(": put this one into a list, [ ... ]")
}

/// A number or truth value that would be right without its quotes.
fn unquoted(value: &Value, shape: Shape) -> Option<&'static str> {
    let bare = value.as_str()?.parse::<Value>().ok()?;
    let right = match shape {
        Shape::Boolean => bare.is_boolean(),
        Shape::True => bare == true,
        Shape::Integer(min, max) => bare.as_i64().is_some_and(|n| (min..=max).contains(&n)),
        Shape::Text(_)
        | Shape::Enum(_)
        | Shape::Structure(_)
        | Shape::Union(_)
        | Shape::List(..)
        | Shape::Map(..)
        | Shape::Any => false,
    };
    right.then_some(" (without the quotes)")
}
