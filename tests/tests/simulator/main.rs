//! Tests of the simulator from outside: the core and the wire. Those of its program are its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod account;
mod appstream_images;
mod bundles;
mod control;
mod fleets;
mod http;
mod lists;
mod model_check;
mod permissions;
mod readme;
mod regions;
mod robustness;
mod scripts;
mod sharing;
mod support;
mod tags;
mod wire_cbor;
mod wire_json;
mod workspace_images;
