//! The outcome of a run that could not report its end itself, from what Step Functions says of its execution.

use super::{Outcome, Preset, StepError};
use crate::preset;
use crate::status::RunStatus;
use serde::Deserialize;
use serde_json::Value;

/// What is known of such a run.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BrokeOff {
    run: String,
    started_at: String,
    ended_at: String,
    /// Its error's name, or its status where it has none.
    error: String,
    cause: String,
}

/// The longest AMI id and preset that are taken from the input, in characters.
const ID_MAX: usize = 64;

impl BrokeOff {
    /// The outcome. `input` is the execution's input as text; empty where it was too long for the event.
    pub fn outcome(self, input: &str) -> Outcome {
        let input: Value = serde_json::from_str(input).unwrap_or_default();
        let text = |value: &Value, most: usize| {
            value.as_str().map(|text| text.chars().take(most).collect::<String>())
        };
        let ami = text(&input["Preset"]["Ec2ImageId"], ID_MAX).or_else(|| text(&input["Ec2ImageId"], ID_MAX));
        let preset = text(&input["Preset"]["Name"], preset::NAME_MAX);
        Outcome {
            status: RunStatus::Failed,
            ec2_image_id: ami,
            preset: preset.map(|name| Preset { name, version: None }),
            run: self.run,
            started_at: self.started_at,
            ended_at: self.ended_at,
            dry_run: input["DryRun"] == true,
            imports: Vec::new(),
            violations: Vec::new(),
            violations_of: Vec::new(),
            warnings: Vec::new(),
            enable_byol: None,
            way_back: None,
            error: Some(StepError::caught(self.error, self.cause)),
        }
    }
}
