//! A violation of a rule, reported so that a person can fix it.

use crate::status::ViolationOf;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// The rules that are Deskport's own name this as their source.
pub const DESKPORT: &str = "Deskport request reference (docs/request.md)";

/// How many characters of a given value a message shows.
const GIVEN_MAX: usize = 120;

/// One violation: where it is, what was given, what is allowed and where the rule comes from.
/// A warning has the same form and stops nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Violation {
    /// JSON Pointer (RFC 6901) into the request.
    pub path: String,
    /// What was given; `nothing` for a missing member.
    pub given: String,
    /// What is allowed there.
    pub allowed: String,
    /// The page or model that the rule comes from.
    pub source: String,
    /// What it is found in. Not in its JSON, whose form is fixed: the outcome has it once for all violations.
    #[serde(skip, default = "of_request")]
    pub of: ViolationOf,
}

const fn of_request() -> ViolationOf {
    ViolationOf::Request
}

/// A place in the document: the path to it from the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The member `name` of the object here, escaped as RFC 6901 requires.
    pub fn member(&self, name: &str) -> Self {
        Self(format!("{}/{}", self.0, name.replace('~', "~0").replace('/', "~1")))
    }

    /// The element `index` of the list here, counted from 0.
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The JSON Pointer.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What was found in one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Nothing starts while there is one.
    pub violations: Vec<Violation>,
    /// Only reported.
    pub warnings: Vec<Violation>,
}

impl Findings {
    /// Adds a violation of the request.
    pub fn violation(
        &mut self,
        path: &Path,
        given: impl AsRef<str>,
        allowed: impl Into<String>,
        source: &str,
    ) {
        self.violation_of(ViolationOf::Request, path, given, allowed, source);
    }

    /// Adds a violation.
    pub fn violation_of(
        &mut self,
        of: ViolationOf,
        path: &Path,
        given: impl AsRef<str>,
        allowed: impl Into<String>,
        source: &str,
    ) {
        self.violations.push(Violation { of, ..entry(path, given.as_ref(), allowed.into(), source) });
    }

    /// The same findings for a preset: what is wrong is wrong in the preset, not in a request. That includes an AMI that the
    /// preset names itself, because a new AMI has another id; the AMI that asked for the preset is at `/Ec2ImageId`.
    #[must_use]
    pub fn of_preset(mut self) -> Self {
        for violation in &mut self.violations {
            let named = violation.of == ViolationOf::Ami && violation.path != "/Ec2ImageId";
            if named || violation.of == ViolationOf::Request {
                violation.of = ViolationOf::Preset;
            }
        }
        self
    }

    /// Adds a warning.
    pub fn warning(&mut self, path: &Path, given: impl AsRef<str>, allowed: impl Into<String>, source: &str) {
        self.warnings.push(entry(path, given.as_ref(), allowed.into(), source));
    }

    /// Whether a violation was found at `path` or below it.
    pub fn has_violation(&self, path: &Path) -> bool {
        self.violations.iter().any(|v| below(&v.path, path.as_str()))
    }

    /// Adds a violation in place of all others at `path` or below it: no value is allowed there.
    pub fn instead(&mut self, path: &Path, given: impl AsRef<str>, allowed: impl Into<String>, source: &str) {
        self.violations.retain(|v| !below(&v.path, path.as_str()));
        self.violation(path, given, allowed, source);
    }

    /// Adds what was found in a part of the document.
    pub(crate) fn append(&mut self, mut found: Self) {
        self.violations.append(&mut found.violations);
        self.warnings.append(&mut found.warnings);
    }

    /// Sorts both lists in the order of the document, a missing member after the existing ones, and removes
    /// duplicates.
    pub fn tidy(&mut self, document: &Value) {
        let mut places = Places { document, indexes: HashMap::new() };
        for list in [&mut self.violations, &mut self.warnings] {
            list.sort_by_cached_key(|v| places.position(&v.path));
            let mut seen = HashSet::new();
            list.retain(|v| seen.insert((v.path.clone(), v.given.clone(), v.allowed.clone())));
        }
    }
}

