//! JSONata as Step Functions has it: an expression is compiled once and evaluated with the variables that it reads.

mod functions;
mod value;

pub use functions::Host;
pub use value::{from_json, kind, plain, size, to_json};

use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator};
use jsonata_core::parser;
use jsonata_core::value::JValue;
use serde_json::Value;
use std::collections::BTreeSet;

/// A compiled expression.
#[derive(Debug)]
pub struct Expression {
    source: String,
    ast: AstNode,
    variables: Vec<String>,
    host_functions: Vec<String>,
    reads_context: bool,
}

/// An expression can't be evaluated: `States.QueryEvaluationError`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} in the expression {{% {expression} %}}")]
pub struct QueryError {
    /// The expression.
    pub expression: String,
    /// What is wrong.
    pub what: String,
}

impl Expression {
    /// Compiles an expression.
    ///
    /// # Errors
    /// What can't be parsed, and functions that Step Functions or this runner does not have.
    pub fn compile(source: &str) -> Result<Self, String> {
        let source = source.trim().to_owned();
        let ast = parser::parse(&source).map_err(|error| format!("{error} in {source}"))?;
        let names = Names::read(&ast)?;
        let own = |name: &String| !names.local.contains(name);
        if let Some(name) =
            names.called.iter().filter(|name| own(name)).find(|name| !functions::is_known(name))
        {
            return Err(format!("the function ${name} is not known in {source}"));
        }
        let host_functions = names.called.iter().filter(|name| functions::is_hosted(name)).cloned().collect();
        let variables = names.read.iter().filter(|name| own(name)).cloned().collect();
        Ok(Self { ast, variables, host_functions, reads_context: names.fields.contains("context"), source })
    }

    /// The variables that it reads and does not bind itself.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(String::as_str)
    }

    /// Whether it may read the context object.
    pub const fn reads_context(&self) -> bool {
        self.reads_context
    }

    /// Evaluates it. `look` returns the value of a variable.
    ///
    /// # Errors
    /// What JSONata refuses, and a result that is undefined or no JSON.
    pub fn evaluate(&self, look: impl Fn(&str) -> Option<JValue>, host: &Host) -> Result<JValue, QueryError> {
        let mut context = Context::new();
        for name in &self.variables {
            if let Some(value) = look(name) {
                context.bind(name.clone(), value);
            }
        }
        let mut evaluator = Evaluator::with_context(context);
        let fault = |what: String| QueryError { expression: self.source.clone(), what };
        functions::register(&mut evaluator, &self.host_functions, host).map_err(fault)?;
        let result =
            evaluator.evaluate(&self.ast, &JValue::Undefined).map_err(|error| fault(error.to_string()))?;
        plain(&result).ok_or_else(|| fault(format!("the result is {}", kind(&result))))
    }
}

/// The names that an expression uses.
#[derive(Default)]
struct Names {
    called: BTreeSet<String>,
    read: BTreeSet<String>,
    /// Parameters and variables that the expression binds itself.
    local: BTreeSet<String>,
    fields: BTreeSet<String>,
}

impl Names {
    fn read(ast: &AstNode) -> Result<Self, String> {
        let tree = serde_json::to_value(ast).map_err(|error| error.to_string())?;
        let mut names = Self::default();
        names.walk(&tree);
        names.read.remove("");
        Ok(names)
    }

    /// Walks the tree in its JSON form: a node is an object of one member, named after its kind.
    fn walk(&mut self, node: &Value) {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        match node {
            Value::Object(members) => {
                for (kind, inner) in members {
                    match kind.as_str() {
                        "Function" => self.called.extend(text(&inner["name"])),
                        "Variable" => self.read.extend(text(inner)),
                        "Name" => self.fields.extend(text(inner)),
                        "Lambda" => {
                            let parameters = inner["params"].as_array().into_iter().flatten();
                            self.local.extend(parameters.filter_map(text));
                        }
                        "Binary" if inner["op"] == "ColonEqual" => {
                            self.local.extend(text(&inner["lhs"]["Variable"]));
                        }
                        _ => {}
                    }
                    self.walk(inner);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.walk(item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
