//! What the expressions of a state see.

use super::limits::{DATA_MAX, VARIABLES_MAX, exceeded, within_limits};
use super::{Engine, TaskError};
use crate::asl::{Assign, Template};
use crate::clock;
use crate::jsonata::{Host, size};
use jsonata_core::value::JValue;
use std::rc::Rc;

/// What `$states` holds beside the input.
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
        within_limits(value?)
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

    /// Evaluates assignments, all with the values before them.
    pub(super) fn assigned(
        &mut self,
        thread: usize,
        assign: &Assign,
        sight: &Sight,
    ) -> Result<Vec<(String, JValue)>, TaskError> {
        let values = assign.0.iter().map(|(name, t)| Ok((name.clone(), self.evaluate(thread, t, sight)?)));
        let values = values.collect::<Result<Vec<_>, TaskError>>()?;
        self.store(thread, &values)?;
        Ok(values)
    }

    /// Counts what an assignment stores.
    fn store(&mut self, thread: usize, values: &[(String, JValue)]) -> Result<(), TaskError> {
        let sizes: Vec<usize> = values.iter().map(|(_, value)| size(value)).collect();
        if sizes.iter().sum::<usize>() > DATA_MAX {
            return Err(exceeded("the variables of one Assign"));
        }
        for ((name, _), bytes) in values.iter().zip(sizes) {
            self.threads[thread].sizes.insert(name.clone(), bytes);
        }
        let execution = self.threads[thread].execution;
        let own = self.threads.iter().filter(|thread| thread.execution == execution);
        match own.flat_map(|thread| thread.sizes.values()).sum::<usize>() {
            0..=VARIABLES_MAX => Ok(()),
            bytes => Err(exceeded(&format!("variables of {bytes} bytes"))),
        }
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
