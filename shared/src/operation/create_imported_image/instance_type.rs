//! `IntendedInstanceType`: which types run an imported image.

use super::{DEFINITION, INSTANCE_TYPE};
use crate::operation::Facts;
use crate::operation::fields::IMPORT_GUIDE;
use crate::violation::{Findings, Path};
use serde_json::Value;

/// The families of types that run an image of the type custom: one made from an AMI.
const FAMILIES: [&str; 4] = ["GeneralPurpose", "MemoryOptimized", "ComputeOptimized", "Accelerated"];
/// The types that run AWS's own images and BYOL images begin with this.
const STREAM: &str = "stream";

pub(super) fn check(body: &Value, path: &Path, facts: &Facts<'_>, findings: &mut Findings) {
    let Some(given) = body["RuntimeValidationConfig"]["IntendedInstanceType"].as_str() else { return };
    let here = path.member("RuntimeValidationConfig").member("IntendedInstanceType");
    let family = given.split('.').next().unwrap_or_default();
    if !INSTANCE_TYPE.accepts(given) {
        if let Some(near) = of_ec2(given) {
            let allowed = format!("{} (did you mean {near}?)", INSTANCE_TYPE.allowed());
            findings.instead(&here, given, allowed, &DEFINITION.documentation());
        }
    } else if !facts.in_then && body.get("WorkspaceImageId").is_none() && !FAMILIES.contains(&family) {
        findings.warning(&here, given, for_custom(given, family), IMPORT_GUIDE);
    } else if facts.byol && family != STREAM {
        let note =
            "a type that begins with stream.: an image made from a BYOL image of WorkSpaces runs on no other";
        findings.warning(&here, given, note, IMPORT_GUIDE);
    }
}

fn for_custom(given: &str, family: &str) -> String {
    let near = near(given, family).map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
    let why = if family == STREAM { "; stream.* is for AWS's own images and BYOL images" } else { "" };
    format!("one of {}.*{near}: an image made from an AMI runs on no other{why}", FAMILIES.join(".*, "))
}

/// The type that was probably meant, or its family.
fn near(given: &str, family: &str) -> Option<String> {
    if let Some(right) = FAMILIES.iter().find(|right| right.eq_ignore_ascii_case(family)) {
        return Some(format!("{right}{}", &given[family.len()..]));
    }
    let parts: Vec<_> = given.split('.').collect();
    match parts.as_slice() {
        [STREAM, "graphics", kind, size] => of_ec2(&format!("{kind}.{size}")),
        [STREAM, "standard", ..] => Some("GeneralPurpose.*".to_owned()),
        [STREAM, "memory", ..] => Some("MemoryOptimized.*".to_owned()),
        [STREAM, "compute", ..] => Some("ComputeOptimized.*".to_owned()),
        _ => None,
    }
}

/// AppStream's name of a type of EC2: `g6e.xlarge` is `Accelerated.g6e.xlarge`.
fn of_ec2(given: &str) -> Option<String> {
    let given = given.trim().to_lowercase();
    let (kind, _) = given.split_once('.')?;
    let family = match kind.split(|c: char| c.is_ascii_digit()).next()? {
        "t" | "m" => "GeneralPurpose",
        "c" => "ComputeOptimized",
        "r" | "x" | "z" => "MemoryOptimized",
        "g" | "gr" | "p" => "Accelerated",
        _ => return None,
    };
    Some(format!("{family}.{given}")).filter(|name| INSTANCE_TYPE.accepts(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Violations and warnings, for a body with that source.
    fn said(given: &str, source: &str, facts: &Facts<'_>) -> (Vec<String>, Vec<String>) {
        let body =
            json!({"Name": "n", source: "x", "RuntimeValidationConfig": {"IntendedInstanceType": given}});
        let mut findings = Findings::default();
        check(&body, &Path::root(), facts, &mut findings);
        let text = |list: Vec<crate::violation::Violation>| list.into_iter().map(|v| v.allowed).collect();
        (text(findings.violations), text(findings.warnings))
    }

    fn none() -> Facts<'static> {
        Facts::default()
    }

    #[test]
    fn a_type_of_ec2_is_reported_with_its_name_in_appstream() {
        for (given, near) in [
            ("g6e.xlarge", "Accelerated.g6e.xlarge"),
            ("gr6f.4xlarge", "Accelerated.gr6f.4xlarge"),
            ("G4DN.2xlarge", "Accelerated.g4dn.2xlarge"),
            ("t3.large", "GeneralPurpose.t3.large"),
            ("m7i-flex.large", "GeneralPurpose.m7i-flex.large"),
            ("c6i.4xlarge", "ComputeOptimized.c6i.4xlarge"),
            ("r6i.large", "MemoryOptimized.r6i.large"),
        ] {
            let (violations, warnings) = said(given, "SourceAmiId", &none());
            assert!(violations[0].ends_with(&format!("(did you mean {near}?)")), "{given}: {violations:?}");
            assert_eq!(warnings, Vec::<String>::new());
        }
        for given in ["inf2.xlarge", "stream.large", "large", ""] {
            assert_eq!(said(given, "SourceAmiId", &none()), (Vec::new(), Vec::new()), "{given}");
        }
    }

    #[test]
    fn an_image_made_from_an_ami_runs_on_the_families_of_imported_images() {
        for (given, near) in [
            ("stream.standard.large", "(did you mean GeneralPurpose.*?)"),
            ("stream.compute.xlarge", "(did you mean ComputeOptimized.*?)"),
            ("stream.memory.z1d.large", "(did you mean MemoryOptimized.*?)"),
            ("stream.graphics.g5.xlarge", "(did you mean Accelerated.g5.xlarge?)"),
            ("accelerated.g6e.xlarge", "(did you mean Accelerated.g6e.xlarge?)"),
            ("Graphics.g6e.xlarge", "Accelerated.*: an image"),
        ] {
            let (violations, warnings) = said(given, "SourceAmiId", &none());
            assert_eq!(violations, Vec::<String>::new());
            assert!(warnings[0].contains(near), "{given}: {warnings:?}");
        }
        for given in ["Accelerated.g6e.xlarge", "GeneralPurpose.t3.large"] {
            assert_eq!(said(given, "SourceAmiId", &none()).1, Vec::<String>::new());
        }
    }

    #[test]
    fn an_image_made_from_a_byol_image_runs_on_stream() {
        let byol = Facts { in_then: true, byol: true, ..none() };
        assert_eq!(said("stream.standard.large", "x", &byol).1, Vec::<String>::new());
        assert!(said("Accelerated.g6e.xlarge", "x", &byol).1[0].contains("begins with stream."));
        let captured = Facts { in_then: true, ..none() };
        for given in ["stream.standard.large", "Accelerated.g6e.xlarge"] {
            assert_eq!(said(given, "x", &captured).1, Vec::<String>::new(), "of a capture nobody knows");
            assert_eq!(said(given, "WorkspaceImageId", &none()).1, Vec::<String>::new());
        }
    }
}
