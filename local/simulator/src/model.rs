//! The services' models: what each operation takes and returns.

mod check;
mod pattern;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

pub use check::{Kind, Violation, check, check_output};
use pattern::Pattern;

use crate::service::Service;

const FACTS: &str = include_str!("../model/aws-image-apis.json");

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(FACTS));

/// What the models say of the served operations.
#[derive(Debug)]
pub struct Model {
    operations: HashMap<String, Operation>,
    statuses: HashMap<(String, String), u16>,
}

/// One operation of the model.
#[derive(Debug)]
pub struct Operation {
    /// Its input.
    pub input: Shape,
    /// Its output.
    pub output: Shape,
    /// The codes of the errors that it models.
    pub errors: Vec<String>,
}

/// A member and what may stand in it.
#[derive(Debug, Default)]
pub struct Shape {
    /// What the model says of the member itself.
    pub facts: Facts,
    /// The members of a structure.
    pub members: BTreeMap<String, Shape>,
    /// The element of a list.
    pub element: Option<Box<Shape>>,
    /// The keys of a map.
    pub key: Option<Box<Shape>>,
    /// The values of a map.
    pub value: Option<Box<Shape>>,
    pattern: Option<Pattern>,
}

/// One member's line in the model.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// Whether it must be there.
    pub required: bool,
    /// `string`, `integer`, `boolean`, `timestamp`, `list`, `map` or `structure`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The values allowed.
    #[serde(rename = "enum")]
    pub values: Vec<String>,
    /// The least length, size or number.
    pub min: Option<i64>,
    /// The greatest length, size or number.
    pub max: Option<i64>,
    /// The pattern, as the model has it.
    pub pattern: Option<String>,
    /// Whether exactly one member may be there.
    pub union: bool,
    /// Whether its value must not be shown.
    pub sensitive: bool,
}

#[derive(Deserialize)]
struct RawOperation {
    input: serde_json::Map<String, Value>,
    output: serde_json::Map<String, Value>,
    errors: Vec<RawError>,
}

#[derive(Deserialize)]
struct RawError {
    code: String,
}

impl Model {
    /// The models as built in.
    pub fn get() -> &'static Model {
        &MODEL
    }

    /// An operation, where it is served.
    pub fn operation(&self, service: Service, operation: &str) -> Option<&Operation> {
        self.operations.get(&format!("{service}.{operation}"))
    }

    /// The names of a service's operations, in alphabetical order.
    pub fn operation_names(&self, service: Service) -> Vec<&str> {
        let prefix = format!("{service}.");
        let mut names: Vec<&str> =
            self.operations.keys().filter_map(|key| key.strip_prefix(prefix.as_str())).collect();
        names.sort_unstable();
        names
    }

    /// The HTTP status that the model gives an error.
    pub(crate) fn exception_status(&self, service: Service, code: &str) -> Option<u16> {
        self.statuses.get(&(service.key().to_owned(), code.to_owned())).copied()
    }

    #[allow(clippy::expect_used, reason = "the text is part of the program and a test reads it")]
    fn read(facts: &str) -> Model {
        let document: serde_json::Map<String, Value> =
            serde_json::from_str(facts).expect("the built-in model is JSON");
        let mut model = Model { operations: HashMap::new(), statuses: HashMap::new() };
        for (key, value) in document {
            if key == "_exceptions" {
                model.statuses = statuses(&value);
            } else if !key.starts_with('_') {
                let raw: RawOperation = serde_json::from_value(value).expect("an operation of the model");
                model.operations.insert(key, Operation::from(raw));
            }
        }
        model
    }
}

fn statuses(exceptions: &Value) -> HashMap<(String, String), u16> {
    let mut found = HashMap::new();
    for service in Service::ALL {
        let Some(codes) = exceptions[service.key()].as_object() else { continue };
        for (code, facts) in codes {
            if let Some(status) = facts["http_status"].as_u64().and_then(|status| u16::try_from(status).ok())
            {
                found.insert((service.key().to_owned(), code.clone()), status);
            }
        }
    }
    found
}

