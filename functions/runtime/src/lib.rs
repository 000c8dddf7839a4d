//! What the functions share at run time: the Lambda loop with its error contract, the SDK's
//! configuration, and the classes of AWS errors. What they agree on without AWS is in `deskport-shared`.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

pub mod aws;
mod classify;
mod errors;
mod lambda;

pub use classify::failure;
pub use errors::{Call, Meaning};
pub use lambda::{parse, serve};
