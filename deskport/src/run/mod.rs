//! A run, as Step Functions shows it: the executions of `import` and `step`, and what their histories say of each entry.

pub(crate) mod entry;
pub(crate) mod event;
pub(crate) mod execution;
mod known;
pub(crate) mod name;
pub(crate) mod question;
pub(crate) mod read;
mod span;
pub(crate) mod stage;
pub(crate) mod view;
