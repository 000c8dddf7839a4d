//! The request's reader and its rules, on whatever libFuzzer invents.

#![no_main]

mod holds;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| holds::for_bytes(bytes));
