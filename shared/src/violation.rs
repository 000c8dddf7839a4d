//! A fault of a request, told so that a person can mend it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The rules that are Deskport's own name this as their source.
pub const DESKPORT: &str = "Deskport request reference (docs/request.md)";

/// How many characters of a given value a message shows.
const GIVEN_MAX: usize = 120;

/// One fault: where it stands, what was given, what is allowed and who says so.
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
}

/// A place in the document: the way to it from the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(String);

impl Path {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// The member `name` of the object here. Escapes as RFC 6901 asks.
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
    /// Faults: nothing starts while there is one.
    pub violations: Vec<Violation>,
    /// Doubts: told, and nothing more.
    pub warnings: Vec<Violation>,
}

impl Findings {
    /// Adds a fault.
    pub fn violation(
        &mut self,
        path: &Path,
        given: impl Into<String>,
        allowed: impl Into<String>,
        source: &str,
    ) {
        self.violations.push(entry(path, given.into(), allowed.into(), source));
    }

    /// Adds a doubt.
    pub fn warning(
        &mut self,
        path: &Path,
        given: impl Into<String>,
        allowed: impl Into<String>,
        source: &str,
    ) {
        self.warnings.push(entry(path, given.into(), allowed.into(), source));
    }

    /// Whether a fault was found at `path` or below it.
    pub fn faulty(&self, path: &Path) -> bool {
        self.violations.iter().any(|v| below(&v.path, path.as_str()))
    }

    /// Brings both lists into the order of the document; a missing member comes after those that are there.
    pub fn sort(&mut self, document: &Value) {
        self.violations.sort_by_cached_key(|v| position(document, &v.path));
        self.warnings.sort_by_cached_key(|v| position(document, &v.path));
    }
}

fn entry(path: &Path, given: String, allowed: String, source: &str) -> Violation {
    Violation { path: path.as_str().to_owned(), given: shorten(given), allowed, source: source.to_owned() }
}

fn below(path: &str, parent: &str) -> bool {
    path.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A value as a message shows it: text as it is, anything else as JSON, both cut to 120 characters.
pub fn given(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}

fn shorten(text: String) -> String {
    match text.char_indices().nth(GIVEN_MAX) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text,
    }
}

/// What a message says was given where a member is missing.
pub const NOTHING: &str = "nothing";

fn position(document: &Value, pointer: &str) -> Vec<usize> {
    let mut here = Some(document);
    let mut key = Vec::new();
    for token in pointer.split('/').skip(1) {
        let name = token.replace("~1", "/").replace("~0", "~");
        let (index, next) = match here {
            Some(Value::Object(members)) => {
                (members.keys().position(|k| *k == name).unwrap_or(members.len()), members.get(&name))
            }
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
        findings.sort(&document);
        let paths: Vec<_> = findings.violations.iter().map(|v| v.path.as_str()).collect();
        assert_eq!(paths, ["", "/B/z", "/A/1", "/missing"]);
    }

    #[test]
    fn a_fault_below_is_a_fault_here_but_a_longer_name_is_not() {
        let mut findings = Findings::default();
        findings.violation(&Path::root().member("Tags").index(0), "x", "y", DESKPORT);
        assert!(findings.faulty(&Path::root().member("Tags")));
        assert!(!findings.faulty(&Path::root().member("Tag")));
    }

    #[test]
    fn a_long_value_is_cut_and_its_length_told() {
        let mut findings = Findings::default();
        findings.violation(&Path::root(), "é".repeat(300), "less", DESKPORT);
        assert!(findings.violations[0].given.ends_with("… (300 characters)"));
    }
}
