//! The file of `--ami`: what EC2's DescribeImages answers.

use crate::input::{self, Document, Failure};
use deskport_shared::ami::Image;
use serde_json::Value;
use std::io::Read;
use std::path::Path;

const WANTED: &str = "what `aws ec2 describe-images --output json` answers: { \"Images\": [ ... ] }";

/// Reads the file.
pub(crate) fn read(path: &Path, stdin: &mut dyn Read) -> Result<Vec<Image>, Failure> {
    let document = input::read(path, stdin).map_err(|mut failure| {
        if failure.message.contains("larger than") {
            failure.message.push_str("; describe only the AMIs that the request names, with --image-ids");
        }
        failure
    })?;
    images(&document)
}

fn images(document: &Document) -> Result<Vec<Image>, Failure> {
    let wrong = |reason: &str| Failure::new(&document.name, &format!("{reason}; --ami takes {WANTED}"));
    let list = match &document.value {
        Value::Object(members) => members.get("Images").ok_or_else(|| wrong("no member Images"))?,
        Value::Array(_) => return Err(wrong("a list alone (was --query used?)")),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            return Err(wrong("no JSON object"));
        }
    };
    let list = list.as_array().ok_or_else(|| wrong("/Images is no list"))?;
    list.iter()
        .enumerate()
        .map(|(index, value)| image(value).map_err(|reason| wrong(&format!("/Images/{index}{reason}"))))
        .collect()
}

fn image(value: &Value) -> Result<Image, String> {
    if !value.is_object() {
        return Err(" is no object".to_owned());
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
    fn an_answer_is_read_and_unknown_members_are_passed_over() {
        let images =
            of(&json!({"Images": [{"ImageId": "ami-01234567", "New": {}}], "NextToken": "x"})).unwrap();
        assert_eq!(images[0].image_id, "ami-01234567");
        assert_eq!(of(&json!({"Images": []})), Ok(Vec::new()));
    }

    #[test]
    fn another_form_is_told() {
        for (value, reason) in [
            (json!([{"ImageId": "ami-01234567"}]), "standard input: a list alone (was --query used?); --ami"),
            (json!({"ImageId": "ami-01234567"}), "no member Images; --ami takes"),
            (json!({"Images": {}}), "/Images is no list"),
            (json!({"Images": [1]}), "/Images/0 is no object"),
            (json!({"Images": [{}]}), "/Images/0 has no ImageId"),
            (json!({"Images": [{"ImageId": "a", "EnaSupport": "x"}]}), "/Images/0, EnaSupport: invalid type"),
            (json!("x"), "no JSON object"),
        ] {
            let message = of(&value).unwrap_err();
            assert!(message.contains(reason), "{value}: {message}");
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
