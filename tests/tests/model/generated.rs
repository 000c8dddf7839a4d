//! What is generated from the rules: `schema/request.schema.json`, and the tables in `docs/request.md`. With
//! `UPDATE_EXPECT=1` the tests write them, otherwise they compare.

use crate::{read, root};
use deskport_shared::ami;
use deskport_shared::byol;
use deskport_shared::check::{Form, Member, Shape, Text};
use deskport_shared::metrics::Metric;
use deskport_shared::operation::{Definition, OperationName, fields};
use deskport_shared::request::{MEMBERS, import_members, then_members};
use deskport_shared::schema;
use deskport_shared::violation::DESKPORT;
use std::fmt::Write;
use std::{env, fs};

/// Compares a file with what it has to be, or writes it.
fn expect(path: &str, text: &str) {
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(root().join(path), text).unwrap();
    }
    assert!(
        read(path) == text,
        "{path} is not current: run UPDATE_EXPECT=1 cargo test -p deskport-tests --test model"
    );
}

#[test]
fn the_committed_schema_is_current() {
    let text = serde_json::to_string_pretty(&schema::request()).unwrap() + "\n";
    fs::create_dir_all(root().join("schema")).unwrap();
    expect("schema/request.schema.json", &text);
}

#[test]
fn the_reference_of_the_request_is_current() {
    let mut text = read("docs/request.md");
    let mut blocks = vec![
        ("request".to_owned(), table(MEMBERS, "", DESKPORT)),
        ("EnableByol".to_owned(), table(byol::MEMBERS, "", DESKPORT)),
        ("import".to_owned(), table(&import_members(), "", DESKPORT)),
        ("Then".to_owned(), table(&then_members(), "", DESKPORT)),
        ("ami".to_owned(), ami_rules()),
    ];
    for operation in OperationName::ALL {
        blocks.push((operation.to_string(), body(operation.definition())));
    }
    for (name, block) in blocks {
        let (start, end) = (format!("<!-- generated: {name} -->\n"), format!("<!-- end: {name} -->"));
        let from =
            text.find(&start).unwrap_or_else(|| panic!("docs/request.md has no {start}")) + start.len();
        let to = text.find(&end).unwrap_or_else(|| panic!("docs/request.md has no {end}"));
        text.replace_range(from..to, &format!("\n{block}\n"));
    }
    expect("docs/request.md", &text);
}

#[test]
fn the_table_of_the_metrics_is_current() {
    let mut table =
        "| Metric | Unit | Dimensions | Written by | What it counts |\n|---|---|---|---|---|\n".to_owned();
    for metric in Metric::ALL {
        let metric = metric.definition();
        let dimensions: Vec<_> = metric.dimensions.iter().map(|one| format!("`{}`", one.as_str())).collect();
        let dimensions = if dimensions.is_empty() { "none".to_owned() } else { dimensions.join(", ") };
        writeln!(
            table,
            "| `{}` | {} | {dimensions} | {} | {} |",
            metric.name, metric.unit, metric.by, metric.meaning
        )
        .unwrap();
    }
    let mut text = read("docs/monitoring.md");
    let (start, end) = ("<!-- generated: metrics -->\n", "<!-- end: metrics -->");
    let from = text.find(start).unwrap() + start.len();
    let to = text.find(end).unwrap();
    text.replace_range(from..to, &format!("\n{table}\n"));
    expect("docs/monitoring.md", &text);
}

/// A table of members, those of structures below them.
fn table(members: &[Member], prefix: &str, source: &str) -> String {
    let mut text = "| Field | Required | What it holds | Source |\n|---|---|---|---|\n".to_owned();
    rows(members, prefix, source, &mut text);
    text
}

/// Members whose own members have a table of their own.
const OWN_TABLES: [&str; 2] = ["EnableByol", "Then"];

