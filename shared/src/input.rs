//! What the machine `import` is started with: a request, or what the machine `trigger` found.

mod event;

use crate::json::{self, Explanation, FileName, Wanted, explain};
use crate::namespace::Namespace;
use crate::outcome::Preset;
use crate::plan::Plan;
use crate::request::{Context, Origin, check};
use crate::status::ViolationOf;
use crate::violation::{DESKPORT, Findings, Path};
use crate::{bounds, foreign, preset};
use serde_json::Value;

/// How much of a preset's name the outcome shows, in bytes: more than a valid one has. A tag's value may have 256 characters.
const NAME_SHOWN_MAX: usize = 2 * preset::NAME_MAX;
/// The longest input that a run is planned from, in characters of its JSON. Step Functions passes 256 KiB at most, which
/// also has to hold the descriptions of the request's AMIs; the machine `import` passes on nothing longer.
pub const INPUT_MAX: u64 = 180_000;

/// An execution's input.
#[derive(Clone, Debug, PartialEq)]
pub enum Input<'a> {
    /// A request that a person started the run with.
    Request(&'a Value),
    /// A preset that an AMI asked for by its tag.
    Preset {
        /// The preset's name, as the tag has it.
        name: &'a str,
        /// The AMI.
        ec2_image_id: &'a str,
        /// The parameter's value; `None` if there is no such parameter.
        document: Option<&'a str>,
        /// The parameter's version.
        version: Option<u64>,
    },
    /// An input in which the machine `trigger` found no AMI.
    Event(&'a Value),
    /// An input of more characters than [`INPUT_MAX`]; how many.
    TooLong(u64),
}

impl<'a> Input<'a> {
    /// Distinguishes them. No request has a member `Preset` or `Event`, and these have no other member beside them. `length` is
    /// the number of characters of the execution's input as JSON, if the machine passes it.
    pub fn read(input: &'a Value, length: Option<u64>) -> Self {
        if let Some(length) = length.filter(|length| *length > INPUT_MAX) {
            return Self::TooLong(length);
        }
        let alone =
            |member: &str| input.as_object().filter(|o| o.len() == 1)?.get(member).filter(|v| v.is_object());
        if let Some(preset) = alone("Preset")
            && let (Some(name), Some(ec2_image_id)) = (preset["Name"].as_str(), preset["Ec2ImageId"].as_str())
        {
            let (document, version) = (preset["Document"].as_str(), preset["Version"].as_u64());
            return Self::Preset { name, ec2_image_id, document, version };
        }
        alone("Event").map_or(Self::Request(input), Self::Event)
    }

    /// The AMI that the run is about, for the outcome; `None` if the input names none.
    pub fn ec2_image_id(&self) -> Option<&'a str> {
        match self {
            Self::Request(document) => document.get("Ec2ImageId")?.as_str(),
            Self::Preset { ec2_image_id, .. } => Some(ec2_image_id),
            Self::Event(_) | Self::TooLong(_) => None,
        }
    }

    /// The preset that the run takes, for the outcome.
    pub fn preset(&self) -> Option<Preset> {
        match self {
            Self::Preset { name, version, .. } => {
                Some(Preset { name: bounds::text(&foreign::line(name), NAME_SHOWN_MAX), version: *version })
            }
            Self::Request(_) | Self::Event(_) | Self::TooLong(_) => None,
        }
    }

    /// Whether the run is a dry run, even if its document has violations.
    pub fn is_dry_run(&self) -> bool {
        let document = match self {
            Self::Request(document) => document.get("DryRun").cloned(),
            Self::Preset { document, .. } => {
                document.and_then(|text| json::read(text.as_bytes()).ok()?.get("DryRun").cloned())
            }
            Self::Event(_) | Self::TooLong(_) => None,
        };
        document == Some(Value::Bool(true))
    }

    /// Checks the input; there is a plan only if there are no violations.
    pub fn check(&self, context: Context<'_>) -> (Findings, Option<Plan>) {
        match self {
            Self::Request(document) => check(document, &Context { origin: Origin::Request, ..context }),
            Self::Preset { name, ec2_image_id, document, .. } => {
                preset(name, ec2_image_id, *document, context)
            }
            Self::Event(event) => (event::violations(event, context.namespace), None),
            Self::TooLong(length) => too_long(*length),
        }
    }
}

fn too_long(length: u64) -> (Findings, Option<Plan>) {
    let allowed = format!("at most {INPUT_MAX} characters: split the request into several");
    only(ViolationOf::Request, format!("a request of {length} characters"), allowed)
}

fn preset(
    name: &str,
    ec2_image_id: &str,
    document: Option<&str>,
    context: Context<'_>,
) -> (Findings, Option<Plan>) {
    let tag = context.namespace.preset_tag();
    if !preset::is_name(name) {
        let allowed = format!("a tag {tag} with 1 to {} of A-Z a-z 0-9 _ -", preset::NAME_MAX);
        return only(ViolationOf::Tag, format!("the tag {tag} = {name}"), allowed);
    }
    let parameter = context.namespace.parameter(name);
    let Some(text) = document else {
        let allowed =
            format!("a preset {name}: store it as {parameter}, or change the tag {tag} of {ec2_image_id}");
        return only(ViolationOf::Preset, format!("no SSM parameter {parameter}"), allowed);
    };
    match read_preset((context.namespace, name), text) {
        Ok(document) => {
            let origin = Origin::Preset(Some(ec2_image_id.to_owned()));
            let (findings, plan) = check(&document, &Context { origin, ..context });
            (findings.of_preset(), plan)
        }
        Err(Explanation { reason, hint, .. }) => {
            let hint = hint.map(|hint| format!(". {hint}")).unwrap_or_default();
            let given = format!("{parameter}: {reason}");
            only(ViolationOf::Preset, given, format!("a preset in JSON{hint}"))
        }
    }
}

