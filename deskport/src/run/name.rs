//! What a run is called: the name of its execution of `import`.

use deskport_shared::json::SIZE_MAX;
use sha2::{Digest as _, Sha256};

/// The longest name of an execution (API reference of StartExecution, `name`).
pub(crate) const NAME_MAX: usize = 80;

/// The name of an AMI's run with a preset: the state machine `trigger` gives the same, so that whoever comes second finds it.
pub(crate) fn of_preset(ami: &str, preset: &str) -> String {
    format!("{ami}-{preset}")
}

/// The name of a request's run: from the file's name and what is in it, so that the same request is not started twice.
pub(crate) fn of_request(file: &str, text: &str) -> String {
    let plain: String = file.chars().map(|c| if is_plain(c) { c } else { '-' }).take(60).collect();
    let stem = plain.trim_matches('-');
    let stem = if stem.is_empty() { "request" } else { stem };
    let bytes = &text.as_bytes()[..text.len().min(SIZE_MAX)];
    let digest = Sha256::digest(bytes);
    let digest: String = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    format!("{stem}-{digest}")
}

/// The name of another run of the same: with a number after it.
pub(crate) fn again(name: &str, number: u32) -> String {
    let number = format!("-again-{number}");
    let kept: String = name.chars().take(NAME_MAX - number.len()).collect();
    kept + &number
}

/// The execution of `step` that an entry is, by the run's name and the entry's JSON Pointer: its places in the lists are the end of
/// its name. `import` shortens a long name, so that those of its entries fit.
pub(crate) fn of_entry(run: &str, path: &str) -> String {
    let places = path.split('/').filter(|part| part.bytes().all(|b| b.is_ascii_digit()) && !part.is_empty());
    places.fold(base(run), |name, place| format!("{name}-{place}"))
}

/// The execution of `byol` that belongs to a run.
pub(crate) fn of_byol(run: &str) -> String {
    base(run) + "-byol"
}

/// As the state `Names` of `import` has it.
fn base(run: &str) -> String {
    if run.len() <= 69 {
        return run.to_owned();
    }
    let kept: String = run.chars().take(56).collect();
    let digest = Sha256::digest(run.as_bytes());
    let digest: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{kept}-{digest}")
}

/// Whether a character may stand in a run's name here; AWS takes more.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

/// Whether a text can be the name of an execution: what AWS refuses would only come back as an error about an ARN.
pub(crate) fn is_name(text: &str) -> bool {
    (1..=NAME_MAX).contains(&text.chars().count())
        && !text
            .chars()
            .any(|c| c.is_control() || c.is_whitespace() || "<>{}[]?*\"#%\\^|~`$&,;:/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_has_the_same_name_as_long_as_it_is_the_same() {
        let name = of_request("my request.json", "{}");
        assert_eq!(name, "my-request-json-44136fa355");
        assert_eq!(name, of_request("my request.json", "{}"));
        assert_ne!(name, of_request("my request.json", "{ }"));
        assert!(of_request("-", "{}").starts_with("request-"));
        assert!(is_name(&of_request(&"x".repeat(300), "{}")));
    }

    #[test]
    fn another_run_has_another_name_that_fits() {
        assert_eq!(again("ami-1-win11", 2), "ami-1-win11-again-2");
        assert_eq!(again(&"x".repeat(80), 12).len(), NAME_MAX);
    }

    #[test]
    fn an_entrys_execution_is_named_as_the_machines_name_it() {
        assert_eq!(of_entry("run", "/Imports/0"), "run-0");
        assert_eq!(of_entry("run", "/Imports/12/Then/0/Then/3"), "run-12-0-3");
        let long = "x".repeat(80);
        // `$substring($run, 0, 56) & '-' & $substring($hash($run, 'SHA-256'), 0, 12)`.
        let named = of_entry(&long, "/Imports/0");
        assert_eq!(named.len(), 56 + 1 + 12 + 2);
    }

    #[test]
    fn what_aws_refuses_is_no_name() {
        for name in ["ami-0a1b2c3d4e5f60718-win11", "a", "büro.1+2=3"] {
            assert!(is_name(name), "{name}");
        }
        let long = "x".repeat(81);
        for name in ["", "a b", "a:b", "a/b", "\u{1b}[2J", "a\nb", "a*", &long] {
            assert!(!is_name(name), "{name:?}");
        }
    }
}
