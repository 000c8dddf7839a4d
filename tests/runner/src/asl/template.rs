//! Values with expressions in them, compiled once.

use crate::jsonata::{Expression, from_json};
use jsonata_core::value::JValue;
use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A JSON value whose strings may be expressions.
#[derive(Debug)]
pub enum Template {
    /// `{% ... %}`.
    Expression(Box<Expression>),
    /// A value without expressions.
    Literal(JValue),
    /// An object with expressions in it.
    Object(Vec<(String, Template)>),
    /// An array with expressions in it.
    Array(Vec<Template>),
}

/// Variables that get a value, each from an expression that sees the values of before.
#[derive(Debug, Default)]
pub struct Assign(pub Vec<(String, Template)>);

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::compile(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Assign {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = serde_json::Map::<String, Value>::deserialize(deserializer)?;
        let compiled = members.iter().map(|(name, value)| Ok((name.clone(), Template::compile(value)?)));
        compiled.collect::<Result<_, String>>().map(Self).map_err(D::Error::custom)
    }
}

impl Template {
    /// Compiles every expression in a value.
    ///
    /// # Errors
    /// An expression can't be parsed or calls an unknown function.
    pub fn compile(value: &Value) -> Result<Self, String> {
        match value {
            Value::String(text) => Self::text(text),
            Value::Array(items) => {
                Ok(Self::Array(items.iter().map(Self::compile).collect::<Result<_, _>>()?).folded())
            }
            Value::Object(members) => {
                let compiled = members.iter().map(|(name, value)| Ok((name.clone(), Self::compile(value)?)));
                Ok(Self::Object(compiled.collect::<Result<_, String>>()?).folded())
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(Self::Literal(from_json(value))),
        }
    }

    fn text(text: &str) -> Result<Self, String> {
        match text.strip_prefix("{%").and_then(|rest| rest.strip_suffix("%}")) {
            Some(source) => Ok(Self::Expression(Box::new(Expression::compile(source)?))),
            None if text.contains("{%") || text.contains("%}") => {
                Err(format!("an expression is the whole string or none of it: {text}"))
            }
            None => Ok(Self::Literal(JValue::string(text))),
        }
    }

    /// Every expression in it.
    pub fn expressions(&self) -> Vec<&Expression> {
        match self {
            Self::Expression(expression) => vec![expression],
            Self::Literal(_) => Vec::new(),
            Self::Object(members) => members.iter().flat_map(|(_, value)| value.expressions()).collect(),
            Self::Array(items) => items.iter().flat_map(Self::expressions).collect(),
        }
    }

    /// A value without expressions is built once.
    fn folded(self) -> Self {
        if !self.expressions().is_empty() {
            return self;
        }
        match self.literal() {
            Some(value) => Self::Literal(value),
            None => self,
        }
    }

    fn literal(&self) -> Option<JValue> {
        match self {
            Self::Expression(_) => None,
            Self::Literal(value) => Some(value.clone()),
            Self::Object(members) => {
                let members = members.iter().map(|(name, value)| Some((name.clone(), value.literal()?)));
                Some(JValue::object(members.collect::<Option<_>>()?))
            }
            Self::Array(items) => {
                Some(JValue::array(items.iter().map(Self::literal).collect::<Option<Vec<_>>>()?))
            }
        }
    }
}
