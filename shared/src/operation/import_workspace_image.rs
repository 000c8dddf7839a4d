//! ImportWorkspaceImage: makes a BYOL image of WorkSpaces from an AMI of Windows 10 or 11.
//!
//! The request does not say which Windows the AMI holds, so a person may say it with OsVersion beside the body. AWS finds out
//! only during the import, after more than an hour.

use super::fields::{
    BYOL_GUIDE, EC2_IMAGE_ID, WINDOWS_11, WORKSPACE_IMAGE_DESCRIPTION, WORKSPACE_IMAGE_NAME, WORKSPACES_CORE,
    WORKSPACES_TAGS,
};
use super::request::structure;
use super::{Definition, Facts, Note, OperationName, OsVersion, Pcoip, Request, Service, later};
use crate::check::Shape;
use crate::tags::Tag;
use crate::violation::{DESKPORT, Findings, Path};
use serde_json::{Value, json};

/// What it does.
pub(super) const ABOUT: &str = "Amazon WorkSpaces makes a BYOL image from an AMI of Windows 10 or 11.";

structure! {
    /// The request of the operation.
    #[derive(Debug)]
    ImportWorkspaceImage in MEMBERS {
        ec2_image_id as "Ec2ImageId": String, Shape::Text(&EC2_IMAGE_ID), "The AMI; the request's Ec2ImageId where it is left out.";
        ingestion_process as "IngestionProcess": String, Shape::Enum(INGESTION_PROCESSES), "Graphics and protocol of the desktops.";
        image_name as "ImageName": String, Shape::Text(&WORKSPACE_IMAGE_NAME), "The image's name.", with_placeholders();
        image_description as "ImageDescription": String, Shape::Text(&WORKSPACE_IMAGE_DESCRIPTION),
            "The image's description.", with_placeholders();
    } optional {
        tags as "Tags": Vec<Tag>, WORKSPACES_TAGS,
            "Tags of the image, beside deskport:source, deskport:recipe and deskport:run.", with_placeholders(), limited_by(DESKPORT);
        applications as "Applications": Vec<String>, Shape::List(1, 1, &APPLICATION),
            "The Office that is added, one at most.", limited_by(BYOL_GUIDE);
    }
}

impl Request for ImportWorkspaceImage {
    fn name(&self) -> Option<&str> {
        Some(&self.image_name)
    }

    fn source(&self) -> Option<&str> {
        Some(&self.ec2_image_id)
    }
}

/// The eight ingestion processes. `_WSP` is DCV, `_BYOP` is bring-your-own-protocol, neither is PCoIP.
pub static INGESTION_PROCESSES: &[&str] = &[
    "BYOL_REGULAR",
    "BYOL_GRAPHICS",
    "BYOL_GRAPHICSPRO",
    "BYOL_GRAPHICS_G4DN",
    "BYOL_REGULAR_WSP",
    "BYOL_GRAPHICS_G4DN_WSP",
    "BYOL_REGULAR_BYOP",
    "BYOL_GRAPHICS_G4DN_BYOP",
];

const OFFICE_2019: &str = "Microsoft_Office_2019";
static APPLICATION: Shape = Shape::Enum(&["Microsoft_Office_2016", OFFICE_2019]);

pub(super) static DEFINITION: Definition = Definition {
    members: MEMBERS,
    name: Some("ImageName"),
    sources: &["Ec2ImageId"],
    ami: Some(|id| json!(id)),
    needs_byol: true,
    // The WorkSpaces guide: at least 90 minutes, with Office 180.
    usual_minutes: |body| if body.get("Applications").is_some() { 180 } else { 90 },
    pcoip,
    rules,
    notes: &[
        Note {
            text: "With OsVersion Windows_11 beside it, IngestionProcess ends in _WSP (DCV) or _BYOP: Windows 11 does not support PCoIP.",
            source: BYOL_GUIDE,
        },
        Note {
            text: "With OsVersion left out and an AMI whose BootMode is uefi, IngestionProcess ends in _WSP (DCV) or _BYOP: of the AMIs that boot by UEFI, WorkSpaces imports only Windows 11.",
            source: BYOL_GUIDE,
        },
        Note {
            text: "With OsVersion Windows_11 beside it and DCV, Applications may have only Microsoft_Office_2019, and nothing with graphics.",
            source: BYOL_GUIDE,
        },
        Note {
            text: "A warning: an IngestionProcess that ends in _BYOP is for accounts that AWS has allow-listed for WorkSpaces Core.",
            source: BYOL_GUIDE,
        },
    ],
    ..Definition::new(OperationName::ImportWorkspaceImage, Service::WorkSpaces)
};

