//! Statements of policies, compiled, and what they decide about.
//!
//! It knows what the template uses: `Allow`, whole actions, resources with wildcards, and the operators
//! `StringEquals`, `StringLike`, `ForAllValues:StringEquals` and `Null`. Everything else is refused as it is read.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::pattern::Pattern;
use crate::glob;

/// What a call asks IAM for: one action on one resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The action, such as `appstream:DeleteImage`.
    pub action: String,
    /// The resource's ARN; `*` where the action takes no kind of resource.
    pub resource: String,
    /// The condition keys that the call has, in lower case: IAM does not look at their case.
    context: Vec<(String, String)>,
}

impl Ask {
    /// An action on a resource.
    pub fn new(action: impl Into<String>, resource: impl Into<String>) -> Self {
        Self { action: action.into(), resource: resource.into(), context: Vec::new() }
    }

    /// The same with a condition key; one that is given twice has both values.
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.context.push((key.to_ascii_lowercase(), value.to_owned()));
        self
    }

    fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.context.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// No statement allows what was asked, in AWS's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denial {
    /// Who asked: the ARN of a role's session.
    pub user: String,
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, action, resource } = self;
        write!(
            f,
            "User: {user} is not authorized to perform: {action} on resource: {resource} because no identity-based \
             policy allows the {action} action"
        )
    }
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) actions: Vec<String>,
    resources: Vec<Pattern>,
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Condition {
    /// One of the key's values is one of these.
    StringEquals(String, Vec<String>),
    /// One of the key's values fits one of these patterns.
    StringLike(String, Vec<String>),
    /// All of the key's values are among these; true also where it has none.
    AllStringEquals(String, Vec<String>),
    /// Whether the key has no value.
    Null(String, bool),
}

impl Statement {
    /// Whether it allows what is asked.
    pub(super) fn allows(&self, ask: &Ask) -> bool {
        self.actions.iter().any(|action| action.eq_ignore_ascii_case(&ask.action))
            && self.resources.iter().any(|resource| resource.fits(&ask.resource))
            && self.conditions.iter().all(|condition| condition.holds(ask))
    }
}

impl Condition {
    fn holds(&self, ask: &Ask) -> bool {
        match self {
            Self::StringEquals(key, wanted) => {
                ask.values(key).any(|value| wanted.iter().any(|one| one == value))
            }
            Self::StringLike(key, wanted) => {
                ask.values(key).any(|value| wanted.iter().any(|one| glob::fits(one, value)))
            }
            Self::AllStringEquals(key, wanted) => {
                ask.values(key).all(|value| wanted.iter().any(|one| one == value))
            }
            Self::Null(key, null) => ask.values(key).next().is_none() == *null,
        }
    }

    fn compile(operator: &str, key: &str, values: Vec<String>) -> Result<Self, String> {
        let key = key.to_ascii_lowercase();
        match (operator, values.as_slice()) {
            ("StringEquals", _) if values.iter().all(|value| !value.contains("${")) => {
                Ok(Self::StringEquals(key, values))
            }
            ("StringLike", _) if values.iter().all(|value| !value.contains("${")) => {
                Ok(Self::StringLike(key, values))
            }
            ("ForAllValues:StringEquals", _) if values.iter().all(|value| !value.contains("${")) => {
                Ok(Self::AllStringEquals(key, values))
            }
            ("Null", [value]) if value == "true" || value == "false" => Ok(Self::Null(key, value == "true")),
            _ => Err(format!("the condition {operator} of {key} with {values:?} is not known")),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Document {
    version: Version,
    statement: Vec<Written>,
}

#[derive(Deserialize)]
enum Version {
    #[serde(rename = "2012-10-17")]
    Current,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Written {
    effect: Effect,
    action: OneOrMore,
    resource: OneOrMore,
    #[serde(default)]
    condition: BTreeMap<String, BTreeMap<String, OneOrMore>>,
}

#[derive(Deserialize)]
enum Effect {
    Allow,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn listed(self) -> Vec<String> {
        match self {
            Self::One(text) => vec![text],
            Self::More(texts) => texts,
        }
    }
}

/// Compiles the statements of a resolved policy document.
pub(super) fn compile(document: &Value) -> Result<Vec<Statement>, String> {
    let document = Document::deserialize(document).map_err(|error| format!("a policy: {error}"))?;
    let Document { version: Version::Current, statement } = document;
    statement.into_iter().map(statement_of).collect()
}

fn statement_of(written: Written) -> Result<Statement, String> {
    let Written { effect: Effect::Allow, action, resource, condition } = written;
    let actions = action.listed().into_iter().map(whole_action).collect::<Result<Vec<_>, _>>()?;
    let resources = resource.listed();
    let resources = resources.iter().map(|text| Pattern::of_resource(text)).collect::<Result<Vec<_>, _>>()?;
    if actions.is_empty() || resources.is_empty() {
        return Err("a statement names no action or no resource".to_owned());
    }
    let conditions = condition.into_iter().flat_map(|(operator, keys)| {
        let of =
            move |(key, values): (String, OneOrMore)| Condition::compile(&operator, &key, values.listed());
        keys.into_iter().map(of)
    });
    let conditions = conditions.collect::<Result<Vec<_>, _>>()?;
    Ok(Statement { actions, resources, conditions })
}

fn whole_action(action: String) -> Result<String, String> {
    let is_whole = action.split_once(':').is_some_and(|(service, name)| {
        !service.is_empty() && !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric())
    });
    if is_whole { Ok(action) } else { Err(format!("the action {action} is not known: whole ones are")) }
}