fn rows(members: &[Member], prefix: &str, source: &str, text: &mut String) {
    for member in members {
        let name = format!("{prefix}{}", member.name);
        let required = match (member.required, OperationName::from_name(&name)) {
            (true, _) if member.about.contains("where it is left out") => "yes, or the request's",
            (true, _) => "yes",
            (false, Some(_)) => "one of them",
            (false, None) => "no",
        };
        writeln!(text, "| `{name}` | {required} | {} | {} |", says(member), page(member, source)).unwrap();
        match member.shape {
            Shape::Structure(inner) | Shape::Union(inner) if !OWN_TABLES.contains(&member.name) => {
                rows(inner, &format!("{name}."), source, text);
            }
            Shape::List(_, _, Shape::Structure(inner)) if !OWN_TABLES.contains(&member.name) => {
                rows(inner, &format!("{name}[]."), source, text);
            }
            Shape::Map(_, _, keys, values) => {
                writeln!(text, "| `{name}` keys | | {}. | {} |", rule(keys), page_of(keys.source, source))
                    .unwrap();
                writeln!(
                    text,
                    "| `{name}` values | | {}. | {} |",
                    rule(values),
                    page_of(values.source, source)
                )
                .unwrap();
            }
            Shape::Text(_)
            | Shape::Enum(_)
            | Shape::Boolean
            | Shape::True
            | Shape::Integer(..)
            | Shape::Structure(_)
            | Shape::Union(_)
            | Shape::List(..)
            | Shape::Any => {}
        }
    }
}

fn says(member: &Member) -> String {
    let allowed = match (member.shape, member.shape.allowed()) {
        (Shape::Any | Shape::Structure(_), _) => String::new(),
        (Shape::Text(text), _) => format!(" {}.", capital(&rule(text))),
        (Shape::True, _) => " `true` alone.".to_owned(),
        (Shape::Enum(names), _) => format!(" One of `{}`.", names.join("`, `")),
        (Shape::List(_, _, Shape::Enum(names)), allowed) => {
            format!(" {} of: `{}`.", capital(&allowed), names.join("`, `"))
        }
        (_, allowed) => format!(" {}.", capital(&allowed)),
    };
    let filled = if member.placeholders { " Placeholders are filled in." } else { "" };
    let hidden = if member.sensitive { " Sensitive: never shown." } else { "" };
    format!("{}{allowed}{filled}{hidden}", member.about)
}

/// A rule with its pattern, where it has one.
fn rule(text: &Text) -> String {
    match &text.form {
        Form::Pattern { pattern, .. } => format!("{} (`{}`)", text.allowed(), pattern.replace('|', "\\|")),
        Form::Any
        | Form::NoNul
        | Form::Lines
        | Form::Characters { .. }
        | Form::AppStreamTag
        | Form::AppStreamTagKey => {
            // Backslashes and the like are shown as they are.
            text.allowed().replace('\\', "`\\`").replace('_', "`_`")
        }
    }
}

fn page(member: &Member, source: &str) -> String {
    let own = match member.shape {
        Shape::Text(text) => page_of(text.source, source),
        Shape::Enum(_)
        | Shape::Boolean
        | Shape::True
        | Shape::Integer(..)
        | Shape::Structure(_)
        | Shape::Union(_)
        | Shape::List(..)
        | Shape::Map(..)
        | Shape::Any => source.to_owned(),
    };
    match member.limit_source {
        Some(limit) => format!("{own}; the largest size: {limit}"),
        None => own,
    }
    .replace(DESKPORT, "this page")
}

fn page_of(rule: &str, source: &str) -> String {
    if source.starts_with(rule) { source.to_owned() } else { rule.to_owned() }
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn body(definition: &Definition) -> String {
    let mut text = table(definition.members, "", &definition.documentation());
    if !definition.notes.is_empty() || !definition.not_in_then.is_empty() {
        text += "\nBetween the fields:\n\n";
    }
    if !definition.not_in_then.is_empty() {
        let members = definition.not_in_then.join(", ");
        writeln!(
            text,
            "- In Then the entry takes the image of the entry above it: no {members}. *this page*"
        )
        .unwrap();
    }
    for note in definition.notes {
        writeln!(text, "- {} *{}*", note.text, note.source.replace(DESKPORT, "this page")).unwrap();
    }
    text
}

fn ami_rules() -> String {
    let mut text = format!(
        "| In its description | For WorkSpaces (*{}*) | For AppStream (*{}*) |\n|---|---|---|\n",
        fields::BYOL_GUIDE,
        fields::IMPORT_GUIDE
    );
    for rule in ami::RULES {
        writeln!(text, "| `{}` | {} | {} |", rule.about, rule.workspaces, rule.appstream).unwrap();
    }
    text
}
