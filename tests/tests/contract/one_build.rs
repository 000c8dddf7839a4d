//! `make demo` and `make test` share one build: cargo builds a crate anew for every other set of features.

use crate::root;
use std::collections::BTreeSet;
use std::process::Command;

/// Each crate of the tree that cargo builds for these arguments, with its features.
fn crates(arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .current_dir(root())
        .args(["tree", "--locked", "--offline", "--prefix", "none", "--format", "{p} {f}"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let crates: BTreeSet<_> = text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect();
    assert!(crates.len() > 100, "{text}");
    crates
}

#[test]
fn the_demo_builds_no_crate_with_other_features_than_the_tests() {
    let makefile = crate::read("Makefile");
    let build = makefile
        .lines()
        .find(|line| line.contains("build --locked $(addprefix -p ,$(FUNCTIONS)) -p "))
        .unwrap();
    let functions = makefile.lines().find_map(|line| line.strip_prefix("FUNCTIONS := ")).unwrap();
    let others = build.split(" -p ").skip(2).map(str::trim);
    let packages: Vec<_> = functions.split(' ').chain(others).flat_map(|name| ["-p", name]).collect();
    let demo = crates(&[&packages[..], &["--edges", "normal,build"]].concat());
    let tests = crates(&["--workspace", "--edges", "normal,build,dev"]);
    let built_twice: Vec<_> = demo.difference(&tests).collect();
    assert!(
        built_twice.is_empty(),
        "name these features in tests/Cargo.toml as the tests have them: {built_twice:?}"
    );
}
