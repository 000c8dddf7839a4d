//! The invariants of ARCHITECTURE.md that files alone can show.

use crate::{read, root};
use deskport_aws::Call;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    assert!(!found.is_empty(), "{folder}");
    found
}

#[test]
fn shared_has_no_sdk_no_clock_and_no_io() {
    let manifest = read("shared/Cargo.toml");
    let dependencies =
        manifest.split("[dependencies]").nth(1).unwrap().split("[dev-dependencies]").next().unwrap();
    let names: Vec<_> =
        dependencies.lines().filter_map(|l| l.split(['.', ' ']).next()).filter(|n| !n.is_empty()).collect();
    assert_eq!(names, ["askama", "regex-lite", "serde", "serde_json", "sha2", "strsim", "thiserror"]);
    for file in sources("shared/src") {
        let text = fs::read_to_string(&file).unwrap();
        for forbidden in [
            "std::time",
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "std::thread",
            "println!",
            "tokio",
            "aws_",
        ] {
            assert!(!text.contains(forbidden), "{}: {forbidden}", file.display());
        }
    }
}

#[test]
fn sdk_types_appear_only_in_aws() {
    for folder in ["functions", "shared/src", "deskport/src", "tests/runner/src"] {
        for file in sources(folder) {
            if file.starts_with(root().join("deskport/src/aws")) {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            assert!(!text.contains("aws_sdk_"), "{}", file.display());
        }
    }
    for function in functions() {
        assert!(!read(format!("functions/{function}/Cargo.toml")).contains("aws-sdk-"), "{function}");
    }
}

fn functions() -> Vec<String> {
    let folders = fs::read_dir(root().join("functions")).unwrap().map(|entry| entry.unwrap().file_name());
    folders.map(|name| name.into_string().unwrap()).collect()
}

#[test]
fn functions_holds_functions_alone() {
    let mut found = functions();
    found.sort();
    assert_eq!(
        found,
        ["approval-page", "check-status", "deliver", "enable-byol", "notify", "plan-import", "start-import"]
    );
    for function in found {
        assert!(root().join(format!("functions/{function}/src/main.rs")).exists(), "{function}");
    }
}

#[test]
fn there_is_one_file_for_each_aws_operation_and_one_line_registers_it() {
    let registry = read("aws/src/operation/mod.rs");
    let mut files = 0;
    for file in sources("aws/src/operation") {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "mod" {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let (_, operation) = action(&text);
        assert_eq!(snake(&operation), name, "{}", file.display());
        let sent = text.matches(".send()").count();
        assert_eq!(sent, 1, "{}: {sent} calls", file.display());
        let classified = text.contains(&format!("failure(Call::{operation},"));
        assert!(classified, "{}: its errors are not classified as those of {operation}", file.display());
        let line = format!("{name}::{operation}Error => {operation},");
        assert_eq!(registry.matches(&line).count(), 1, "{operation} is not registered");
        files += 1;
    }
    assert_eq!(files, Call::ALL.len());
}

#[test]
fn the_command_has_one_file_for_each_operation_that_it_calls_and_its_page_names_the_permission() {
    let registry = read("deskport/src/aws/operation/mod.rs");
    let pages = read("docs/command.md") + &read("docs/doctor.md");
    for file in sources("deskport/src/aws/operation") {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "mod" {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let (service, operation) = action(&text);
        // Where two services have an operation of one name, the second's file names the service too.
        let plain = name.replace(&format!("_{service}_"), "_");
        assert!([&name, &plain].contains(&&snake(&operation)), "{}", file.display());
        assert!(registry.contains(&format!("pub(crate) mod {name};")), "{name} is not registered");
        let permission = format!("{service}:{operation}");
        // The plain protocols of `query/` put the service before the operation.
        let named = [&permission, &operation].into_iter().any(|one| text.contains(&format!("\"{one}\"")));
        assert!(named, "{}: its errors don't name {permission}", file.display());
        assert!(
            pages.contains(&format!("`{permission}`")),
            "docs/command.md and docs/doctor.md lack {permission}"
        );
    }
}

#[test]
fn a_functions_role_allows_what_the_function_calls() {
    let template = read("infra/template.yaml");
    let mut called = BTreeSet::new();
    for function in ["enable-byol", "start-import", "deliver", "check-status", "notify", "approval-page"] {
        let sources = sources(&format!("functions/{function}/src")).into_iter();
        let port: String = sources.map(|file| fs::read_to_string(file).unwrap()).collect();
        for call in Call::ALL {
            let module = snake(call.as_str());
            if !port.contains(&format!("{module}::")) {
                continue;
            }
            let (service, operation) = action(&read(format!("aws/src/operation/{module}.rs")));
            let role = role(&template, function).to_owned() + attached(&template, function);
            assert!(
                role.contains(&format!("{service}:{operation}")),
                "{function}'s role lacks {service}:{operation}"
            );
            called.insert(module);
        }
    }
    assert_eq!(called.len(), Call::ALL.len(), "an operation is called by nobody: {called:?}");
}

/// The action that a file's first line names: `//! service:Operation`.
fn action(text: &str) -> (String, String) {
    let words = text.trim_start_matches("//! ").split([',', '.', ':', '\n', ' ']).take(2);
    let words: Vec<_> = words.map(str::to_owned).collect();
    (words[0].clone(), words[1].clone())
}

/// The part of the template that is a function's role.
fn role<'a>(template: &'a str, function: &str) -> &'a str {
    let name = role_name(function) + ":\n";
    let start = template.find(&format!("  {name}")).unwrap_or_else(|| panic!("{name}"));
    resource(&template[start + name.len()..])
}

/// The rest of a policy of its own that is attached to a function's role; empty where there is none.
fn attached<'a>(template: &'a str, function: &str) -> &'a str {
    let roles = format!("      Roles: [!Ref {}]\n", role_name(function));
    template.split_once(&roles).map(|(_, rest)| resource(rest)).unwrap_or_default()
}

fn role_name(function: &str) -> String {
    function.split('-').map(|w| w[..1].to_uppercase() + &w[1..]).chain(["Role".to_owned()]).collect()
}

/// A text of the template to the end of its resource.
fn resource(rest: &str) -> &str {
    let end = rest
        .match_indices("\n  ")
        .find(|(i, _)| rest[i + 3..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '#'));
    &rest[..end.map_or(rest.len(), |(i, _)| i)]
}

fn snake(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

#[test]
fn only_enable_byol_may_modify_the_account() {
    let template = read("infra/template.yaml");
    assert_eq!(template.matches("workspaces:ModifyAccount").count(), 1);
    assert!(role(&template, "enable-byol").contains("workspaces:ModifyAccount"));
}
