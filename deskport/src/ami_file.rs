//! The file of `--ami`: the output of EC2's DescribeImages.

use crate::input::{self, Document, Failure};
use deskport_shared::ami::Image;
use deskport_shared::json::Wanted;
use serde_json::{Map, Value};
use std::io::Read;
use std::path::Path;

/// How every message about this file ends: whatever is wrong with it, this is the command that writes a correct one.
const WANTED: &str = "--ami takes { \"Images\": [ ... ] }, the output of: aws ec2 describe-images --image-ids ami-... \
                      --output json";

/// Reads the file.
pub(crate) fn read(path: &Path, stdin: &mut dyn Read) -> Result<Vec<Image>, Failure> {
    let document = input::read(path, stdin, Wanted::Document).map_err(|mut failure| {
        failure.message = format!("{}. {WANTED}", failure.message);
        failure
    })?;
    images(&document)
}

fn images(document: &Document) -> Result<Vec<Image>, Failure> {
    let wrong = |reason: &str| Failure::new(&document.name, &format!("{reason}. {WANTED}"));
    let Some(list) = document.value.get("Images") else { return Err(wrong(other_form(&document.value))) };
    let list = list.as_array().ok_or_else(|| wrong("/Images is not a list"))?;
    list.iter()
        .enumerate()
        .map(|(index, value)| image(value).map_err(|reason| wrong(&format!("/Images/{index}{reason}"))))
        .collect()
}

/// What a document without `Images` is.
fn other_form(document: &Value) -> &'static str {
    match document {
        Value::Object(image) if is_powershell(image) => POWERSHELL,
        Value::Object(image) if image.contains_key("ImageId") => "this is one AMI alone (was --query used?)",
        Value::Object(_) => "no member Images",
        Value::Array(images) if images.iter().any(|image| image.as_object().is_some_and(is_powershell)) => {
            POWERSHELL
        }
        Value::Array(_) => "this is a list alone (was --query used?)",
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => "no JSON object",
    }
}

const POWERSHELL: &str =
    "this is what PowerShell's Get-EC2Image | ConvertTo-Json writes, and not the AWS CLI's output";

/// AWS Tools for PowerShell have an object for each constant: `"State": { "Value": "available" }`.
fn is_powershell(image: &Map<String, Value>) -> bool {
    image
        .values()
        .filter_map(Value::as_object)
        .any(|member| member.len() == 1 && member.contains_key("Value"))
}

fn image(value: &Value) -> Result<Image, String> {
    if !value.is_object() {
        return Err(" is not an object".to_owned());
    }
    let image: Image = serde_path_to_error::deserialize(value)
        .map_err(|error| format!(", {}: {}", error.path(), error.inner()))?;
    if image.image_id.is_empty() { Err(" has no ImageId".to_owned()) } else { Ok(image) }
}

/// Whether any text in the document names that AMI.
pub(crate) fn names(document: &Value, id: &str) -> bool {
    match document {
        Value::String(text) => text == id,
        Value::Array(items) => items.iter().any(|item| names(item, id)),
        Value::Object(members) => members.values().any(|value| names(value, id)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The AMI that a preset is checked for: the one that is described and that no import names as its own source.
pub(crate) fn asking(preset: &Value, images: &[Image]) -> Option<String> {
    let mut others = images.iter().filter(|image| !names(&preset["Imports"], &image.image_id));
    others.next().filter(|_| others.next().is_none()).map(|image| image.image_id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: &Value) -> Result<Vec<Image>, String> {
        let bytes = value.to_string().into_bytes();
        read(Path::new("-"), &mut &bytes[..]).map_err(|failure| failure.message)
    }

    #[test]
    fn a_response_is_read_and_unknown_members_are_ignored() {
        let images =
            of(&json!({"Images": [{"ImageId": "ami-01234567", "New": {}}], "NextToken": "x"})).unwrap();
        assert_eq!(images[0].image_id, "ami-01234567");
        assert_eq!(of(&json!({"Images": []})), Ok(Vec::new()));
    }

    #[test]
    fn another_form_is_recognised() {
        for (value, reason) in [
            (
                json!([{"ImageId": "ami-01234567"}]),
                "standard input: this is a list alone (was --query used?). --ami",
            ),
            (json!({"ImageId": "ami-01234567"}), "this is one AMI alone (was --query used?). --ami takes"),
            (json!({"State": {"Value": "available"}}), "Get-EC2Image | ConvertTo-Json writes"),
            (json!([{"State": {"Value": "available"}}]), "Get-EC2Image | ConvertTo-Json writes"),
            (json!({}), "no member Images. --ami takes"),
            (json!({"Images": {}}), "/Images is not a list"),
            (json!({"Images": [1]}), "/Images/0 is not an object"),
            (json!({"Images": [{}]}), "/Images/0 has no ImageId"),
            (json!({"Images": [{"ImageId": "a", "EnaSupport": "x"}]}), "/Images/0, EnaSupport: invalid type"),
            (json!("x"), "no JSON object"),
        ] {
            let message = of(&value).unwrap_err();
            assert!(message.contains(reason) && message.ends_with(WANTED), "{value}: {message}");
        }
    }

    #[test]
    fn the_ami_that_asks_is_the_one_that_no_import_names() {
        let image = |id: &str| Image { image_id: id.to_owned(), ..Image::default() };
        let preset = json!({"Imports": [{"CreateImportedImage": {"SourceAmiId": "ami-00000001"}}]});
        let (own, golden, third) = (image("ami-00000001"), image("ami-00000002"), image("ami-00000003"));
        let asking =
            |images: &[&Image]| asking(&preset, &images.iter().map(|i| (*i).clone()).collect::<Vec<_>>());
        assert_eq!(asking(&[&own, &golden]).as_deref(), Some("ami-00000002"));
        assert_eq!(asking(&[&own]), None);
        assert_eq!(asking(&[&golden, &third]), None);
    }
}
