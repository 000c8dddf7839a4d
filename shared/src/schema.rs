//! The request's JSON Schema (2020-12), made from the same members that the check walks. It accepts whatever the check
//! accepts, a preset too; rules that a schema can't express (unique names, those of the AMI) are left to the check.

mod text;

use crate::check::{Member, Shape};
use crate::operation::{Definition, ImageKind, OperationName, RegionRule, windows_11_body};
use crate::request::{MEMBERS, import_members, then_members};
use crate::tags;
use serde_json::{Map, Value, json};

/// The schema of a request.
pub fn request() -> Value {
    let mut definitions = Map::new();
    definitions.insert("Import".to_owned(), import());
    for operation in in_imports() {
        definitions.insert(operation.to_string(), body(operation.definition()));
    }
    for operation in OperationName::ALL.into_iter().filter(|operation| operation.definition().takes.is_some())
    {
        definitions.insert(format!("{operation}{IN_THEN}"), body_in_then(operation.definition()));
    }
    for kind in KINDS.into_iter().filter(|kind| taking(*kind).next().is_some()) {
        definitions.insert(then_name(kind), then(kind));
    }
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".to_owned(), json!("Deskport request"));
    schema.insert("description".to_owned(), json!(ABOUT));
    schema.extend(structure(MEMBERS, &[]));
    schema["properties"]["Imports"]["items"] = reference("Import");
    schema.insert("$defs".to_owned(), Value::Object(definitions));
    Value::Object(schema)
}

const ABOUT: &str = "What Deskport imports into Amazon WorkSpaces and AppStream 2.0. A preset is the same without Ec2ImageId and EnableByol.";

fn reference(definition: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{definition}") })
}

/// The end of the name of a body's definition in a `Then`.
const IN_THEN: &str = "InThen";

const KINDS: [ImageKind; 2] = [ImageKind::WorkSpaces, ImageKind::AppStream];

/// The operations that may stand in `Imports`.
fn in_imports() -> impl Iterator<Item = OperationName> {
    OperationName::ALL.into_iter().filter(|operation| operation.definition().in_imports())
}

/// The operations that take another entry's image of a kind.
fn taking(kind: ImageKind) -> impl Iterator<Item = OperationName> {
    OperationName::ALL.into_iter().filter(move |operation| takes(*operation, kind))
}

fn takes(operation: OperationName, kind: ImageKind) -> bool {
    operation.definition().takes.is_some_and(|takes| takes.takes(kind))
}

/// The name of the definition of an entry that takes an image of a kind.
fn then_name(kind: ImageKind) -> String {
    format!("Then{kind:?}")
}

fn import() -> Value {
    let mut schema = entry(&import_members(), in_imports(), None);
    let owner = OperationName::ImportWorkspaceImage.as_str();
    schema["dependentSchemas"]["OsVersion"] = json!({ "required": [owner] });
    schema.insert(
        "allOf".to_owned(),
        json!([{
            "if": { "properties": { "OsVersion": { "const": "Windows_11" } }, "required": ["OsVersion"] },
            "then": { "properties": { owner: windows_11_body() } }
        }]),
    );
    Value::Object(schema)
}

fn then(kind: ImageKind) -> Value {
    let members: Vec<_> = then_members()
        .into_iter()
        .filter(|member| OperationName::from_name(member.name).is_none_or(|operation| takes(operation, kind)))
        .collect();
    Value::Object(entry(&members, taking(kind), Some(kind)))
}

/// What may stand beside an operation below an entry that gives `above`: `Then` holds entries that take the image that it gives, and
/// `Region` is where it works.
fn beside(operation: OperationName, above: Option<ImageKind>) -> Value {
    let definition = operation.definition();
    let given = definition.gives.given(above).filter(|kind| taking(*kind).next().is_some());
    let mut schema = match given {
        Some(kind) => json!({ "properties": { "Then": { "items": reference(&then_name(kind)) } } }),
        None => json!({ "properties": { "Then": false } }),
    };
    match definition.region {
        RegionRule::Beside => schema["required"] = json!(["Region"]),
        RegionRule::BesideImport if above.is_none() => {}
        RegionRule::BesideImport | RegionRule::Above | RegionRule::Member(_) => {
            schema["properties"]["Region"] = json!(false);
        }
    }
    schema
}

/// An entry: exactly one of the operations, and what stands beside it. In a `Then` the entry above gives an image of a kind.
fn entry(
    members: &[Member],
    operations: impl Iterator<Item = OperationName>,
    above: Option<ImageKind>,
) -> Map<String, Value> {
    let end = if above.is_some() { IN_THEN } else { "" };
    let mut schema = structure(members, &[]);
    let mut one_of = Vec::new();
    let mut dependent = Map::new();
    for operation in operations {
        let name = operation.as_str();
        dependent.insert(name.to_owned(), beside(operation, above));
        schema["properties"][name]["$ref"] = reference(&format!("{name}{end}"))["$ref"].take();
        one_of.push(json!({ "required": [name] }));
    }
    schema.insert("oneOf".to_owned(), Value::Array(one_of));
    schema.insert("dependentSchemas".to_owned(), Value::Object(dependent));
    schema
}