impl From<RawOperation> for Operation {
    fn from(raw: RawOperation) -> Self {
        let errors = raw.errors.into_iter().map(|error| error.code).collect();
        Operation { input: structure(&raw.input), output: structure(&raw.output), errors }
    }
}

/// The structure that the flat list of members describes.
fn structure(members: &serde_json::Map<String, Value>) -> Shape {
    let mut root =
        Shape { facts: Facts { kind: "structure".to_owned(), ..Facts::default() }, ..Shape::default() };
    for (path, facts) in members {
        let place = root.place(path);
        place.facts = Facts::deserialize(facts).unwrap_or_default();
        place.pattern = place.facts.pattern.as_deref().map(Pattern::new);
    }
    root
}

impl Shape {
    /// The shape at a path such as `A[].B{key}`, made where it is not there yet.
    fn place(&mut self, path: &str) -> &mut Shape {
        let mut shape = self;
        for part in path.split('.') {
            let end = part.find(['[', '{']).unwrap_or(part.len());
            let (name, suffix) = part.split_at(end);
            shape = shape.members.entry(name.to_owned()).or_default();
            for step in suffix.split_inclusive([']', '}']) {
                let slot = match step {
                    "[]" => &mut shape.element,
                    "{key}" => &mut shape.key,
                    _ => &mut shape.value,
                };
                shape = slot.get_or_insert_default();
            }
        }
        shape
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn every_served_operation_is_in_the_model() {
        assert_eq!(Model::get().operation_names(Service::Workspaces).len(), 20);
        assert_eq!(Model::get().operation_names(Service::AppStream).len(), 13);
    }

    #[test]
    fn nested_members_are_found() {
        let operation = Model::get().operation(Service::AppStream, "CreateImportedImage").unwrap();
        let apps = &operation.input.members["AppCatalogConfig"];
        let path = &apps.element.as_ref().unwrap().members["AbsoluteAppPath"];
        assert!(path.facts.required && path.facts.sensitive);
        assert_eq!(path.facts.max, Some(32767));
        assert!(operation.input.members["Tags"].key.is_some());
        assert!(operation.output.members["Image"].members["CreatedTime"].facts.kind == "timestamp");
        assert!(operation.errors.iter().any(|code| code == "IncompatibleImageException"));
    }

    /// One member a line, each with its shape; no member without the one that it is in; every error known.
    #[test]
    fn every_entry_has_the_form_of_the_file() {
        let document: serde_json::Map<String, Value> = serde_json::from_str(FACTS).unwrap();
        for (operation, entry) in document.iter().filter(|(key, _)| !key.starts_with('_')) {
            for part in ["input", "output"] {
                let members = entry[part].as_object().unwrap();
                for (path, facts) in members {
                    let parent = path.rfind(['.', '[', '{']).map(|end| &path[..end]);
                    assert!(parent.is_none_or(|parent| members.contains_key(parent)), "{operation} {path}");
                    assert!(
                        facts["shape"].is_string() && facts["required"].is_boolean(),
                        "{operation} {path}"
                    );
                    let line = format!("\n      {}: {{\"required\": ", Value::from(path.as_str()));
                    assert!(FACTS.contains(&line), "{operation} {path}");
                }
            }
            let (service, _) = operation.split_once('.').unwrap();
            for error in entry["errors"].as_array().unwrap() {
                let known = &document["_exceptions"][service][error["code"].as_str().unwrap()];
                assert!(known.is_object(), "{operation} {error}");
                assert_eq!(error.get("http_status"), known.get("http_status"), "{operation} {error}");
            }
        }
    }

    #[test]
    fn every_member_has_a_known_type() {
        fn look(shape: &Shape, path: &str) {
            let kinds = ["string", "integer", "boolean", "timestamp", "list", "map", "structure"];
            assert!(kinds.contains(&shape.facts.kind.as_str()), "{path}: {:?}", shape.facts.kind);
            for (name, member) in &shape.members {
                look(member, &format!("{path}.{name}"));
            }
            for inner in [&shape.element, &shape.key, &shape.value].into_iter().flatten() {
                look(inner, &format!("{path}[]"));
            }
        }
        for (name, operation) in &Model::get().operations {
            look(&operation.input, name);
            look(&operation.output, name);
        }
    }
}
