//! The test runner's own tests: many seeds, each step twice, each step failing, broken handlers, cases, polling.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod aftermath;
mod approve;
mod broken;
mod byol;
mod case;
mod cost;
mod field;
mod long;
mod machines;
mod network;
mod permissions;
mod polling;
mod requests;
mod seeds;
mod sizes;
mod steps;
mod sweep;
mod texts;
