//! Filling the placeholders of a body.

use super::Context;
use super::source::Ami;
use crate::check::{Member, Shape, Text};
use crate::operation::Definition;
use crate::placeholder::{Filled, Values, fill};
use crate::violation::{DESKPORT, Findings, Path, shorten};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// A body twice: as it is sent, and as it is checked (the two differ if something is not known).
pub(super) struct Filling {
    pub(super) request: Value,
    pub(super) checkable: Value,
    /// Where a placeholder is wrong: the field's own rules report nothing more there.
    wrong: HashSet<String>,
    /// What messages show as given if the text that is checked differs.
    given: HashMap<String, String>,
    /// The members with placeholders that can't be filled in here, each with what a violation says of its characters: with
    /// their places in the text that is checked, and without, because the places in the text that was given differ.
    open: HashMap<String, (String, String)>,
}

/// Fills in every text of a body that may have placeholders. The body is passed twice: as it is sent and as it is checked.
pub(super) fn fill_body(
    (request, checkable): (Value, Value),
    definition: &Definition,
    (ami, context): (Ami<'_>, &Context<'_>),
    path: &Path,
    findings: &mut Findings,
) -> Filling {
    let places = places(&request, definition, path);
    let mut filling =
        Filling { request, checkable, wrong: HashSet::new(), given: HashMap::new(), open: HashMap::new() };
    let values = ami.values(context);
    for place in places {
        let Some(text) = filling.request.pointer(&place.pointer).and_then(Value::as_str) else { continue };
        let text = text.to_owned();
        match fill(&text, place.rule, values) {
            Ok(done) => {
                report_open(&done, &text, (ami, values, context), &place.path, findings);
                filling.take(place, &text, done);
            }
            Err(allowed) => {
                findings.violation(&place.path, text, allowed, DESKPORT);
                filling.wrong.insert(place.path.as_str().to_owned());
            }
        }
    }
    filling
}

/// A placeholder that can't be filled in is a warning; in a run, which has every description, it is a violation.
fn report_open(
    done: &Filled,
    text: &str,
    (ami, values, context): (Ami<'_>, Values<'_>, &Context<'_>),
    path: &Path,
    findings: &mut Findings,
) {
    let open = done.open.join(" and ");
    match (ami, values) {
        _ if done.open.is_empty() => {}
        // Reported where the AMI is named.
        (Ami::Invalid, _) => {}
        (Ami::Known(_), Values::Named(_)) if context.images_complete => {}
        (Ami::Known(id), Values::Described(_)) if context.images_complete => {
            let allowed = format!("a text without {open}: EC2 describes {id} without it");
            findings.violation(path, text, allowed, DESKPORT);
        }
        (Ami::Known(_) | Ami::Later | Ami::None, _) => {
            let allowed = format!("checked as far as possible: {open} is not known here");
            findings.warning(path, text, allowed, DESKPORT);
        }
    }
}

impl Filling {
    fn take(&mut self, place: Place, text: &str, done: Filled) {
        if done.text != text {
            let given = format!("{}, filled in: {}", shorten(text), shorten(&done.text));
            self.given.insert(place.path.as_str().to_owned(), given);
        } else if done.checkable != text {
            self.given.insert(place.path.as_str().to_owned(), text.to_owned());
        }
        if !done.open.is_empty() {
            let objection = |places| place.rule.objection(&done.checkable, places);
            self.open.insert(place.path.as_str().to_owned(), (objection(true), objection(false)));
        }
        set(&mut self.request, &place.pointer, done.text);
        set(&mut self.checkable, &place.pointer, done.checkable);
    }

    /// Changes the findings on the checkable body so that they show the text that was given.
    pub(super) fn settle(&self, findings: &mut Findings) {
        findings.violations.retain(|v| !self.wrong.contains(&v.path));
        for found in findings.violations.iter_mut().chain(&mut findings.warnings) {
            if let Some(given) = self.given.get(&found.path) {
                found.given.clone_from(given);
            }
            if let Some((with_places, without)) =
                self.open.get(&found.path).filter(|(said, _)| !said.is_empty())
            {
                found.allowed = found.allowed.replacen(with_places, without, 1);
            }
        }
    }

    /// Whether the text at `path` has a wrong placeholder.
    pub(super) fn is_wrong(&self, path: &Path) -> bool {
        self.wrong.contains(path.as_str())
    }

    /// Whether the text at `path` has placeholders that can't be filled in here.
    pub(super) fn is_open(&self, path: &Path) -> bool {
        self.open.contains_key(path.as_str())
    }

    /// Whether any text has placeholders that can't be filled in here.
    pub(super) fn has_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Whether the request is as it will be sent.
    pub(super) fn is_complete(&self) -> bool {
        self.open.is_empty() && self.request == self.checkable
    }
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
    let texts = definition.members.iter().filter(|m| m.placeholders);
    texts.flat_map(|m| in_member(&body[m.name], m, path)).collect()
}

fn in_member(value: &Value, member: &Member, path: &Path) -> Vec<Place> {
    let inner = Path::root().member(member.name);
    let outer = path.member(member.name);
    let place =
        |inner: &Path, outer: Path, rule| Place { pointer: inner.as_str().to_owned(), path: outer, rule };
    match (member.shape, value) {
        (Shape::Text(rule), Value::String(_)) => vec![place(&inner, outer, rule)],
        (Shape::Map(_, _, _, rule), Value::Object(map)) => {
            map.keys().map(|key| place(&inner.member(key), outer.member(key), rule)).collect()
        }
        (Shape::List(_, _, Shape::Structure(members)), Value::Array(items)) => {
            let each = |index: usize| {
                let (inner, outer) = (inner.index(index), outer.index(index));
                let texts = members.iter().filter(|m| m.placeholders);
                texts.filter_map(move |m| match m.shape {
                    Shape::Text(rule) => Some(place(&inner.member(m.name), outer.member(m.name), rule)),
                    Shape::Enum(_)
                    | Shape::Boolean
                    | Shape::True
                    | Shape::Integer(..)
                    | Shape::Structure(_)
                    | Shape::Union(_)
                    | Shape::List(..)
                    | Shape::Map(..)
                    | Shape::Any => None,
                })
            };
            (0..items.len()).flat_map(each).collect()
        }
        _ => Vec::new(),
    }
}
