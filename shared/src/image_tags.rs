//! The stack's parameter `ImageTags`: tags that every image and bundle gets that Deskport makes, beside those of the request and
//! Deskport's own. They are put into the body of each step when the run is planned, so the plan shows what is sent.

use crate::check::{Form, Shape, Text};
use crate::operation::Definition;
use crate::operation::fields::CALLER_TAGS_MAX;
use crate::status::StepKind;
use crate::tags::{self, Tag};
use crate::violation::{DESKPORT, Findings, Path};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fmt;

/// The environment variable by which plan-import gets the parameter.
pub const VARIABLE: &str = "IMAGE_TAGS";
/// The parameter's name in the template.
pub const PARAMETER: &str = "ImageTags";

/// What both services take: AppStream's characters, WorkSpaces' lengths.
static KEY: Text = Text { min: 1, max: 127, form: Form::AppStreamTag, source: DESKPORT };
static VALUE: Text = Text { min: 0, max: 255, form: Form::AppStreamTag, source: DESKPORT };

/// The stack's tags. By default none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImageTags(Vec<Tag>);

impl ImageTags {
    /// Reads the parameter: `Key=Value` with commas between them, or nothing. A value may be empty and may contain `=`.
    ///
    /// # Errors
    /// What is wrong with the first tag that is wrong: its form, a reserved key, a key twice, or too many.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut tags: Vec<Tag> = Vec::new();
        for given in text.split(',').filter(|_| !text.is_empty()) {
            let wrong = |allowed: &str| Err(format!("{PARAMETER}: {given:?}: allowed is {allowed}"));
            let Some((key, value)) = given.split_once('=') else { return wrong("Key=Value") };
            if !KEY.accepts(key) || !VALUE.accepts(value) {
                return wrong(&format!("a key of {}, and a value of {}", KEY.allowed(), VALUE.allowed()));
            }
            if tags::is_reserved(key) {
                return wrong("a key that does not start with deskport: or aws:");
            }
            if tags.iter().any(|tag| tag.key == key) {
                return wrong("a key that no tag before it has");
            }
            tags.push(Tag { key: key.to_owned(), value: Some(value.to_owned()) });
        }
        if tags.len() > CALLER_TAGS_MAX {
            return Err(format!("{PARAMETER}: {} tags: allowed are {CALLER_TAGS_MAX}", tags.len()));
        }
        Ok(Self(tags))
    }

    /// Puts the tags into a body that takes tags and whose own are right. One of its own with the same key wins. Where that makes too
    /// many, the body stays as it is and has a violation at `path`, which is that of its tags.
    pub(crate) fn put_into(
        &self,
        (request, checkable): (&mut Value, &mut Value),
        definition: &Definition,
        path: &Path,
        findings: &mut Findings,
    ) {
        let Some(form) = tags_of(definition).filter(|_| !self.0.is_empty()) else { return };
        let own = keys(&request[TAGS]);
        let missing: Vec<&Tag> = self.0.iter().filter(|tag| !own.contains(&tag.key)).collect();
        if own.len() + missing.len() > CALLER_TAGS_MAX {
            let given = format!("{} tags, and {} more of the stack's", own.len(), missing.len());
            let allowed = format!(
                "at most {CALLER_TAGS_MAX}, with those that the stack's parameter {PARAMETER} adds: {self}"
            );
            findings.violation(path, given, allowed, DESKPORT);
            return;
        }
        for body in [request, checkable] {
            add(&mut body[TAGS], form, &missing);
        }
    }

    /// The tags that an image is given once it is there, because the call that makes it takes none.
    pub(crate) fn afterwards(&self, definition: &Definition) -> Vec<Tag> {
        let later = definition.kind == StepKind::Make && tags_of(definition).is_none();
        if later { self.0.clone() } else { Vec::new() }
    }
}

impl fmt::Display for ImageTags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<_> = self.0.iter().map(|tag| format!("{}={}", tag.key, value_of(tag))).collect();
        f.write_str(&shown.join(","))
    }
}

/// The member of a body that holds tags, in both services.
const TAGS: &str = "Tags";

/// The form of an operation's tags, where it takes any.
fn tags_of(definition: &Definition) -> Option<Shape> {
    definition.members.iter().find(|member| member.name == TAGS).map(|member| member.shape)
}

/// The keys of tags in either service's form.
fn keys(tags: &Value) -> HashSet<String> {
    match tags {
        Value::Array(list) => list.iter().filter_map(|tag| tag["Key"].as_str()).map(str::to_owned).collect(),
        Value::Object(map) => map.keys().cloned().collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => HashSet::new(),
    }
}

/// Adds tags in the form that the operation takes.
fn add(tags: &mut Value, form: Shape, more: &[&Tag]) {
    if tags.is_null() {
        *tags = if matches!(form, Shape::Map(..)) { json!({}) } else { json!([]) };
    }
    match tags {
        Value::Array(list) => list.extend(more.iter().map(|tag| json!(tag))),
        Value::Object(map) => map.extend(more.iter().map(|tag| (tag.key.clone(), json!(value_of(tag))))),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn value_of(tag: &Tag) -> &str {
    tag.value.as_deref().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_keys_and_values_or_nothing() {
        assert_eq!(ImageTags::read(""), Ok(ImageTags::default()));
        let tags = ImageTags::read("CostCenter=4711,Owner=desktop team,Filter=a=b,Empty=").unwrap();
        assert_eq!(tags.to_string(), "CostCenter=4711,Owner=desktop team,Filter=a=b,Empty=");
        let longest = format!("{}={}", "k".repeat(127), "v".repeat(255));
        assert!(ImageTags::read(&longest).is_ok());
    }

    #[test]
    fn what_is_wrong_names_the_parameter_what_was_given_and_what_is_allowed() {
        let many: Vec<_> = (0..48).map(|number| format!("k{number}=v")).collect();
        for (given, said) in [
            ("CostCenter", "\"CostCenter\": allowed is Key=Value"),
            ("a=b,", "\"\": allowed is Key=Value"),
            ("=b", "\"=b\": allowed is a key of 1 to 127 characters"),
            ("a=b;c", "and a value of at most 255 characters"),
            ("a={date}", "and a value of"),
            (
                "a=1,Deskport:run=x",
                "\"Deskport:run=x\": allowed is a key that does not start with deskport: or aws:",
            ),
            ("a=1,a=2", "\"a=2\": allowed is a key that no tag before it has"),
            (&format!("{}=b", "k".repeat(128)), "allowed is a key of 1 to 127 characters"),
            (&many.join(","), "48 tags: allowed are 47"),
        ] {
            let error = ImageTags::read(given).unwrap_err();
            assert!(error.starts_with("ImageTags: ") && error.contains(said), "{error}");
        }
    }
}
