//! Filling the placeholders of a body.

use crate::check::{Member, Shape, Text};
use crate::operation::Definition;
use crate::placeholder::{Values, fill};
use crate::violation::{DESKPORT, Findings, Path};
use serde_json::Value;

/// A body twice: as it is sent, and as it is checked (the two differ where something can't be filled in).
pub(super) struct FilledBody {
    pub(super) request: Value,
    pub(super) checkable: Value,
    /// Where a placeholder is wrong: the field's own rules say nothing more there.
    pub(super) faulty: Vec<Path>,
}

/// Fills in every text of `body` that takes placeholders.
pub(super) fn fill_body(
    body: &Value,
    definition: &Definition,
    values: Values<'_>,
    path: &Path,
    findings: &mut Findings,
) -> FilledBody {
    let mut filled = FilledBody { request: body.clone(), checkable: body.clone(), faulty: Vec::new() };
    for place in places(body, definition, path) {
        let Some(text) = body.pointer(&place.pointer).and_then(Value::as_str) else { continue };
        match fill(text, place.rule, values, &place.path, findings) {
            Some(done) => {
                if !done.open.is_empty() {
                    let doubt =
                        format!("checked as far as it can be: {} is not known here", done.open.join(" and "));
                    findings.warning(&place.path, text, doubt, DESKPORT);
                }
                set(&mut filled.request, &place.pointer, done.text);
                set(&mut filled.checkable, &place.pointer, done.checkable);
            }
            None => filled.faulty.push(place.path),
        }
    }
    filled
}

fn set(body: &mut Value, pointer: &str, text: String) {
    if let Some(value) = body.pointer_mut(pointer) {
        *value = Value::String(text);
    }
}

struct Place {
    /// Within the body.
    pointer: String,
    /// Within the document.
    path: Path,
    rule: &'static Text,
}

fn places(body: &Value, definition: &Definition, path: &Path) -> Vec<Place> {
    definition
        .members
        .iter()
        .filter(|m| m.placeholders)
        .flat_map(|m| in_member(&body[m.name], m, path))
        .collect()
}

fn in_member(value: &Value, member: &Member, path: &Path) -> Vec<Place> {
    let inner = Path::root().member(member.name);
    let outer = path.member(member.name);
    let place = |inner: &Path, outer: &Path, rule| Place {
        pointer: inner.as_str().to_owned(),
        path: outer.clone(),
        rule,
    };
    match (member.shape, value) {
        (Shape::Text(rule), Value::String(_)) => vec![place(&inner, &outer, rule)],
        (Shape::Map(_, _, _, rule), Value::Object(map)) => {
            map.keys().map(|key| place(&inner.member(key), &outer.member(key), rule)).collect()
        }
        (Shape::List(_, _, Shape::Structure(members)), Value::Array(items)) => {
            let texts = members.iter().filter(|m| m.placeholders);
            let rules: Vec<_> = texts
                .filter_map(|m| if let Shape::Text(rule) = m.shape { Some((m.name, rule)) } else { None })
                .collect();
            let each = |index: usize| {
                let (inner, outer) = (inner.index(index), outer.index(index));
                rules.iter().map(move |(name, rule)| Place {
                    pointer: inner.member(name).as_str().to_owned(),
                    path: outer.member(name),
                    rule,
                })
            };
            (0..items.len()).flat_map(each).collect()
        }
        _ => Vec::new(),
    }
}
