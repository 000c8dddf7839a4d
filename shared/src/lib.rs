#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")
)]
//! What all Deskport functions and the command share: the request and its rules, the plan made from it, jobs and
//! their statuses, the cadence of looks, error names, the outcome and the notification's texts.
//!
//! Nothing here calls AWS, reads a clock or does I/O: every result depends on the arguments alone. So the command checks a
//! request exactly as a run does, and tests need no AWS account.

pub mod ami;
pub mod bounds;
pub mod byol;
pub mod cadence;
pub mod check;
pub mod console;
pub mod delivery;
pub mod error;
pub mod event;
pub mod fleet;
pub mod foreign;
pub mod image_tags;
pub mod input;
pub mod job;
pub mod json;
pub mod link;
pub mod message;
pub mod metrics;
pub mod namespace;
pub mod operation;
pub mod outcome;
pub mod placeholder;
pub mod plan;
pub mod preset;
pub mod recipe;
pub mod remedy;
pub mod request;
pub mod schema;
pub mod secret;
pub mod status;
pub mod tags;
pub mod violation;
