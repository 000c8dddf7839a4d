//! What holds for all checks, and `docs/doctor.md`.

use super::ALL;
use super::permissions::needed;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

#[test]
fn numbers_go_up_one_by_one() {
    let numbers: Vec<_> = ALL.iter().map(|check| usize::from(check.number)).collect();
    assert_eq!(numbers, (1..=ALL.len()).collect::<Vec<_>>());
}

#[test]
fn every_page_of_ours_is_there() {
    for check in ALL {
        let Some(page) = check.page.strip_prefix("docs/") else {
            assert!(check.page.starts_with("https://docs.aws.amazon.com/"), "{}", check.page);
            continue;
        };
        let (file, section) = page.split_once('#').unwrap_or((page, ""));
        let Ok(text) = fs::read_to_string(format!("{ROOT}/docs/{file}")) else {
            panic!("{}: there is no docs/{file}", check.name());
        };
        let anchors = text.lines().filter(|line| line.starts_with('#')).map(|line| {
            line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-").replace(['`', ',', '.'], "")
        });
        let anchors: BTreeSet<_> = anchors.collect();
        assert!(section.is_empty() || anchors.contains(section), "{}: no section {section}", check.name());
    }
}

/// The first line of each operation's file names its permission; other files name it where they report an error.
#[test]
fn every_permission_of_the_command_is_checked_or_used_by_a_check() {
    let of_checks = ALL.iter().flat_map(|check| check.permissions.iter().copied());
    let known: BTreeSet<&str> = needed().chain(of_checks).collect();
    let mut found = BTreeSet::new();
    for path in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/aws"))) {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let first = code.lines().next().unwrap().trim_start_matches("//! ");
        let named = code.split('"').skip(1).step_by(2).chain([first.split(['.', ',']).next().unwrap()]);
        // What comes after a second colon says what the call is for.
        let named = named.filter_map(|text| {
            let mut parts = text.splitn(3, ':');
            Some(format!("{}:{}", parts.next()?, parts.next()?))
        });
        found.extend(named.filter(|text| is_action(text)));
    }
    let unknown: Vec<_> = found.iter().filter(|action| !known.contains(action.as_str())).collect();
    assert!(unknown.is_empty(), "these are in no table: {unknown:?}");
    let unused: Vec<_> = known.iter().filter(|action| !found.contains(**action)).collect();
    assert!(unused.is_empty(), "these are used nowhere: {unused:?}");
}

fn is_action(text: &str) -> bool {
    text.split_once(':').is_some_and(|(service, operation)| {
        service.len() > 1
            && service.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
            && operation.starts_with(|c: char| c.is_ascii_uppercase())
            && operation.chars().all(|c| c.is_ascii_alphanumeric())
    })
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    found.filter(|path| !path.ends_with("tests.rs")).collect()
}

#[test]
fn what_the_other_verbs_need_is_documented() {
    let page = fs::read_to_string(format!("{ROOT}/docs/command.md")).unwrap();
    let missing: Vec<_> = needed().filter(|action| !page.contains(&format!("`{action}`"))).collect();
    assert!(missing.is_empty(), "docs/command.md lacks {missing:?}");
}

#[test]
fn the_table_of_the_documentation_is_current() {
    let path = format!("{ROOT}/docs/doctor.md");
    let text = fs::read_to_string(&path).unwrap();
    let expected = with(&text, "checks", &table_of_checks());
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let now = fs::read_to_string(&path).unwrap();
    assert!(
        now == expected,
        "docs/doctor.md: run UPDATE_EXPECT=1 cargo test --workspace --locked --lib -- doctor"
    );
}

/// The text with what stands between two marks replaced.
fn with(text: &str, name: &str, table: &str) -> String {
    let (start, end) = (format!("<!-- generated: {name} -->\n"), format!("<!-- end: {name} -->"));
    let (before, rest) = text.split_once(&start).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{start}\n{table}\n{end}{after}")
}

fn table_of_checks() -> String {
    let mut table = "| Number | What | Good if | Permissions | Read on |\n|---|---|---|---|---|\n".to_owned();
    for check in ALL {
        let permissions: Vec<_> = check.permissions.iter().map(|one| format!("`{one}`")).collect();
        let permissions = if permissions.is_empty() { "none".to_owned() } else { permissions.join(", ") };
        let page = match check.page.strip_prefix("docs/") {
            Some(page) => format!("[{}]({page})", page.split('#').next().unwrap()),
            None => format!("[AWS]({})", check.page),
        };
        let (name, title, about) = (check.name(), check.title, check.about);
        writeln!(table, "| {name} | {title} | {about} | {permissions} | {page} |").unwrap();
    }
    table
}
