//! A template's YAML as JSON: CloudFormation's short forms (`!Ref X`) become its long ones (`{ "Ref": "X" }`).

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde_json::{Map, Value, json};

use super::TemplateError;
use super::resolve::{Resolver, Stack};

/// A template.
#[derive(Debug, Clone)]
pub struct Template(Value);

impl Template {
    /// Reads a template's text.
    ///
    /// # Errors
    /// It is no YAML, or none that CloudFormation takes.
    pub fn read(text: &str) -> Result<Self, TemplateError> {
        let refuse = |what: String| TemplateError::new("template", what);
        let documents = Yaml::load_from_str(text).map_err(|error| refuse(error.to_string()))?;
        let [document] = documents.as_slice() else {
            return Err(refuse(format!("{} documents stand in it, not one", documents.len())));
        };
        let template = Self(value(document).map_err(refuse)?);
        match template.resources() {
            Ok(_) => Ok(template),
            Err(error) => Err(error),
        }
    }

    /// Its resources by logical id.
    pub(super) fn resources(&self) -> Result<&Map<String, Value>, TemplateError> {
        self.0["Resources"].as_object().ok_or_else(|| TemplateError::new("template", "it has no Resources"))
    }

    /// A section or a resource's type, as it stands.
    pub(super) fn get(&self, section: &str, name: &str) -> Option<&Value> {
        self.0.get(section)?.get(name)
    }

    /// Every policy document in it, those of resources included, with the logical id of the resource that it stands in.
    ///
    /// # Errors
    /// What of a document can't be resolved.
    pub fn documents(&self, stack: &Stack) -> Result<Vec<(String, Value)>, TemplateError> {
        let resolver = Resolver::new(self, stack);
        let mut found = Vec::new();
        for (id, resource) in self.resources()? {
            let mut documents = Vec::new();
            documents_in(&resource["Properties"], &mut documents);
            for document in documents {
                let document = resolver.resolve(document).map_err(|what| TemplateError::new(id, what))?;
                found.extend(document.map(|document| (id.clone(), document)));
            }
        }
        Ok(found)
    }
}

/// The policy documents in a value: objects with a member Statement.
fn documents_in<'v>(value: &'v Value, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(members) if members.contains_key("Statement") => found.push(value),
        Value::Object(members) => members.values().for_each(|value| documents_in(value, found)),
        Value::Array(items) => items.iter().for_each(|item| documents_in(item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn value(yaml: &Yaml<'_>) -> Result<Value, String> {
    match yaml {
        Yaml::Value(scalar) => Ok(plain(scalar)),
        Yaml::Sequence(items) => Ok(Value::Array(items.iter().map(value).collect::<Result<_, _>>()?)),
        Yaml::Mapping(members) => {
            let members = members.iter().map(|(key, member)| Ok((name(key)?, value(member)?)));
            Ok(Value::Object(members.collect::<Result<_, String>>()?))
        }
        Yaml::Tagged(tag, inner) if tag.handle == "!" => Ok(long_form(&tag.suffix, value(inner)?)),
        Yaml::Tagged(tag, _) => Err(format!("the tag {tag} is not known")),
        Yaml::Representation(text, ..) => Err(format!("the value {text:?} can't be read")),
        Yaml::Alias(_) => Err("aliases are not taken".to_owned()),
        Yaml::BadValue => Err("a value can't be read".to_owned()),
    }
}

fn plain(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Boolean(value) => json!(value),
        Scalar::Integer(value) => json!(value),
        Scalar::FloatingPoint(value) => json!(value.into_inner()),
        Scalar::String(value) => json!(value),
    }
}

fn name(key: &Yaml<'_>) -> Result<String, String> {
    key.as_str().map(str::to_owned).ok_or_else(|| format!("the key {key:?} is no text"))
}

/// `!GetAtt A.B` is `{ "Fn::GetAtt": ["A", "B"] }`; `Ref` and `Condition` are the only ones without `Fn::`.
fn long_form(function: &str, argument: Value) -> Value {
    match (function, argument.as_str().and_then(|text| text.split_once('.'))) {
        ("Ref" | "Condition", _) => json!({ function: argument }),
        ("GetAtt", Some((resource, attribute))) => json!({ "Fn::GetAtt": [resource, attribute] }),
        _ => json!({ format!("Fn::{function}"): argument }),
    }
}
