//! How the command asks AWS: the only place with types of the SDK. One file for each operation, in `operation/`.

pub(crate) mod answer;
pub(crate) mod connect;
mod error;
pub(crate) mod operation;
mod query;
pub(crate) mod settings;

pub(crate) use connect::{Connection, Session};
