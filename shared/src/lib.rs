#![cfg_attr(
    test,
    allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")
)]
//! What every Deskport function agrees on: the request and its rules, the plan made from it, jobs and
//! their statuses, the cadence of looks, error names, the outcome and the notification's texts.
//!
//! Nothing here calls AWS, reads a clock or does I/O: every answer is a function of its arguments.

pub mod ami;
pub mod bounds;
pub mod byol;
pub mod cadence;
pub mod check;
pub mod console;
pub mod error;
pub mod foreign;
pub mod input;
pub mod job;
pub mod json;
pub mod message;
pub mod operation;
pub mod outcome;
pub mod placeholder;
pub mod plan;
pub mod preset;
pub mod recipe;
pub mod remedy;
pub mod request;
pub mod schema;
pub mod status;
pub mod tags;
pub mod violation;