fn rules(body: &Value, path: &Path, facts: &Facts<'_>, findings: &mut Findings) {
    let Some(process) = body["IngestionProcess"].as_str().filter(|p| INGESTION_PROCESSES.contains(p)) else {
        return;
    };
    if process.ends_with("_BYOP") {
        findings.warning(&path.member("IngestionProcess"), process, WORKSPACES_CORE, BYOL_GUIDE);
    }
    let Some(os_version) = facts.os_version.filter(|os| os.value == WINDOWS_11) else { return };
    if is_pcoip(process) {
        clash(process, path, os_version, findings);
    } else if process.ends_with("_WSP") {
        office(body, process, path, os_version, findings);
    }
}

/// Whether an ingestion process is for PCoIP.
fn is_pcoip(process: &str) -> bool {
    !process.ends_with("_WSP") && !process.ends_with("_BYOP")
}

/// The same for DCV, if there is one.
fn dcv(process: &str) -> Option<&'static str> {
    let name = format!("{process}_WSP");
    INGESTION_PROCESSES.iter().copied().find(|process| *process == name)
}

/// The member of a body that asks for PCoIP, if there is one.
fn pcoip(body: &Value) -> Option<Pcoip<'_>> {
    let process =
        body["IngestionProcess"].as_str().filter(|p| INGESTION_PROCESSES.contains(p) && is_pcoip(p))?;
    let dcv = dcv(process).unwrap_or("an ingestion process that ends in _WSP (DCV) or _BYOP");
    let instead = format!("{dcv}, with OsVersion Windows_11 beside {}", OperationName::ImportWorkspaceImage);
    Some(Pcoip { member: "IngestionProcess", given: process, instead })
}

fn clash(process: &str, path: &Path, os_version: OsVersion<'_>, findings: &mut Findings) {
    let near = dcv(process).map(|dcv| format!(" such as {dcv}")).unwrap_or_default();
    if os_version.comes_after {
        let allowed = format!(
            "Windows_10, or an IngestionProcess that ends in _WSP (DCV) or _BYOP{near}: Windows 11 does not support PCoIP"
        );
        findings.violation(os_version.path, WINDOWS_11, allowed, BYOL_GUIDE);
    } else {
        let allowed = format!(
            "an ingestion process that ends in _WSP (DCV) or _BYOP{near}, or OsVersion Windows_10: Windows 11 does not support PCoIP"
        );
        findings.violation(&path.member("IngestionProcess"), process, allowed, BYOL_GUIDE);
    }
}

/// Three members clash here; the violation is at the last of them, as with two.
fn office(body: &Value, process: &str, path: &Path, os_version: OsVersion<'_>, findings: &mut Findings) {
    let here = path.member("Applications");
    let Some(application) = body["Applications"].get(0).and_then(Value::as_str) else { return };
    let graphics = process.contains("GRAPHICS");
    if findings.has_violation(&here) || (application == OFFICE_2019 && !graphics) {
        return;
    }
    let office = if graphics { "no Applications" } else { "Microsoft_Office_2019 in Applications" };
    let why = if graphics {
        "Windows 11 with graphics supports no Office"
    } else {
        "Windows 11 supports no other Office"
    };
    let (at, given, other) = if os_version.comes_after {
        (os_version.path.clone(), WINDOWS_11, format!("Windows_10, or {office}"))
    } else if later(body, &["IngestionProcess", "Applications"]) == Some("IngestionProcess") {
        (path.member("IngestionProcess"), process, format!("another process, or {office}"))
    } else {
        let at = if graphics { here } else { here.index(0) };
        (at, application, office.to_owned())
    };
    findings.violation(&at, given, format!("{other}: {why}"), BYOL_GUIDE);
}

/// A JSON Schema's condition on the body beside OsVersion Windows_11.
pub(crate) fn windows_11_body() -> Value {
    let processes = |keep: &dyn Fn(&str) -> bool| -> Vec<&str> {
        INGESTION_PROCESSES.iter().copied().filter(|process| keep(process)).collect()
    };
    let with = |processes: Vec<&str>, then: Value| {
        json!({
            "if": { "properties": { "IngestionProcess": { "enum": processes } }, "required": ["IngestionProcess"] },
            "then": { "properties": { "Applications": then } }
        })
    };
    let graphics = processes(&|p| p.ends_with("_WSP") && p.contains("GRAPHICS"));
    let regular = processes(&|p| p.ends_with("_WSP") && !p.contains("GRAPHICS"));
    json!({
        "properties": { "IngestionProcess": { "enum": processes(&|p| !is_pcoip(p)) } },
        "allOf": [with(graphics, json!(false)), with(regular, json!({ "items": { "const": OFFICE_2019 } }))]
    })
}