fn body(definition: &Definition) -> Value {
    // The source that a body leaves out is the request's AMI; for a WorkSpace there is no such default.
    let optional = if definition.takes_ami() { definition.sources } else { &[] };
    let mut schema = Map::new();
    let notes: Vec<_> = definition.notes.iter().map(|note| note.text).collect();
    let description = format!("{}. {}", definition.documentation(), notes.join(" "));
    schema.insert("description".to_owned(), json!(description.trim_end()));
    schema.extend(structure(definition.members, optional));
    let conditions = (definition.conditions)();
    if !conditions.is_empty() {
        schema.insert("allOf".to_owned(), Value::Array(conditions));
    }
    Value::Object(schema)
}

fn body_in_then(definition: &Definition) -> Value {
    let members: Vec<_> =
        definition.members.iter().filter(|m| !definition.not_in_then.contains(&m.name)).copied().collect();
    let mut schema = Map::new();
    let description = format!("{}, with the image of the entry above it.", definition.documentation());
    schema.insert("description".to_owned(), json!(description));
    schema.extend(structure(&members, &[]));
    Value::Object(schema)
}

/// An object of these members. Those in `optional` may be left out here, whatever they are.
fn structure(members: &[Member], optional: &[&str]) -> Map<String, Value> {
    let properties: Map<_, _> = members.iter().map(|m| (m.name.to_owned(), member(m))).collect();
    let required: Vec<_> =
        members.iter().filter(|m| m.required && !optional.contains(&m.name)).map(|m| m.name).collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
    }
    schema.insert("additionalProperties".to_owned(), json!(false));
    schema
}

fn member(member: &Member) -> Value {
    let mut schema = Map::new();
    schema.insert("description".to_owned(), json!(description(member)));
    schema.extend(shape(member.shape, member.placeholders));
    if let Shape::Text(_) = member.shape
        && member.name == "Key"
    {
        schema.insert("not".to_owned(), reserved());
    }
    Value::Object(schema)
}

fn description(member: &Member) -> String {
    let Member { about, placeholders, .. } = member;
    let allowed = if matches!(member.shape, Shape::Any | Shape::Structure(_)) {
        String::new()
    } else {
        format!(" Allowed: {}.", member.shape.allowed())
    };
    let filled = if *placeholders { " {ami-id}, {ami-name} and {date} are filled in." } else { "" };
    format!("{about}{allowed}{filled}")
}

/// A key that only AWS and Deskport may use, in any letter case.
fn reserved() -> Value {
    let any_case = |c: char| match c {
        c if c.is_ascii_alphabetic() => format!("[{}{c}]", c.to_ascii_uppercase()),
        c => c.to_string(),
    };
    let prefixes = tags::RESERVED.map(|prefix| prefix.chars().map(any_case).collect::<String>());
    json!({ "pattern": format!("^(?:{})", prefixes.join("|")) })
}

fn shape(shape: Shape, placeholders: bool) -> Map<String, Value> {
    let schema = match shape {
        Shape::Text(rule) => return text::schema(rule, placeholders),
        Shape::Enum(names) => json!({ "enum": names }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::True => json!({ "const": true }),
        Shape::Integer(min, max) => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Structure(members) => return structure(members, &[]),
        Shape::Union(members) => {
            let mut schema = structure(members, &[]);
            schema.extend([("minProperties".to_owned(), json!(1)), ("maxProperties".to_owned(), json!(1))]);
            return schema;
        }
        Shape::List(min, max, item) => {
            let mut schema = sized("array", ("minItems", min), ("maxItems", max));
            let item = self::shape(*item, placeholders);
            if !item.is_empty() {
                schema.insert("items".to_owned(), Value::Object(item));
            }
            return schema;
        }
        Shape::Map(min, max, keys, values) => {
            let mut schema = sized("object", ("minProperties", min), ("maxProperties", max));
            let mut names = text::schema(keys, false);
            names.insert("not".to_owned(), reserved());
            schema.insert("propertyNames".to_owned(), Value::Object(names));
            let values = text::schema(values, placeholders);
            schema.insert("additionalProperties".to_owned(), Value::Object(values));
            return schema;
        }
        Shape::Any => return Map::new(),
    };
    if let Value::Object(schema) = schema { schema } else { Map::new() }
}

fn sized(kind: &str, min: (&str, usize), max: (&str, usize)) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), json!(kind));
    if min.1 > 0 {
        schema.insert(min.0.to_owned(), json!(min.1));
    }
    if max.1 < usize::MAX {
        schema.insert(max.0.to_owned(), json!(max.1));
    }
    schema
}
