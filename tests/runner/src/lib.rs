//! Runs the very files of `statemachine/` with the real handlers, the simulator and a virtual clock: thousands of runs,
//! each from a seed alone, with faults injected and invariants checked after each.

#![cfg_attr(test, allow(clippy::unwrap_used, reason = "a test fails by panicking"))]

pub mod access;
pub mod asl;
pub mod case;
pub mod clock;
pub mod cost;
pub mod engine;
pub mod error_names;
pub mod fault;
pub mod functions;
pub mod handover;
pub mod invariant;
pub mod jsonata;
pub mod logs;
pub mod machines;
pub mod polling;
pub mod record;
pub mod rng;
pub mod run;
pub mod scenario;
pub mod services;
pub mod soak;
pub mod time;
pub mod timeline;
pub mod world;

// Here, so that all that runs scenarios has it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
