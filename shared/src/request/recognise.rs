//! Documents that are easily mistaken for a request: an operation's body as the AWS CLI takes it, an entry of `Imports`, a
//! list of entries, a preset. Checked as a request they would be wrong in every line, and no violation would say why. So one
//! violation says, for the whole document, what it is.

use super::source::lacks_source;
use super::{MEMBERS, Origin, import_members};
use crate::check::meant;
use crate::operation::OperationName;
use crate::violation::{DESKPORT, Findings, Path, given};
use serde_json::{Map, Value};

/// How many members make an object the body of an operation: a single one may be a mistake.
const MEMBERS_MIN: usize = 2;

/// Reports a document that is only a part of a request, and returns whether it is one.
pub(super) fn part(document: &Value, origin: &Origin, findings: &mut Findings) -> bool {
    let allowed = match document {
        Value::Object(object) if has_imports(object) => None,
        Value::Object(object) => entry(object, origin).or_else(|| body(object, origin)),
        Value::Array(items) => entries(items, origin),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    };
    if let Some(allowed) = &allowed {
        findings.violation(&Path::root(), given(document), allowed, DESKPORT);
    }
    allowed.is_some()
}

fn has_imports(object: &Map<String, Value>) -> bool {
    object.contains_key("Imports") || meant(object, MEMBERS).contains(&"Imports")
}

fn entry(object: &Map<String, Value>, origin: &Origin) -> Option<String> {
    let held: Vec<_> = object.keys().filter_map(|key| OperationName::from_name(key)).collect();
    let shown = wrapped(&held, origin)?;
    Some(match held.len() {
        1 => format!("a request: this is an entry of its Imports. Put it into the list: {shown}"),
        _ => format!("a request: these are entries of its Imports. Put each into the list: {shown}"),
    })
}

fn entries(items: &[Value], origin: &Origin) -> Option<String> {
    let held: Option<Vec<_>> = items
        .iter()
        .map(|item| item.as_object()?.keys().find_map(|key| OperationName::from_name(key)))
        .collect();
    let shown = wrapped(&held?, origin)?;
    Some(format!("a request: this is the list of its Imports. Put it into an object: {shown}"))
}

fn body(object: &Map<String, Value>, origin: &Origin) -> Option<String> {
    let operations = operations_of(object);
    let shown = wrapped(operations.get(..1)?, origin)?;
    let names = operations.iter().map(|operation| operation.as_str()).collect::<Vec<_>>().join(" or ");
    let of_ami = match origin {
        Origin::Preset(_) if object.contains_key("Ec2ImageId") => {
            ". Leave Ec2ImageId out: it is the AMI that asks for the preset"
        }
        Origin::Preset(_) | Origin::Request => "",
    };
    Some(format!(
        "a request: this is the body of {names}, as --cli-input-json of the AWS CLI takes it. Put it into an entry of Imports: \
         {shown}{of_ami}"
    ))
}

/// The operations of whose members the object has the most.
fn operations_of(object: &Map<String, Value>) -> Vec<OperationName> {
    let beside = |name: &str| MEMBERS.iter().chain(&import_members()).any(|member| member.name == name);
    let keys: Vec<_> = object.keys().filter(|key| !beside(key)).collect();
    let fits = OperationName::ALL.map(|operation| {
        let members = operation.definition().members;
        (operation, keys.iter().filter(|key| members.iter().any(|member| member.name == ***key)).count())
    });
    // Most of what is there has to be the operation's.
    let best = fits.iter().map(|(_, known)| *known).max();
    let best = best.filter(|known| *known >= MEMBERS_MIN && known * 2 > keys.len());
    fits.into_iter().filter(|(_, known)| Some(*known) == best).map(|(operation, _)| operation).collect()
}

/// The form of a request of these operations; `None` if there are none.
fn wrapped(operations: &[OperationName], origin: &Origin) -> Option<String> {
    const SHOWN_MAX: usize = 2;
    let first =
        operations.iter().take(SHOWN_MAX).map(|operation| format!("{{ \"{operation}\": {{ ... }} }}"));
    let mut list = first.collect::<Vec<_>>().join(", ");
    if operations.len() > SHOWN_MAX {
        list.push_str(", ...");
    }
    let takes_ami = operations.iter().any(|operation| operation.definition().takes_ami());
    let ami = if takes_ami && *origin == Origin::Request { "\"Ec2ImageId\": \"ami-...\", " } else { "" };
    (!operations.is_empty()).then(|| format!("{{ {ami}\"Imports\": [ {list} ] }}"))
}

/// Warns of a request without an AMI that looks like a preset: an import takes the request's AMI, and there is no consent.
pub(super) fn preset(document: &Value, findings: &mut Findings) {
    let consents = document.as_object().is_some_and(|object| {
        object.contains_key("EnableByol") || meant(object, MEMBERS).contains(&"EnableByol")
    });
    let imports = document["Imports"].as_array().into_iter().flatten().filter_map(Value::as_object);
    let mut bodies =
        imports.flatten().filter_map(|(key, body)| Some((OperationName::from_name(key)?.definition(), body)));
    if !consents && bodies.any(|(definition, body)| lacks_source(body, definition)) {
        let note = "a request names its AMI, so this reads as a preset. Check it with deskport validate FILE --preset and store \
                    it as /deskport/presets/NAME, or add Ec2ImageId";
        findings.warning(&Path::root(), given(document), note, DESKPORT);
    }
}
