//! The adapters over the wire: the functions' real handlers and the real SDK against the simulator.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod adoption;
mod ahead;
mod approval_page;
mod byol;
mod copies;
mod deadline;
mod deliver;
mod failures;
mod fleet;
mod handover;
mod log;
mod passing;
mod responses;
mod retries;
mod routes;
mod share;
mod slow;
mod support;
