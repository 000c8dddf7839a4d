//! How AWS is asked: the SDK's configuration, one file for each operation (`operation/`), the classes of AWS errors, and the
//! Lambda loop. No type of the SDK leaves this crate but its configuration. What the functions agree on without AWS is in
//! `deskport-shared`.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

pub mod bundle;
mod classify;
pub mod config;
mod deadline;
mod dns;
mod errors;
pub mod fleet;
pub mod history;
pub mod image;
mod invocation;
mod lambda;
mod log;
pub mod metrics;
pub mod operation;
mod service;
mod trust;
mod waiting;
mod watch;

pub use classify::SERVICE_NOT_IN_REGION;
pub use deadline::{Clock, Deadline, SystemClock, milliseconds};
pub use dns::NoSuchHost;
pub use errors::{Meaning, PASSING_SECONDS};
pub use invocation::within;
pub use lambda::{parse, report, serve, serve_http};
pub use log::subscriber;
pub use operation::Call;
pub use service::{AppStream, Services, Sfn, Sns, Workspaces};
