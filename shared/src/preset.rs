//! Presets in SSM Parameter Store: their names, how they are stored, and what Parameter Store refuses.
//!
//! Parameter Store accepts any text, so it does not notice a file's name or a text without its quotes. What it does refuse
//! (PutParameter), it refuses only when the preset is stored: this module reports it before.

use crate::bounds::thousands;
use crate::json;
use crate::namespace::Namespace;
use crate::violation::{Findings, Path};

/// The longest name of a preset.
pub const NAME_MAX: usize = 40;
/// The longest value of a standard parameter, in characters.
pub const STANDARD_MAX: usize = 4096;
/// The largest value of an advanced parameter, in bytes.
pub const ADVANCED_MAX: usize = 8192;

const PUT_PARAMETER: &str = "AWS Systems Manager API Reference: PutParameter";

/// Whether a preset may have this name.
pub fn is_name(name: &str) -> bool {
    (1..=NAME_MAX).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// The command that stores a preset from a file. `file` is the argument that names the file. If the preset's name is not
/// known, the parameter may be new, and a new one needs a type.
pub fn store_command(preset: Option<(&Namespace, &str)>, file: &str) -> String {
    let parameter = match preset {
        Some((namespace, name)) => format!("--name {}", namespace.parameter(name)),
        None => format!("--type String --name {}", Namespace::DESKPORT.parameter("NAME")),
    };
    format!("aws ssm put-parameter --overwrite {parameter} --value {file}")
}

/// The tiers of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Up to 4,096 characters, at no charge.
    Standard,
    /// Up to 8 KiB, for which AWS charges.
    Advanced,
}

/// The least tier that holds a text; `None` where none does.
pub fn tier(text: &str) -> Option<Tier> {
    if text.len() > ADVANCED_MAX {
        None
    } else if text.chars().count() > STANDARD_MAX {
        Some(Tier::Advanced)
    } else {
        Some(Tier::Standard)
    }
}

/// Warns of what Parameter Store refuses in a preset's text. Only a warning: the preset may be stored in another form, or be
/// stored already, and is then read.
pub fn check_text(text: &str, findings: &mut Findings) {
    match tier(text) {
        None => refused(too_long(text), findings),
        Some(Tier::Advanced) => {
            let allowed = format!(
                "at most {} characters in a standard parameter. Add --tier Advanced to aws ssm put-parameter: an advanced \
                 parameter holds up to {} bytes, and AWS charges for it",
                thousands(STANDARD_MAX),
                thousands(ADVANCED_MAX)
            );
            let given = format!("a text of {} characters", thousands(text.chars().count()));
            refused((given, allowed), findings);
        }
        Some(Tier::Standard) => {}
    }
    if let Some(braces) = braces(text) {
        refused(braces, findings);
    }
}

/// Adds what Parameter Store refuses in whatever tier as violations: for who stores this very text now.
pub fn check_storable(text: &str, findings: &mut Findings) {
    let long = tier(text).is_none().then(|| too_long(text));
    for (given, allowed) in long.into_iter().chain(braces(text)) {
        findings.violation(&Path::root(), given, allowed, PUT_PARAMETER);
    }
}

fn refused((given, allowed): (String, String), findings: &mut Findings) {
    findings.warning(&Path::root(), given, allowed, PUT_PARAMETER);
}

/// What is given and what is allowed, of a text that no tier holds.
fn too_long(text: &str) -> (String, String) {
    let allowed = format!(
        "at most {} bytes: Parameter Store can't hold more. Write the preset without indentation, leave out what is not \
         needed, or split it into several presets",
        thousands(ADVANCED_MAX)
    );
    (format!("a text of {} bytes", thousands(text.len())), allowed)
}

/// The same of a text with two opening braces.
fn braces(text: &str) -> Option<(String, String)> {
    let (line, column) = json::position(text, text.find("{{")?);
    let allowed = "no {{ anywhere: Parameter Store takes it for a reference to another parameter and refuses the value. \
                   The placeholders {ami-id}, {ami-name} and {date} are not affected";
    Some((format!("{{{{ at line {line} column {column}"), allowed.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> Vec<String> {
        let mut findings = Findings::default();
        check_text(text, &mut findings);
        assert_eq!(findings.violations, []);
        assert!(findings.warnings.iter().all(|w| w.path.is_empty()));
        findings.warnings.into_iter().map(|warning| warning.given).collect()
    }

    #[test]
    fn the_limits_are_those_of_put_parameter() {
        assert_eq!(given(&"x".repeat(STANDARD_MAX)), [""; 0]);
        assert_eq!(given(&"é".repeat(STANDARD_MAX)), [""; 0]);
        assert_eq!(given(&"x".repeat(STANDARD_MAX + 1)), ["a text of 4,097 characters"]);
        assert_eq!(given(&"x".repeat(ADVANCED_MAX)), ["a text of 8,192 characters"]);
        assert_eq!(given(&"x".repeat(ADVANCED_MAX + 1)), ["a text of 8,193 bytes"]);
        assert_eq!(given(&"é".repeat(ADVANCED_MAX / 2 + 1)), ["a text of 8,194 bytes"]);
    }

    #[test]
    fn what_is_to_be_stored_is_violated_by_what_no_tier_takes() {
        let violations = |text: &str| {
            let mut findings = Findings::default();
            check_storable(text, &mut findings);
            assert_eq!(findings.warnings, []);
            findings.violations.into_iter().map(|violation| violation.given).collect::<Vec<_>>()
        };
        assert_eq!((tier(&"é".repeat(STANDARD_MAX)), violations("{}")), (Some(Tier::Standard), vec![]));
        let advanced = "x".repeat(STANDARD_MAX + 1);
        assert_eq!((tier(&advanced), violations(&advanced)), (Some(Tier::Advanced), vec![]));
        let long = "x".repeat(ADVANCED_MAX + 1);
        assert_eq!((tier(&long), violations(&long)), (None, vec!["a text of 8,193 bytes".to_owned()]));
        assert_eq!(violations("{{"), ["{{ at line 1 column 1"]);
    }

    #[test]
    fn two_braces_are_found_wherever_they_stand() {
        assert_eq!(given("{ \"a\":\n \"{{x}}\" }"), ["{{ at line 2 column 3"]);
        assert_eq!(given("{\"a\":{\"b\":{\"c\":1}}}"), [""; 0]);
    }
}
