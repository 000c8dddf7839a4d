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

/// Warns of what Parameter Store refuses in a preset's text. Only a warning: the preset may be stored in another form, or be
/// stored already, and is then read.
pub fn check_text(text: &str, findings: &mut Findings) {
    let (characters, bytes) = (text.chars().count(), text.len());
    let (standard, advanced) = (thousands(STANDARD_MAX), thousands(ADVANCED_MAX));
    if bytes > ADVANCED_MAX {
        let allowed = format!(
            "at most {advanced} bytes: Parameter Store can't hold more. Write the preset without indentation, leave out what \
             is not needed, or split it into several presets"
        );
        refused(format!("a text of {} bytes", thousands(bytes)), allowed, findings);
    } else if characters > STANDARD_MAX {
        let allowed = format!(
            "at most {standard} characters in a standard parameter. Add --tier Advanced to aws ssm put-parameter: an advanced \
             parameter holds up to {advanced} bytes, and AWS charges for it"
        );
        refused(format!("a text of {} characters", thousands(characters)), allowed, findings);
    }
    if let Some(at) = text.find("{{") {
        let (line, column) = json::position(text, at);
        let allowed = "no {{ anywhere: Parameter Store takes it for a reference to another parameter and refuses the value. \
                       The placeholders {ami-id}, {ami-name} and {date} are not affected";
        refused(format!("{{{{ at line {line} column {column}"), allowed.to_owned(), findings);
    }
}

fn refused(given: String, allowed: String, findings: &mut Findings) {
    findings.warning(&Path::root(), given, allowed, PUT_PARAMETER);
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
    fn two_braces_are_found_wherever_they_stand() {
        assert_eq!(given("{ \"a\":\n \"{{x}}\" }"), ["{{ at line 2 column 3"]);
        assert_eq!(given("{\"a\":{\"b\":{\"c\":1}}}"), [""; 0]);
    }
}
