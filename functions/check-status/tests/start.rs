//! The program as Lambda starts it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

#[test]
fn a_bundle_of_certificates_that_cannot_be_read_is_one_line_of_error() {
    let output = Command::new(env!("CARGO_BIN_EXE_check-status"))
        .env_clear()
        .envs([("AWS_REGION", "eu-west-1"), ("AWS_CA_BUNDLE", "/nowhere/ca.pem")])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "Error: \"AWS_CA_BUNDLE names /nowhere/ca.pem: No such file or directory (os error 2)\"\n"
    );
    assert_eq!(output.stdout, b"");
}
