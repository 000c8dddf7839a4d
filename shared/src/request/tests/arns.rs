//! ARNs of another account or Region.

use super::*;

const BUILT: &str = "/Imports/0/ImportCustomWorkspaceImage/ImageSource/ImageBuildVersionArn";
const CONFIGURATION: &str = "/Imports/0/ImportCustomWorkspaceImage/InfrastructureConfigurationArn";
const ROLE: &str = "/Imports/1/CreateImportedImage/IamRoleArn";

/// Imports with an ARN in each member that takes one.
fn request((image_region, image_account): (&str, &str), configuration: (&str, &str), role: &str) -> Value {
    let (region, account) = configuration;
    json!({"Imports": [
        {"ImportCustomWorkspaceImage": {
            "ImageName": "win11", "ImageDescription": "Windows 11", "ComputeType": "BASE", "Protocol": "DCV",
            "Platform": "WINDOWS", "OsVersion": "Windows_11",
            "ImageSource": {"ImageBuildVersionArn": format!("arn:aws:imagebuilder:{image_region}:{image_account}:image/win11/1.0.0/1")},
            "InfrastructureConfigurationArn": format!("arn:aws:imagebuilder:{region}:{account}:infrastructure-configuration/byol")}},
        {"CreateImportedImage": {"Name": "apps", "SourceAmiId": "ami-01234567",
            "IamRoleArn": format!("arn:aws:iam::{role}:role/import")}}]})
}

fn warned(document: &Value, account: Option<&str>, region: Option<&str>) -> Vec<(String, String)> {
    let (findings, plan) = check(document, &Context { account, region, ..Context::default() });
    assert!(plan.is_some(), "{findings:?}");
    let arns = findings.warnings.into_iter().filter(|w| w.given.starts_with("arn:"));
    arns.map(|w| (w.path, w.allowed)).collect()
}

fn paths_of(warnings: &[(String, String)]) -> Vec<&str> {
    warnings.iter().map(|(path, _)| path.as_str()).collect()
}

const OWN: &str = "111122223333";
const OTHER: &str = "444455556666";
const HERE: &str = "eu-west-1";
const THERE: &str = "us-east-1";

#[test]
fn an_arn_of_another_account_is_a_warning_where_the_account_is_known() {
    let document = request((HERE, OTHER), (HERE, OTHER), OTHER);
    let warnings = warned(&document, Some(OWN), None);
    assert_eq!(paths_of(&warnings), [BUILT, CONFIGURATION, ROLE]);
    assert!(
        warnings.iter().all(|(_, note)| note.starts_with("an ARN of account 111122223333: ")),
        "{warnings:?}"
    );
    assert_eq!(warned(&document, None, None), []);
    assert_eq!(warned(&request((HERE, "aws"), (HERE, "aws"), OWN), Some(OWN), Some(HERE)), []);
    assert_eq!(warned(&request((HERE, OWN), (HERE, OWN), OWN), Some(OWN), Some(HERE)), []);
}

#[test]
fn an_arn_of_another_region_is_a_warning_where_the_region_is_known() {
    let document = request((THERE, OWN), (HERE, OWN), OWN);
    let warnings = warned(&document, Some(OWN), Some(HERE));
    assert_eq!(paths_of(&warnings), [BUILT]);
    assert!(warnings[0].1.starts_with("an ARN of the Region eu-west-1: "), "{warnings:?}");
    let warnings = warned(&request((THERE, OTHER), (HERE, OWN), OWN), Some(OWN), Some(HERE));
    assert!(
        warnings[0].1.starts_with("an ARN of account 111122223333 and the Region eu-west-1: "),
        "{warnings:?}"
    );
}

#[test]
fn two_regions_in_one_body_are_a_warning_at_the_later_one_where_no_region_is_known() {
    let warnings = warned(&request((THERE, OWN), (HERE, OWN), OWN), None, None);
    assert_eq!(paths_of(&warnings), [CONFIGURATION]);
    assert!(warnings[0].1.contains(&format!("the Region us-east-1 (as in {BUILT})")), "{warnings:?}");
    let warnings = warned(&request((THERE, OTHER), (HERE, OWN), OWN), Some(OWN), None);
    assert_eq!(paths_of(&warnings), [BUILT], "the one of another account is the one that is wrong");
    let mut document = request((THERE, OWN), (HERE, OWN), OWN);
    let body = document["Imports"][0]["ImportCustomWorkspaceImage"].as_object_mut().unwrap();
    let source = body.shift_remove("ImageSource").unwrap();
    body.insert("ImageSource".to_owned(), source);
    assert_eq!(paths_of(&warned(&document, None, None)), [BUILT]);
}

#[test]
fn every_member_that_holds_an_arn_is_marked() {
    fn members(shape: Shape, unmarked: &mut Vec<&'static str>) {
        if let Shape::Structure(inner) | Shape::Union(inner) = shape {
            for member in inner {
                if member.name.ends_with("Arn") && member.arn.is_none() {
                    unmarked.push(member.name);
                }
                members(member.shape, unmarked);
            }
        }
    }
    let mut unmarked = Vec::new();
    for operation in crate::operation::OperationName::ALL {
        members(Shape::Structure(operation.definition().members), &mut unmarked);
    }
    assert_eq!(unmarked, Vec::<&str>::new());
}

#[test]
fn what_is_no_arn_is_a_violation_and_nothing_else() {
    let mut document = request((HERE, OWN), (THERE, OWN), OTHER);
    document["Imports"][1]["CreateImportedImage"]["IamRoleArn"] = json!("role/import");
    let (findings, _) = check(&document, &Context { account: Some(OWN), ..Context::default() });
    assert_eq!(findings.violations.len(), 1, "{findings:?}");
    assert!(findings.warnings.iter().all(|w| w.path != ROLE), "{findings:?}");
}
