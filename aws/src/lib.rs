//! What the functions share at run time: the Lambda loop with its error contract, the SDK's
//! configuration, and the classes of AWS errors. What they agree on without AWS is in `deskport-shared`.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

pub mod aws;
mod classify;
mod dns;
mod errors;
mod invocation;
mod lambda;
mod log;
mod watch;

pub use classify::{SERVICE_NOT_IN_REGION, failure};
pub use dns::NoSuchHost;
pub use errors::{Call, Meaning, PASSING_SECONDS};
pub use invocation::within;
pub use lambda::{parse, serve};
pub use log::subscriber;
pub use watch::{Deadline, Watch};
