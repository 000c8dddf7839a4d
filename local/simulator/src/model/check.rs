//! The check of a call against the model: everything that is wrong with it, at once.

use std::fmt;

use serde_json::{Map, Value};

use super::{Model, Shape};
use crate::service::Service;

/// What kind of rule a value breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The operation does not exist here.
    Operation,
    /// A wrong type, or a member that the model does not know: the document could not be read.
    Form,
    /// A value outside what the model allows.
    Constraint,
}

/// One violation by a call. Its text never shows the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The member, such as `Tags[3].Key`; empty for the input as a whole.
    pub member: String,
    /// What kind of rule is broken.
    pub kind: Kind,
    /// The rule, such as `must have length less than or equal to 64`.
    pub rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let member = if self.member.is_empty() { "the input" } else { &self.member };
        write!(f, "Value at '{member}' failed to satisfy constraint: Member {}", self.rule)
    }
}

/// Checks an operation's input against the model.
///
/// # Errors
/// Everything that is wrong with it, in the order of the document; missing members come after those that are there.
pub fn check(service: Service, operation: &str, input: &Value) -> Result<(), Vec<Violation>> {
    check_part(service, operation, input, |operation| &operation.input)
}

/// Checks an operation's response against the model.
///
/// # Errors
/// Everything that is wrong with it.
pub fn check_output(service: Service, operation: &str, output: &Value) -> Result<(), Vec<Violation>> {
    check_part(service, operation, output, |operation| &operation.output)
}

fn check_part(
    service: Service,
    name: &str,
    value: &Value,
    part: fn(&super::Operation) -> &Shape,
) -> Result<(), Vec<Violation>> {
    let mut found = Findings::default();
    match Model::get().operation(service, name) {
        Some(operation) => found.look(part(operation), "", value),
        None => found.add("", Kind::Operation, format!("{service} has no operation {name:?} here")),
    }
    if found.0.is_empty() { Ok(()) } else { Err(found.0) }
}

#[derive(Default)]
struct Findings(Vec<Violation>);

impl Findings {
    fn add(&mut self, member: &str, kind: Kind, rule: String) {
        self.0.push(Violation { member: member.to_owned(), kind, rule });
    }

    fn look(&mut self, shape: &Shape, path: &str, value: &Value) {
        let kind = shape.facts.kind.as_str();
        match (kind, value) {
            ("structure", Value::Object(members)) => self.structure(shape, path, members),
            ("map", Value::Object(entries)) => self.map(shape, path, entries),
            ("list", Value::Array(elements)) => self.list(shape, path, elements),
            ("string", Value::String(text)) => self.text(shape, path, text),
            ("integer", Value::Number(number)) if number.is_i64() || number.is_u64() => {
                self.integer(shape, path, number);
            }
            ("boolean", Value::Bool(_)) | ("timestamp", Value::Number(_)) => {}
            _ => self.add(path, Kind::Form, format!("must be of type {kind}")),
        }
    }

    fn structure(&mut self, shape: &Shape, path: &str, members: &Map<String, Value>) {
        for (name, value) in members {
            let place = join(path, name);
            match shape.members.get(name) {
                Some(member) => self.look(member, &place, value),
                None => self.add(&shortened(&place), Kind::Form, "is unknown to the model".to_owned()),
            }
        }
        for (name, member) in &shape.members {
            if member.facts.required && !members.contains_key(name) {
                self.add(&join(path, name), Kind::Constraint, "must not be null".to_owned());
            }
        }
        if shape.facts.union && members.len() != 1 {
            self.add(path, Kind::Form, "must have exactly one member".to_owned());
        }
    }

    fn map(&mut self, shape: &Shape, path: &str, entries: &Map<String, Value>) {
        self.size(shape, path, entries.len(), "size");
        for (key, value) in entries {
            if let Some(key_shape) = &shape.key {
                self.text(key_shape, &format!("{path}{{key}}"), key);
            }
            if let Some(value_shape) = &shape.value {
                self.look(value_shape, &format!("{path}{{value}}"), value);
            }
        }
    }

    fn list(&mut self, shape: &Shape, path: &str, elements: &[Value]) {
        self.size(shape, path, elements.len(), "size");
        for (index, element) in elements.iter().enumerate() {
            if let Some(element_shape) = &shape.element {
                self.look(element_shape, &format!("{path}[{index}]"), element);
            }
        }
    }

    fn text(&mut self, shape: &Shape, path: &str, text: &str) {
        let before = self.0.len();
        self.size(shape, path, text.chars().count(), "length");
        if self.0.len() > before {
            return;
        }
        let values = &shape.facts.values;
        if !values.is_empty() && !values.iter().any(|value| value == text) {
            self.add(path, Kind::Constraint, format!("must satisfy enum value set: {}", values.join(", ")));
        }
        if let (Some(pattern), Some(source)) = (&shape.pattern, &shape.facts.pattern)
            && !pattern.matches(text)
        {
            self.add(path, Kind::Constraint, format!("must satisfy regular expression pattern: {source}"));
        }
    }

    fn integer(&mut self, shape: &Shape, path: &str, number: &serde_json::Number) {
        let number = number.as_i64().unwrap_or(i64::MAX);
        if shape.facts.min.is_some_and(|min| number < min) {
            self.bound(path, "value greater than", shape.facts.min);
        }
        if shape.facts.max.is_some_and(|max| number > max) {
            self.bound(path, "value less than", shape.facts.max);
        }
    }

    fn size(&mut self, shape: &Shape, path: &str, size: usize, what: &str) {
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        if shape.facts.min.is_some_and(|min| size < min) {
            self.bound(path, &format!("{what} greater than"), shape.facts.min);
        }
        if shape.facts.max.is_some_and(|max| size > max) {
            self.bound(path, &format!("{what} less than"), shape.facts.max);
        }
    }

    fn bound(&mut self, path: &str, what: &str, bound: Option<i64>) {
        let bound = bound.unwrap_or_default();
        self.add(path, Kind::Constraint, format!("must have {what} or equal to {bound}"));
    }
}

/// A name that the caller chose may be of any length.
fn shortened(path: &str) -> String {
    if path.chars().count() <= 200 {
        path.to_owned()
    } else {
        path.chars().take(200).chain(['…']).collect()
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
