//! What the expressions of a state see.

use super::{Engine, TaskError};
use crate::asl::{Assign, Template};
use crate::clock;
use crate::jsonata::{Host, size};
use jsonata_core::value::JValue;
use std::rc::Rc;

/// The largest input, output, argument or variable, in bytes.
const DATA_MAX: usize = 262_144;

/// What beside the input there is in `$states`.
#[derive(Clone, Default)]
pub(super) struct Sight {
    /// `$states.result`.
    pub(super) result: Option<JValue>,
    /// `$states.errorOutput`.
    pub(super) error: Option<JValue>,
    /// `$states.context.Map.Item`, where an item is selected.
    pub(super) item: Option<(usize, JValue)>,
}

impl Sight {
    pub(super) fn of_result(result: JValue) -> Self {
        Self { result: Some(result), ..Self::default() }
    }

    pub(super) fn of_error(error: &TaskError) -> Self {
        Self { error: Some(error_output(error)), ..Self::default() }
    }
}

/// An error as `$states.errorOutput` has it.
pub(super) fn error_output(error: &TaskError) -> JValue {
    object([("Error", JValue::string(error.error.as_str())), ("Cause", JValue::string(error.cause.as_str()))])
}

pub(super) fn object<const N: usize>(members: [(&str, JValue); N]) -> JValue {
    JValue::object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

impl Engine<'_> {
    /// Evaluates a value with expressions in it.
    pub(super) fn evaluate(
        &mut self,
        thread: usize,
        template: &Template,
        sight: &Sight,
    ) -> Result<JValue, TaskError> {
        let value = self.value(thread, template, sight);
        if let Err(error) = &value {
            self.defects.push(format!("{}: {}", self.threads[thread].state, error.cause));
        }
        let value = value?;
        if size(&value) > DATA_MAX {
            let said = format!("a value of {} bytes in {}", size(&value), self.threads[thread].state);
            return Err(TaskError::new("States.DataLimitExceeded", said));
        }
        Ok(value)
    }

    fn value(&self, thread: usize, template: &Template, sight: &Sight) -> Result<JValue, TaskError> {
        match template {
            Template::Literal(value) => Ok(value.clone()),
            Template::Object(members) => {
                let values =
                    members.iter().map(|(name, t)| Ok((name.clone(), self.value(thread, t, sight)?)));
                Ok(JValue::object(values.collect::<Result<_, TaskError>>()?))
            }
            Template::Array(items) => {
                let values = items.iter().map(|t| self.value(thread, t, sight));
                Ok(JValue::array(values.collect::<Result<Vec<_>, _>>()?))
            }
            Template::Expression(expression) => {
                let host = Host { now: self.world.now.get(), rng: Rc::clone(&self.rng) };
                let look = |name: &str| match name {
                    "states" => Some(self.states(thread, sight, expression.reads_context())),
                    _ => self.variable(thread, name),
                };
                let result = expression.evaluate(look, &host);
                result.map_err(|error| TaskError::new("States.QueryEvaluationError", error.to_string()))
            }
        }
    }

    /// Evaluates assignments, all with the values of before.
    pub(super) fn assigned(
        &mut self,
        thread: usize,
        assign: &Assign,
        sight: &Sight,
    ) -> Result<Vec<(String, JValue)>, TaskError> {
        assign.0.iter().map(|(name, t)| Ok((name.clone(), self.evaluate(thread, t, sight)?))).collect()
    }

    fn variable(&self, thread: usize, name: &str) -> Option<JValue> {
        let thread = &self.threads[thread];
        let outer = || self.variable(thread.parent.as_ref()?.0, name);
        thread.variables.get(name).cloned().or_else(outer)
    }

    fn states(&self, thread: usize, sight: &Sight, with_context: bool) -> JValue {
        let mut members = vec![("input".to_owned(), self.threads[thread].input.clone())];
        if with_context {
            members.push(("context".to_owned(), self.context(thread, sight)));
        }
        members.extend(sight.result.clone().map(|result| ("result".to_owned(), result)));
        members.extend(sight.error.clone().map(|error| ("errorOutput".to_owned(), error)));
        JValue::object(members.into_iter().collect())
    }

    /// The context object.
    fn context(&self, index: usize, sight: &Sight) -> JValue {
        let thread = &self.threads[index];
        let execution = &self.executions[thread.execution];
        let text = |text: &str| JValue::string(text);
        let mut members = vec![
            (
                "Execution",
                object([
                    ("Id", text(&execution.arn)),
                    ("Input", execution.input.clone()),
                    ("Name", text(&execution.name)),
                    ("StartTime", JValue::string(clock::iso(execution.start))),
                ]),
            ),
            (
                "State",
                object([
                    ("EnteredTime", JValue::string(clock::iso(thread.entered))),
                    ("Name", text(&thread.state)),
                    ("RetryCount", JValue::Number(f64::from(thread.retried))),
                ]),
            ),
            (
                "StateMachine",
                object([("Id", text(&execution.of.arn())), ("Name", text(execution.of.as_str()))]),
            ),
            ("Task", object([("Token", JValue::string(format!("token-{index}-{}", thread.visit)))])),
        ];
        if let Some((number, value)) = sight.item.as_ref().or(thread.item.as_ref()) {
            let number = JValue::Number(f64::from(u32::try_from(*number).unwrap_or_default()));
            members.push(("Map", object([("Item", object([("Index", number), ("Value", value.clone())]))])));
        }
        JValue::object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }
}
