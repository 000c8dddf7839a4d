//! Who started a run, as far as it is known. Step Functions' context does not name the caller of StartExecution. The machine
//! `trigger` names a run after its AMI and preset; a person who starts one may choose such a name as well. Only CloudTrail knows.

use super::question::{Asked, Question};
use crate::foreign;
use askama::Template;

/// The sentences about it.
#[derive(Template)]
#[template(path = "question-started.txt")]
pub(super) struct Started {
    /// The AMI and the preset that the run's name has.
    named_after: Option<(String, String)>,
    /// How to ask CloudTrail.
    look_up: Option<LookUp>,
}

struct LookUp {
    arn: String,
    region: String,
    /// The run's name, where it can stand in a command.
    run: Option<String>,
}

impl Started {
    /// What is known of a question's run; with the way to look the caller up, for users of the AWS account.
    pub(super) fn of(asked: &Asked, look_up: bool) -> Self {
        let named_after = match asked.question {
            // A preset can't consent to BYOL.
            Question::Byol { .. } => None,
            Question::Approve { .. } => after(&asked.run),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let run = Some(asked.run.clone()).filter(|run| !run.is_empty() && run.chars().all(plain));
        let look_up =
            look_up.then(|| LookUp { arn: foreign::word(asked.run_arn()), region: asked.part(3), run });
        Self { named_after, look_up }
    }
}

/// The AMI and the preset of a run's name as `trigger` gives it: AMI-PRESET.
fn after(run: &str) -> Option<(String, String)> {
    let (id, preset) = run.strip_prefix("ami-")?.split_once('-')?;
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let of_preset = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_id = (8..=17).contains(&id.len()) && id.chars().all(hex);
    let is_preset = (1..=40).contains(&preset.len()) && preset.chars().all(of_preset);
    (is_id && is_preset).then(|| (format!("ami-{id}"), preset.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_trigger_gives_is_known_by_its_parts() {
        let parts = |ami: &str, preset: &str| Some((ami.to_owned(), preset.to_owned()));
        assert_eq!(after("ami-0a1b2c3d4e5f60718-win11"), parts("ami-0a1b2c3d4e5f60718", "win11"));
        assert_eq!(after("ami-0a1b2c3d-a-b_C"), parts("ami-0a1b2c3d", "a-b_C"));
        for other in [
            "",
            "by-hand",
            "ami-0a1b2c3d4e5f60718",
            "ami-0a1b2c3d4e5f60718-",
            "ami-0A1B2C3D-win11",
            "ami-0a1b-win11",
            "missing-ami-0a1b2c3d4e5f60718-win11",
            "ami-0a1b2c3d4e5f60718-win 11",
            "7d1fca3c-6c1a-4a55-9ad1-2e3b3d0c7a11",
        ] {
            assert_eq!(after(other), None, "{other}");
        }
    }
}
