//! The values of CloudFormation's functions in one stack. A function that is not known here is refused.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Template;
use super::arns;

/// What is known of a stack when it is deployed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stack {
    /// The partition, such as `aws`.
    pub partition: String,
    /// The Region.
    pub region: String,
    /// The account, 12 digits.
    pub account_id: String,
    /// The stack's name.
    pub name: String,
    /// The parameters that are given; the others have the template's defaults.
    pub parameters: BTreeMap<String, String>,
    /// How resources are named; any other is named by its logical id.
    pub names: BTreeMap<String, String>,
}

impl Stack {
    /// A stack in the partition `aws`, with the template's defaults and names.
    pub fn new(region: &str, account_id: &str) -> Self {
        Self {
            partition: "aws".to_owned(),
            region: region.to_owned(),
            account_id: account_id.to_owned(),
            name: "deskport".to_owned(),
            parameters: BTreeMap::new(),
            names: BTreeMap::new(),
        }
    }

    /// The name of a resource.
    pub(super) fn name_of<'s>(&'s self, logical_id: &'s str) -> &'s str {
        self.names.get(logical_id).map_or(logical_id, String::as_str)
    }
}

/// Resolves values of a template in a stack.
pub(super) struct Resolver<'a> {
    template: &'a Template,
    pub(super) stack: &'a Stack,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(template: &'a Template, stack: &'a Stack) -> Self {
        Self { template, stack }
    }

    /// A value, resolved; `None` for `AWS::NoValue`, which removes the member of an object or a list.
    pub(super) fn resolve(&self, value: &Value) -> Result<Option<Value>, String> {
        match value {
            Value::Array(items) => {
                let items = items.iter().map(|item| self.resolve(item));
                Ok(Some(items.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()))
            }
            Value::Object(members) => match function(members) {
                Some((function, argument)) => self.call(function, argument),
                None => self.members(members).map(|members| Some(Value::Object(members))),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(Some(value.clone())),
        }
    }

    fn members(&self, members: &Map<String, Value>) -> Result<Map<String, Value>, String> {
        let members = members.iter().map(|(name, value)| Ok((name, self.resolve(value)?)));
        let members = members.collect::<Result<Vec<_>, String>>()?;
        Ok(members.into_iter().filter_map(|(name, value)| Some((name.clone(), value?))).collect())
    }

    fn call(&self, function: &str, argument: &Value) -> Result<Option<Value>, String> {
        let parts = argument.as_array().map(Vec::as_slice);
        match (function, parts, argument.as_str()) {
            ("Ref", _, Some("AWS::NoValue")) => Ok(None),
            ("Ref", _, Some(name)) => self.reference(name).map(some_text),
            ("Fn::GetAtt", Some([Value::String(id), Value::String(attribute)]), _) => {
                self.attribute(id, attribute).map(some_text)
            }
            ("Fn::Sub", None, Some(text)) => self.substitute(text, &Map::new()).map(some_text),
            ("Fn::Sub", Some([Value::String(text), Value::Object(own)]), _) => {
                self.substitute(text, &self.members(own)?).map(some_text)
            }
            ("Fn::Split", Some([Value::String(between), text]), _) => self.split(between, text).map(Some),
            ("Fn::Join", Some([Value::String(between), list]), _) => self.join(between, list).map(some_text),
            ("Fn::If", Some([Value::String(condition), yes, no]), _) => {
                self.resolve(if self.holds(condition)? { yes } else { no })
            }
            _ => Err(format!("{function} of {argument} is not known")),
        }
    }

    fn split(&self, between: &str, text: &Value) -> Result<Value, String> {
        match self.resolve(text)? {
            Some(Value::String(text)) => Ok(text.split(between).map(Value::from).collect()),
            other => Err(format!("Fn::Split of {other:?} is not known")),
        }
    }

    /// Joins a list, or a parameter of the type CommaDelimitedList, whose value is its text here.
    fn join(&self, between: &str, list: &Value) -> Result<String, String> {
        let joined = match self.resolve(list)? {
            Some(Value::String(text)) => text.replace(',', between),
            Some(Value::Array(items)) if items.iter().all(Value::is_string) => {
                items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(between)
            }
            other => return Err(format!("Fn::Join of {other:?} is not known")),
        };
        Ok(joined)
    }

    /// The value of `Ref` for a parameter, a pseudo parameter or a resource.
    fn reference(&self, name: &str) -> Result<String, String> {
        let stack = self.stack;
        match name {
            "AWS::Partition" => Ok(stack.partition.clone()),
            "AWS::Region" => Ok(stack.region.clone()),
            "AWS::AccountId" => Ok(stack.account_id.clone()),
            "AWS::StackName" => Ok(stack.name.clone()),
            _ => match self.template.get("Parameters", name) {
                Some(parameter) => self.parameter(name, parameter),
                None => arns::reference(stack, name, self.kind(name)?),
            },
        }
    }

    fn parameter(&self, name: &str, declared: &Value) -> Result<String, String> {
        let given = self.stack.parameters.get(name).cloned();
        let default = || match &declared["Default"] {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        given.or_else(default).ok_or_else(|| format!("the parameter {name} has no value"))
    }

    fn attribute(&self, id: &str, attribute: &str) -> Result<String, String> {
        arns::attribute(self.stack, id, self.kind(id)?, attribute)
    }

    /// The type of a resource.
    fn kind(&self, id: &str) -> Result<&str, String> {
        let resource = self.template.get("Resources", id);
        resource
            .and_then(|resource| resource["Type"].as_str())
            .ok_or_else(|| format!("nothing is named {id}"))
    }

    /// Fills in `${Name}` and `${Name.Attribute}`.
    fn substitute(&self, text: &str, own: &Map<String, Value>) -> Result<String, String> {
        let mut parts = text.split("${");
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once('}').ok_or_else(|| format!("{text:?} lacks a brace"))?;
            let value = match (own.get(name).and_then(Value::as_str), name.split_once('.')) {
                (Some(value), _) => value.to_owned(),
                (None, Some((id, attribute))) => self.attribute(id, attribute)?,
                (None, None) => self.reference(name)?,
            };
            filled.push_str(&value);
            filled.push_str(rest);
        }
        Ok(filled)
    }

    /// Whether a condition of the template holds.
    pub(super) fn holds(&self, name: &str) -> Result<bool, String> {
        let condition = self.template.get("Conditions", name);
        self.is_true(condition.ok_or_else(|| format!("no condition is named {name}"))?)
    }

    fn each(&self, conditions: &[Value]) -> Result<Vec<bool>, String> {
        conditions.iter().map(|condition| self.is_true(condition)).collect()
    }

    fn is_true(&self, condition: &Value) -> Result<bool, String> {
        if let Some(name) = condition["Condition"].as_str() {
            return self.holds(name);
        }
        let parts = condition.as_object().and_then(function);
        match parts.map(|(function, argument)| (function, argument.as_array().map(Vec::as_slice))) {
            Some(("Fn::Equals", Some([one, other]))) => Ok(self.resolve(one)? == self.resolve(other)?),
            Some(("Fn::Not", Some([condition]))) => Ok(!self.is_true(condition)?),
            Some(("Fn::And", Some(conditions))) => self.each(conditions).map(|each| !each.contains(&false)),
            Some(("Fn::Or", Some(conditions))) => self.each(conditions).map(|each| each.contains(&true)),
            _ => Err(format!("the condition {condition} is not known")),
        }
    }
}

/// The function that an object calls.
fn function(members: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = members.iter().next()?;
    (members.len() == 1 && (name == "Ref" || name.starts_with("Fn::"))).then_some((name.as_str(), argument))
}

#[allow(clippy::unnecessary_wraps, reason = "what a function gives may be no value at all")]
fn some_text(text: String) -> Option<Value> {
    Some(Value::String(text))
}
