//! The recipe of an image: the operation that made it and a digest of the operation's request. No operation of AWS takes an
//! idempotency token, so an image is found again by its name; source and recipe together say whether an image with the name is
//! the one that would be made.

use crate::operation::Body;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Members that don't change what is made: the image's name, its description and its tags.
const LEFT_OUT: [&str; 7] = [
    "ImageName",
    "Name",
    "DestinationImageName",
    "ImageDescription",
    "Description",
    "DestinationImageDescription",
    "Tags",
];

/// The recipe of a request, as in the tag `deskport:recipe`: `OPERATION/DIGEST`. The digest is the SHA-256, in hexadecimal, of
/// the request's JSON without name, description and tags, with the members sorted by name.
pub fn of(body: &Body) -> String {
    let request = serde_json::to_value(body).unwrap_or_default();
    let digest = Sha256::digest(ordered(&request, &LEFT_OUT).to_string());
    let mut recipe = format!("{}/", body.operation());
    for byte in digest {
        // Writing into a string can't fail.
        let _ = write!(recipe, "{byte:02x}");
    }
    recipe
}

/// The operation that a recipe names.
pub fn operation(recipe: &str) -> &str {
    recipe.split_once('/').map_or(recipe, |(operation, _)| operation)
}

/// Whether the content of the source may change: a WorkSpace that people work on, or an Image Builder image whose version is
/// left open.
pub fn source_may_change(body: &Body) -> bool {
    body.request().source_may_change()
}

fn ordered(value: &Value, left_out: &[&str]) -> Value {
    match value {
        Value::Object(members) => {
            let mut names: Vec<_> =
                members.keys().filter(|name| !left_out.contains(&name.as_str())).collect();
            names.sort();
            let sorted: Map<_, _> =
                names.into_iter().map(|name| (name.clone(), ordered(&members[name], &[]))).collect();
            Value::Object(sorted)
        }
        Value::Array(items) => items.iter().map(|item| ordered(item, &[])).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{Facts, OperationName};
    use crate::violation::{Findings, Path};
    use serde_json::json;

    fn body(operation: OperationName, request: &Value) -> Body {
        let mut findings = Findings::default();
        let body = Body::check(operation, request, &Path::root(), &Facts::default(), &mut findings);
        body.unwrap_or_else(|| panic!("{findings:?}"))
    }

    fn apps(changes: &Value) -> Body {
        let mut request = json!({ "Name": "apps", "SourceAmiId": "ami-0abc1234def567890", "Description": "Apps",
            "IamRoleArn": "arn:aws:iam::111122223333:role/import", "Tags": { "team": "finance" } });
        for (name, value) in changes.as_object().unwrap() {
            request[name] = value.clone();
        }
        body(OperationName::CreateImportedImage, &request)
    }

    fn custom(source: &Value) -> Body {
        body(
            OperationName::ImportCustomWorkspaceImage,
            &json!({ "ImageName": "custom", "ImageDescription": "Custom",
            "ComputeType": "BASE", "Protocol": "DCV", "ImageSource": source, "Platform": "WINDOWS", "OsVersion": "Windows_11",
            "InfrastructureConfigurationArn": "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/byol" }),
        )
    }

    /// Images keep this tag for years: if the recipe changed, they would no longer be recognised as ours.
    #[test]
    fn a_recipe_stays_what_it_is() {
        let digest = "e56f03f6e73b2ffddc55e0845053b81d520ae082b6c2d6a6657d9d739a5ab0f8";
        assert_eq!(of(&apps(&json!({}))), format!("CreateImportedImage/{digest}"));
    }

    #[test]
    fn name_description_and_tags_are_no_part_of_it_and_all_else_is() {
        let plain = of(&apps(&json!({})));
        assert_eq!(
            of(&apps(&json!({ "Name": "other", "Description": "Other", "Tags": { "a": "b" } }))),
            plain
        );
        for change in [
            json!({ "SourceAmiId": "ami-0fff1234def567890" }),
            json!({ "DisplayName": "Apps" }),
            json!({ "AgentSoftwareVersion": "ALWAYS_LATEST" }),
            json!({ "AppCatalogConfig": [{ "Name": "editor", "AbsoluteAppPath": "C:\\e.exe" }] }),
        ] {
            assert_ne!(of(&apps(&change)), plain, "{change}");
        }
    }

    #[test]
    fn a_recipe_is_a_tag_of_both_services_and_names_its_operation() {
        let recipe = of(&custom(&json!({ "Ec2ImageId": "ami-0abc1234def567890" })));
        assert_eq!(operation(&recipe), "ImportCustomWorkspaceImage");
        assert!(recipe.len() <= 255 && recipe.chars().all(|c| c.is_ascii_alphanumeric() || c == '/'));
    }

    #[test]
    fn what_may_hold_something_else_tomorrow_is_known() {
        let image = |version: &str| {
            custom(
                &json!({ "ImageBuildVersionArn": format!("arn:aws:imagebuilder:eu-west-1:111122223333:image/golden/{version}") }),
            )
        };
        for open in ["1.0.x", "x.x.x", "1.0.0"] {
            assert!(source_may_change(&image(open)), "{open}");
        }
        assert!(!source_may_change(&image("1.0.0/1")));
        assert!(!source_may_change(&custom(&json!({ "Ec2ImportTaskId": "import-ami-0abc1234def567890" }))));
        assert!(!source_may_change(&apps(&json!({}))));
    }
}