/// Reads a preset's text. It may contain secrets, so the explanation of what is wrong quotes nothing but a file's name.
fn read_preset(preset: (&Namespace, &str), text: &str) -> Result<Value, Explanation> {
    let wanted = Wanted::Preset(Some(preset));
    let document = json::read(text.as_bytes()).map_err(|error| explain(text.as_bytes(), &error, wanted))?;
    match document.as_str().and_then(FileName::read) {
        Some(file) => Err(file.explain(wanted)),
        None => Ok(document),
    }
}

/// The one violation of an input whose document is not checked.
fn only(of: ViolationOf, given: String, allowed: String) -> (Findings, Option<Plan>) {
    let mut findings = Findings::default();
    findings.violation_of(of, &Path::root(), given, allowed, DESKPORT);
    (findings, None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::violation::Violation;

    fn violation(text: &str) -> Violation {
        let input = Input::Preset {
            name: "win11",
            ec2_image_id: "ami-0abc1234def567890",
            document: Some(text),
            version: Some(1),
        };
        let (findings, plan) = input.check(Context::default());
        assert!(plan.is_none());
        let [violation] = &findings.violations[..] else { panic!("{findings:?}") };
        assert_eq!(violation.path, "");
        violation.clone()
    }

    #[test]
    fn a_preset_that_holds_a_files_name_is_recognised_with_the_command_that_stores_the_file() {
        for text in [
            "file://win11.json",
            "win11.json",
            "C:\\x\\win11.json",
            "fileb://win11.json\n",
            "\"file://win11.json\"",
        ] {
            let Violation { given, allowed, .. } = violation(text);
            let shown = text.trim().trim_matches('"');
            assert_eq!(given, format!("/deskport/presets/win11: the text is a file's name, \"{shown}\""));
            assert_eq!(
                allowed,
                "a preset in JSON. Store the file's text and not its name; in the folder where the file is: aws ssm \
                 put-parameter --overwrite --name /deskport/presets/win11 --value file://win11.json"
            );
        }
    }

    #[test]
    fn a_preset_whose_quotes_windows_powershell_took_is_recognised() {
        let Violation { given, allowed, .. } =
            violation("{ Imports: [ { CreateWorkspaceImage: { Name: win11 } } ] }");
        assert_eq!(given, "/deskport/presets/win11: key must be a string at line 1 column 3");
        assert_eq!(
            allowed,
            "a preset in JSON. The names have lost their double quotes, as happens in Windows PowerShell. Store \
             the preset from a file: aws ssm put-parameter --overwrite --name /deskport/presets/win11 --value \
             file://win11.json"
        );
    }

    #[test]
    fn a_preset_that_is_not_json_has_the_commands_hints_and_none_of_its_text() {
        for (text, place, hint) in [
            ("{ \"Imports\": [", "EOF while parsing a list at line 1 column 14", "The text ends too early"),
            ("{ “SECRET”: 1 }", "line 1 column 3", "U+201C is a typographic quote"),
            ("{ \"a\": 1, // SECRET\n}", "line 1 column 11", "JSON allows no comments"),
            ("{ \"AppCatalogConfig\": [ \"C:\\SECRET\" ] }", "line 1 column 29", "A backslash in a string"),
            ("{ \"SECRET\": 1, \"AppCatalogConfig\": 1, \"SECRET\": 1 }", "line 1 column 46", ""),
        ] {
            let Violation { given, allowed, .. } = violation(text);
            assert!(given.ends_with(place) && allowed.contains(hint), "{text}: {given}; {allowed}");
            assert!(!format!("{given}{allowed}").contains("SECRET"), "{text}: {given}; {allowed}");
        }
    }

    #[test]
    fn an_unsuitable_ami_is_the_presets_violation_only_if_the_preset_names_it() {
        let image = |id: &str| crate::ami::Image { image_id: id.to_owned(), ..Default::default() };
        let (asking, named) = ("ami-0abc1234def567890", "ami-0123456789abcdef0");
        let images = [image(asking), image(named)];
        let text = serde_json::json!({ "Imports": [
            { "CreateImportedImage": { "Name": "a", "IamRoleArn": "arn:aws:iam::111122223333:role/import" } },
            { "CreateImportedImage": { "Name": "b", "IamRoleArn": "arn:aws:iam::111122223333:role/import",
                "SourceAmiId": named } } ] })
        .to_string();
        let input =
            Input::Preset { name: "apps", ec2_image_id: asking, document: Some(&text), version: Some(1) };
        let (findings, _) =
            input.check(Context { images: &images, images_complete: true, ..Context::default() });
        let of = |path: &str| {
            let found = findings.violations.iter().filter(|v| v.path == path).map(|v| v.of);
            found.collect::<std::collections::HashSet<_>>()
        };
        assert_eq!(of("/Ec2ImageId"), [ViolationOf::Ami].into());
        assert_eq!(of("/Imports/1/CreateImportedImage/SourceAmiId"), [ViolationOf::Preset].into());
    }
}
