//! How much data Step Functions takes.
//!
//! Step Functions Developer Guide, "Service quotas": the input and the output of a task, state or execution have 256 KiB at
//! most as UTF-8 text, and "Passing data between states with variables": a variable and all values of one `Assign` have
//! 256 KiB, all variables of an execution 10 MiB. More is `States.DataLimitExceeded`, which `States.ALL` does not catch.

use super::TaskError;
use crate::jsonata::size;
use jsonata_core::value::JValue;

/// The largest input, output, argument, raw result or variable, in bytes.
pub(super) const DATA_MAX: usize = 262_144;
/// The largest sum of an execution's variables, in bytes.
pub(super) const VARIABLES_MAX: usize = 10 * 1024 * 1024;
/// The longest cause of an error, in characters (`SensitiveCause` in the API's model).
const CAUSE_MAX: usize = 32_768;

/// A value, where it is not too large.
pub(super) fn within_limits(value: JValue) -> Result<JValue, TaskError> {
    match size(&value) {
        0..=DATA_MAX => Ok(value),
        bytes => Err(exceeded(&format!("a value of {bytes} bytes"))),
    }
}

/// The error of a value that is too large.
pub(super) fn exceeded(what: &str) -> TaskError {
    TaskError::new("States.DataLimitExceeded", what)
}

/// An error, its cause cut to what a history keeps of it.
pub(super) fn short(error: TaskError) -> TaskError {
    match error.cause.char_indices().nth(CAUSE_MAX) {
        Some((end, _)) => TaskError { cause: error.cause[..end].to_owned(), ..error },
        None => error,
    }
}