fn entry(path: &Path, given: &str, allowed: String, source: &str) -> Violation {
    Violation {
        path: path.as_str().to_owned(),
        given: shorten(given),
        allowed,
        source: source.to_owned(),
        of: of_request(),
    }
}

fn below(path: &str, parent: &str) -> bool {
    path.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A value as a message shows it: text unchanged, cut to 120 characters; of a list or object, which may contain
/// something sensitive, only the kind and size.
pub fn given(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => match items.len() {
            0 => "[]".to_owned(),
            1 => "a list of 1 entry".to_owned(),
            count => format!("a list of {count} entries"),
        },
        Value::Object(members) => match members.len() {
            0 => "{}".to_owned(),
            1 => "an object of 1 member".to_owned(),
            count => format!("an object of {count} members"),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// The same where an object or list is expected: a text there may be JSON in quotes, so only its length is shown.
pub fn given_kind(value: &Value) -> String {
    match value {
        Value::String(text) => format!("a string of {} characters", text.chars().count()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => given(value),
    }
}

/// What a message shows as given if the value is sensitive.
pub const NOT_SHOWN: &str = "(not shown)";

/// A text as a message shows it.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(GIVEN_MAX) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

/// What a message shows as given if a member is missing.
pub const NOTHING: &str = "nothing";

/// The positions of pointers in a document. Each object is indexed once: a document may have thousands of violations.
struct Places<'a> {
    document: &'a Value,
    indexes: HashMap<*const Map<String, Value>, HashMap<&'a str, usize>>,
}

impl<'a> Places<'a> {
    fn position(&mut self, pointer: &str) -> Vec<usize> {
        let mut here = Some(self.document);
        let mut key = Vec::new();
        for token in pointer.split('/').skip(1) {
            let name = token.replace("~1", "/").replace("~0", "~");
            let (index, next) = match here {
                Some(Value::Object(members)) => (self.index(members, &name), members.get(&name)),
                Some(Value::Array(items)) => {
                    let index = name.parse().unwrap_or(items.len());
                    (index, items.get(index))
                }
                Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => (0, None),
            };
            key.push(index);
            here = next;
        }
        key
    }

    fn index(&mut self, members: &'a Map<String, Value>, name: &str) -> usize {
        let index = self
            .indexes
            .entry(std::ptr::from_ref(members))
            .or_insert_with(|| members.keys().enumerate().map(|(i, k)| (k.as_str(), i)).collect());
        index.get(name).copied().unwrap_or(members.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn pointers_escape_as_rfc_6901_asks() {
        assert_eq!(Path::root().member("a/b~c").index(3).as_str(), "/a~1b~0c/3");
    }

    #[test]
    fn findings_come_in_the_order_of_the_document() {
        let document = json!({"B": {"z": 1}, "A": [1, 2]});
        let mut findings = Findings::default();
        let root = Path::root();
        for path in
            [root.member("missing"), root.member("A").index(1), root.member("B").member("z"), root.clone()]
        {
            findings.violation(&path, "x", "y", DESKPORT);
        }
        findings.tidy(&document);
        let paths: Vec<_> = findings.violations.iter().map(|v| v.path.as_str()).collect();
        assert_eq!(paths, ["", "/B/z", "/A/1", "/missing"]);
    }

    #[test]
    fn a_violation_below_is_one_here_but_a_longer_name_is_not() {
        let mut findings = Findings::default();
        findings.violation(&Path::root().member("Tags").index(0), "x", "y", DESKPORT);
        assert!(findings.has_violation(&Path::root().member("Tags")));
        assert!(!findings.has_violation(&Path::root().member("Tag")));
    }

    #[test]
    fn a_long_value_is_cut_and_its_length_shown() {
        let mut findings = Findings::default();
        findings.violation(&Path::root(), "é".repeat(300), "less", DESKPORT);
        assert!(findings.violations[0].given.ends_with("… (300 characters)"));
    }
}
