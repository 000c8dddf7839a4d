//! The AWS operations that the command calls, one file each; the first line names the permission.

pub(crate) mod describe_execution;
pub(crate) mod get_execution_history;
pub(crate) mod get_parameters;
pub(crate) mod list_executions;
pub(crate) mod redrive_execution;
pub(crate) mod start_execution;
pub(crate) mod stop_execution;
