//! The request's JSON Schema (2020-12), made from the same members that the check walks. It accepts whatever the check
//! accepts, a preset too; rules that a schema can't express (unique names, those of the AMI) are left to the check.

mod text;

use crate::check::{Member, Shape};
use crate::operation::{Definition, OperationName, windows_11_body};
use crate::request::{IMPORT_MEMBERS, MEMBERS, THEN_MEMBERS};
use crate::tags;
use serde_json::{Map, Value, json};

/// The schema of a request.
pub fn request() -> Value {
    let mut definitions = Map::new();
    definitions.insert("Import".to_owned(), import());
    for operation in OperationName::ALL {
        definitions.insert(operation.to_string(), body(operation.definition()));
    }
    definitions.insert("CreateImportedImageInThen".to_owned(), body_in_then());
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

fn import() -> Value {
    let mut schema = structure(IMPORT_MEMBERS, &[]);
    let mut one_of = Vec::new();
    for operation in OperationName::ALL {
        let property = &mut schema["properties"][operation.as_str()];
        property["$ref"] = reference(operation.as_str())["$ref"].take();
        one_of.push(json!({ "required": [operation.as_str()] }));
    }
    let then = THEN_MEMBERS[0];
    let mut entry = structure(THEN_MEMBERS, &[]);
    entry["properties"][then.name]["$ref"] = reference("CreateImportedImageInThen")["$ref"].take();
    schema["properties"]["Then"]["items"] = Value::Object(entry);
    schema.insert("oneOf".to_owned(), Value::Array(one_of));
    let owner = OperationName::ImportWorkspaceImage.as_str();
    let no_then = OperationName::CreateImportedImage.as_str();
    schema.insert(
        "dependentSchemas".to_owned(),
        json!({ "OsVersion": { "required": [owner] }, "Then": { "not": { "required": [no_then] } } }),
    );
    schema.insert(
        "allOf".to_owned(),
        json!([{
            "if": { "properties": { "OsVersion": { "const": "Windows_11" } }, "required": ["OsVersion"] },
            "then": { "properties": { owner: windows_11_body() } }
        }]),
    );
    Value::Object(schema)
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

fn body_in_then() -> Value {
    let definition = OperationName::CreateImportedImage.definition();
    let members: Vec<_> =
        definition.members.iter().filter(|m| !definition.not_in_then.contains(&m.name)).copied().collect();
    let mut schema = Map::new();
    let description =
        format!("{}, with the image that the import makes as its source.", definition.documentation());
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
