//! The request's rules checked against AWS's own model, which the simulator has a copy of, and what is generated from
//! the rules checked against the files.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "how much was compared is shown with --nocapture")]

mod corpus;
mod event;
mod examples;
mod generated;
mod members;
mod probes;
mod properties;
mod requests;
mod schema;

use std::fs;
use std::path::{Path, PathBuf};

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A file of the repository.
fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
