//! How large an outcome may be: what people need least goes first.

use super::{ImportOutcome, Outcome, StepError, StepOutcome};
use crate::bounds;

/// How long messages and remedies may be, in bytes: the next is tried where the outcome is too large.
const SHORTER: [usize; 5] = [512, 256, 128, 64, 0];

impl Outcome {
    /// The outcome in at most `most` bytes of JSON: with shorter messages and remedies and fewer violations, then without
    /// all but which image is what and why it failed, then without its steps.
    pub fn within(self, most: usize) -> Self {
        if self.size() <= most {
            return self;
        }
        let violations = bounds::violations(self.violations.clone(), most / 3);
        let warnings = bounds::violations(self.warnings.clone(), most / 6);
        let whole = Self { violations, warnings, ..self };
        let shorter = SHORTER.into_iter().map(|longest| whole.clone().with_texts_of(longest));
        let fewer = [Self::bare, Self::without_steps].into_iter().map(|less| less(whole.clone()));
        let least = || whole.clone().without_steps();
        shorter.chain(fewer).find(|outcome| outcome.size() <= most).unwrap_or_else(least)
    }

    /// The same with messages and remedies of at most so many bytes.
    pub(crate) fn with_texts_of(self, longest: usize) -> Self {
        let cut = |step: StepOutcome| {
            let error = step.error.map(|error| error.with_texts_of(longest));
            StepOutcome { error, ..step }
        };
        let error = self.error.clone().map(|error| error.with_texts_of(longest.max(bounds::REMEDY_MIN)));
        Self { error, ..self.each_step(cut) }
    }

    fn bare(self) -> Self {
        self.with_texts_of(0).each_step(|step| StepOutcome {
            adopted: None,
            replaced: None,
            waited_for_quota_seconds: None,
            started_at: None,
            ended_at: None,
            polls: None,
            ..step
        })
    }

    /// The outcome without its imports' steps and its warnings.
    #[must_use]
    pub fn without_details(&self) -> Self {
        Self { imports: self.statuses(), warnings: Vec::new(), ..self.clone() }
    }

    fn statuses(&self) -> Vec<ImportOutcome> {
        self.imports.iter().map(|i| ImportOutcome { status: i.status, steps: Vec::new() }).collect()
    }

    fn without_steps(self) -> Self {
        let before = self.size();
        let left = Self { imports: self.statuses(), ..self };
        let said = format!("the steps of {} imports ({} bytes)", left.imports.len(), before - left.size());
        let error = Some(left.error.clone().unwrap_or_else(|| StepError::new("LeftOut", said)));
        Self { error, ..left }
    }

    fn each_step(self, change: impl Fn(StepOutcome) -> StepOutcome + Copy) -> Self {
        let import = |import: ImportOutcome| ImportOutcome {
            steps: import.steps.into_iter().map(change).collect(),
            ..import
        };
        Self { imports: self.imports.into_iter().map(import).collect(), ..self }
    }

    fn size(&self) -> usize {
        serde_json::to_string(self).map_or(usize::MAX, |text| text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// An outcome of imports with so many steps each, every one of which failed with these words.
    fn failed(imports: usize, steps: usize, words: &str) -> Outcome {
        let step = json!({ "Operation": "CreateImportedImage", "Name": "n".repeat(100), "Status": "FAILED", "Adopted": false,
            "ImageArn": format!("arn:aws-us-gov:appstream:us-gov-west-1:111122223333:image/{}", "n".repeat(100)),
            "Replaced": format!("arn:aws-us-gov:appstream:us-gov-west-1:111122223333:image/{}", "n".repeat(100)),
            "StartedAt": "2026-11-21T04:05:09.000Z", "EndedAt": "2026-11-21T07:31:00.000Z", "Polls": 43,
            "Error": { "Code": "Rejected", "Message": words } });
        let import = json!({ "Status": "FAILED", "Steps": vec![step; steps] });
        let outcome = json!({ "Status": "FAILED", "Run": "r", "StartedAt": "s", "EndedAt": "e", "Violations": [],
            "Imports": vec![import; imports] });
        serde_json::from_value(outcome).unwrap()
    }

    #[test]
    fn forty_imports_of_ten_steps_with_words_without_end_fit() {
        for words in ["x", "é", "\"", "\\", "\n", "\u{1}", "\u{202e}", "word ", "東"] {
            for (imports, steps) in [(1, 1), (14, 1), (40, 1), (40, 10)] {
                let outcome =
                    failed(imports, steps, &words.repeat(if steps > 1 { 500 } else { 5_000 })).readable();
                assert!(
                    outcome.size() <= bounds::OUTCOME_MAX,
                    "{words:?} {imports} {steps}: {}",
                    outcome.size()
                );
                assert_eq!(outcome.imports.iter().map(|i| i.steps.len()).sum::<usize>(), imports * steps);
                assert!(
                    outcome.imports[0].steps[0].error.as_ref().unwrap().message.len() <= bounds::MESSAGE_MAX
                );
            }
        }
    }

    #[test]
    fn what_is_left_out_is_said_and_statuses_stay() {
        let outcome = failed(40, 10, &"x".repeat(5000)).readable();
        let message = &outcome.imports[39].steps[9].error.as_ref().unwrap().message;
        assert!(message.is_empty() || message.ends_with("bytes left out)"), "{message}");
        let least = outcome.within(8 * 1024);
        assert!(least.size() <= 8 * 1024);
        assert_eq!(least.imports.len(), 40);
        let error = least.error.unwrap();
        assert_eq!(error.code, "LeftOut");
        assert!(error.message.starts_with("the steps of 40 imports ("), "{}", error.message);
    }

    #[test]
    fn an_outcome_that_fits_stays_as_it_is() {
        let outcome = failed(2, 1, "x").readable();
        assert_eq!(outcome.clone().within(bounds::OUTCOME_MAX), outcome);
    }

    #[test]
    fn violations_without_end_are_a_list_with_an_end() {
        let violation = json!({ "Path": "/x", "Given": "\"".repeat(5000), "Allowed": "y", "Source": "z" });
        let mut outcome: Value = serde_json::to_value(failed(0, 0, "")).unwrap();
        outcome["Violations"] = json!(vec![violation; 3000]);
        let outcome: Outcome = serde_json::from_value(outcome).unwrap();
        let outcome = outcome.readable();
        assert!(outcome.size() <= bounds::LIST_MAX + 1024);
        assert!(
            outcome.violations.last().unwrap().given.starts_with("and 2,9"),
            "{:?}",
            outcome.violations.last()
        );
    }
}
