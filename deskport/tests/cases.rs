#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
//! Each folder of `tests/cases` has a file, the arguments and the exact output; `docs/validate.md` shows some of
//! them. `UPDATE_EXPECT=1 cargo test -p deskport --test cases` regenerates the outputs and the page.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cases() -> Vec<PathBuf> {
    let mut folders: Vec<_> =
        fs::read_dir(here().join("tests/cases")).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 40, "{folders:?}");
    folders
}

fn arguments(case: &Path) -> String {
    fs::read_to_string(case.join("args")).unwrap().trim().to_owned()
}

/// The exit code, then what a terminal would show, without colours.
fn output_of(case: &Path) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_deskport"))
        .args(arguments(case).split(' '))
        .current_dir(case)
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), text)
}

fn update() -> bool {
    std::env::var_os("UPDATE_EXPECT").is_some()
}

/// Compares a file with what it should hold, or writes it.
fn expect(file: &Path, text: &str) {
    if update() {
        fs::write(file, text).unwrap();
    }
    let held = fs::read_to_string(file).unwrap_or_default();
    assert_eq!(held, text, "{} is not current: see tests/cases.rs", file.display());
}

#[test]
fn every_case_has_its_exact_output() {
    for case in cases() {
        let (code, text) = output_of(&case);
        expect(&case.join("expected.txt"), &format!("exit {code}\n{text}"));
    }
}

#[test]
fn every_case_says_why_it_is_there() {
    for case in cases() {
        let about = fs::read_to_string(case.join("about.md")).unwrap();
        assert!(about.lines().count() >= 3, "{}", case.display());
    }
}

#[test]
fn no_case_shows_what_is_sensitive_or_a_character_that_a_terminal_acts_on() {
    for case in cases() {
        let (_, text) = output_of(&case);
        assert!(!text.contains("not-for-everybody"), "{}: {text}", case.display());
        assert!(!text.contains(|c: char| c != '\n' && c.is_control()), "{}: {text:?}", case.display());
        assert!(!text.contains('\u{202e}'), "{}: {text:?}", case.display());
    }
}

#[test]
fn the_page_shows_the_cases_as_they_are() {
    let file = here().join("../docs/validate.md");
    let page = fs::read_to_string(&file).unwrap();
    let mut current = String::new();
    let mut rest = page.as_str();
    let mut shown = 0;
    while let Some((before, after)) = rest.split_once("<!-- case ") {
        let (name, after) = after.split_once(" -->\n").unwrap();
        let (_, after) = after.split_once("<!-- end -->").unwrap();
        current += before;
        let _ = write!(
            current,
            "<!-- case {name} -->\n{}<!-- end -->",
            section(&here().join("tests/cases").join(name))
        );
        rest = after;
        shown += 1;
    }
    current += rest;
    assert!(shown >= 20, "{shown} cases on the page");
    expect(&file, &current);
}

/// One case as the page shows it.
fn section(case: &Path) -> String {
    let about = fs::read_to_string(case.join("about.md")).unwrap();
    let (title, why) = about.split_once("\n\n").unwrap();
    let arguments = arguments(case);
    let file = arguments.split(' ').nth(1).unwrap();
    let (code, text) = output_of(case);
    let mut section = format!("### {title}\n\n{}\n\n", why.trim_end());
    if let Ok(request) = fs::read_to_string(case.join(file)) {
        let _ = write!(section, "```json\n{}\n```\n\n", request.trim_end());
    }
    let _ = write!(section, "```console\n$ deskport {arguments}\n{text}$ echo $?\n{code}\n```\n");
    section
}
