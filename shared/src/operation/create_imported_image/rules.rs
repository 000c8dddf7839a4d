//! The rules between the members of CreateImportedImage.

use super::{ARN, DEFINITION, WORKSPACE_IMAGE_ID, instance_type};
use crate::check::meant;
use crate::operation::fields::{APPSTREAM, EC2_IMAGE_ID, IMPORT_GUIDE};
use crate::operation::{Facts, Note, later};
use crate::violation::{DESKPORT, Findings, NOT_SHOWN, NOTHING, Path, given};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub(super) static NOTES: &[Note] = &[
    Note {
        text: "Exactly one source: SourceAmiId or WorkspaceImageId; with neither, the request's Ec2ImageId is the AMI.",
        source: IMPORT_GUIDE,
    },
    Note {
        text: "IamRoleArn is required with an AMI and not allowed with WorkspaceImageId.",
        source: IMPORT_GUIDE,
    },
    Note {
        text: "A warning: IntendedInstanceType is one of GeneralPurpose.*, MemoryOptimized.*, ComputeOptimized.* and Accelerated.* for an image made from an AMI, one of stream.* for an image made from a BYOL image.",
        source: IMPORT_GUIDE,
    },
    Note {
        text: "A warning: AppStream is reported to refuse a Name that begins with aws, amazon or appstream, in any letter case.",
        source: DESKPORT,
    },
    Note { text: "A warning: IamRoleArn belongs to the account that imports.", source: APPSTREAM },
    Note { text: "The names in AppCatalogConfig are unique.", source: APPSTREAM },
    Note {
        text: "A warning: AppStream's model takes AMI ids and WorkSpaces image ids that EC2 and WorkSpaces never assign.",
        source: ID_SOURCE,
    },
];

const ID_SOURCE: &str = "Amazon WorkSpaces API Reference";

pub(super) fn rules(body: &Value, path: &Path, facts: &Facts<'_>, findings: &mut Findings) {
    if !facts.in_then {
        sources(body, path, findings);
        odd_ids(body, path, findings);
    }
    reserved_name(body, &path.member("Name"), findings);
    instance_type::check(body, path, facts, findings);
    unique_applications(body, &path.member("AppCatalogConfig"), findings);
}

/// The service's rules, which the model does not carry: one source, and the role with the AMI alone.
fn sources(body: &Value, path: &Path, findings: &mut Findings) {
    let has = |member: &str| body.get(member).is_some();
    match (has("SourceAmiId"), has("WorkspaceImageId"), has("IamRoleArn")) {
        (true, true, _) => {
            if let Some(name) = later(body, &["SourceAmiId", "WorkspaceImageId"]) {
                let allowed = "exactly one of SourceAmiId and WorkspaceImageId: this is one too many";
                findings.instead(&path.member(name), given(&body[name]), allowed, IMPORT_GUIDE);
            }
        }
        (true, false, false) => {
            // A misspelt one is reported at its place.
            let meant = body.as_object().map(|object| meant(object, DEFINITION.members)).unwrap_or_default();
            if !meant.contains(&"IamRoleArn") && !meant.contains(&"WorkspaceImageId") {
                let allowed = format!("required with an AMI: {ARN}");
                findings.violation(&path.member("IamRoleArn"), NOTHING, allowed, IMPORT_GUIDE);
            }
        }
        (false, true, true) => role_without_ami(body, path, findings),
        (true, false, true) | (false, true, false) | (false, false, _) => {}
    }
}

fn role_without_ami(body: &Value, path: &Path, findings: &mut Findings) {
    match later(body, &["WorkspaceImageId", "IamRoleArn"]) {
        Some("IamRoleArn") => {
            let allowed = "only with an AMI: a WorkSpaces image needs no role";
            findings.instead(&path.member("IamRoleArn"), given(&body["IamRoleArn"]), allowed, IMPORT_GUIDE);
        }
        Some(name) => {
            let allowed = "no IamRoleArn with a WorkSpaces image: the role is for an AMI alone";
            findings.violation(&path.member(name), given(&body[name]), allowed, IMPORT_GUIDE);
        }
        None => {}
    }
}

/// AppStream's model accepts ids that EC2 and WorkSpaces never assign.
fn odd_ids(body: &Value, path: &Path, findings: &mut Findings) {
    let odd_ami = body["SourceAmiId"].as_str().filter(|id| !EC2_IMAGE_ID.accepts(id));
    // `wsi-` and 8 more: AppStream's shortest, one short of WorkSpaces' own.
    let odd_image = body["WorkspaceImageId"].as_str().filter(|id| id.len() == WORKSPACE_IMAGE_ID.min);
    for (member, id, allowed) in [
        ("SourceAmiId", odd_ami, "ami- and 8 or 17 of 0-9 a-f: EC2 assigns no other AMI ids"),
        ("WorkspaceImageId", odd_image, "wsi- and 9 to 63 of 0-9 a-z: WorkSpaces assigns no shorter ids"),
    ] {
        let here = path.member(member);
        if let Some(id) = id.filter(|_| !findings.has_violation(&here)) {
            findings.warning(&here, id, allowed, ID_SOURCE);
        }
    }
}

/// What a name may not begin with. People who import images report this, and AWS's reference does not mention it: so it is a
/// warning.
const RESERVED: [&str; 3] = ["aws", "amazon", "appstream"];

fn reserved_name(body: &Value, path: &Path, findings: &mut Findings) {
    let Some(name) = body["Name"].as_str().filter(|_| !findings.has_violation(path)) else { return };
    let lower = name.to_ascii_lowercase();
    if let Some(prefix) = RESERVED.into_iter().find(|prefix| lower.starts_with(prefix)) {
        let note = format!(
            "a name that does not begin with {prefix}: AppStream is reported to refuse names that begin with aws, amazon or appstream, in any letter case"
        );
        findings.warning(path, name, note, DESKPORT);
    }
}

fn unique_applications(body: &Value, path: &Path, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for (index, application) in body["AppCatalogConfig"].as_array().into_iter().flatten().enumerate() {
        let again = application["Name"].as_str().is_some_and(|name| !seen.insert(name));
        let here = path.index(index).member("Name");
        if again && !findings.has_violation(&here) {
            findings.violation(&here, NOT_SHOWN, "a name that no application before it has", APPSTREAM);
        }
    }
}

/// The same for the JSON Schema.
pub(super) fn conditions() -> Vec<Value> {
    vec![json!({
        "if": { "required": ["WorkspaceImageId"] },
        "then": { "not": { "anyOf": [{ "required": ["SourceAmiId"] }, { "required": ["IamRoleArn"] }] } },
        "else": { "required": ["IamRoleArn"] }
    })]
}
