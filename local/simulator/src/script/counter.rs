//! A script in use: it counts the calls that its rules are about.

use super::{Answer, Effect, Fail, Rule, Script, When};
use crate::glob;
use crate::service::Service;

/// A script with its counts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Running {
    script: Script,
    counts: Vec<u64>,
}

/// What the script orders for one call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Orders {
    pub(crate) answer: Option<Answer>,
    pub(crate) lose_reply: bool,
    pub(crate) answer_nothing: bool,
    pub(crate) take_minutes: Option<f64>,
    pub(crate) fail: Option<Fail>,
    pub(crate) never_end: bool,
    pub(crate) show_state: Option<String>,
    pub(crate) hide_minutes: Option<f64>,
}

impl Running {
    pub(crate) fn new(script: Script) -> Self {
        Self { counts: vec![0; script.rules.len()], script }
    }

    pub(crate) fn script(&self) -> &Script {
        &self.script
    }

    /// How many calls each rule matched so far.
    pub(crate) fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// The orders for a call that makes or names images of these names. The call is counted.
    pub(crate) fn orders(&mut self, service: Service, operation: &str, names: &[String]) -> Orders {
        let mut orders = Orders::default();
        for (rule, count) in self.script.rules.iter().zip(&mut self.counts) {
            if fits(rule, service, operation, names) {
                *count += 1;
                if is_due(&rule.when, *count) {
                    orders.take(&rule.effect);
                }
            }
        }
        orders
    }
}

fn fits(rule: &Rule, service: Service, operation: &str, names: &[String]) -> bool {
    let when = &rule.when;
    when.service.as_deref().is_none_or(|wanted| wanted == service.key())
        && when.operation.as_deref().is_none_or(|wanted| wanted == operation)
        && when.image_name.as_deref().is_none_or(|wanted| names.iter().any(|name| glob::fits(wanted, name)))
}

fn is_due(when: &When, count: u64) -> bool {
    when.nth_call.is_none_or(|nth| nth == count) && when.first_calls.is_none_or(|first| count <= first)
}

impl Orders {
    /// Adds what no earlier rule has set.
    fn take(&mut self, effect: &Effect) {
        let ends = self.fail.is_some() || self.never_end;
        if !ends {
            self.fail.clone_from(&effect.fail);
            self.never_end = effect.never_end;
        }
        self.answer = self.answer.take().or_else(|| effect.answer.clone());
        self.lose_reply |= effect.lose_reply;
        self.answer_nothing |= effect.answer_nothing;
        self.take_minutes = self.take_minutes.or(effect.take_minutes);
        self.show_state = self.show_state.take().or_else(|| effect.show_state.clone());
        self.hide_minutes = self.hide_minutes.or(effect.hide_minutes);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn running(json: &str) -> Running {
        Running::new(Script::from_json(json).unwrap())
    }

    #[test]
    fn first_calls_and_the_nth_call_are_counted_by_rule() {
        let mut script = running(
            r#"{"Rules": [
                {"When": {"Operation": "CreateTags", "FirstCalls": 2}, "Do": {"Answer": {"Code": "A"}}},
                {"When": {"Operation": "CreateTags", "NthCall": 3}, "Do": {"LoseReply": true}}]}"#,
        );
        let mut call = || {
            let orders = script.orders(Service::Workspaces, "CreateTags", &[]);
            (orders.answer.is_some(), orders.lose_reply)
        };
        assert_eq!(
            [call(), call(), call(), call()],
            [(true, false), (true, false), (false, true), (false, false)]
        );
        script.orders(Service::Workspaces, "DeleteTags", &[]);
        assert_eq!(script.counts(), [4, 4]);
    }

    #[test]
    fn names_are_globs_and_the_earlier_rule_counts() {
        let mut script = running(
            r#"{"Rules": [
                {"When": {"ImageName": "win11-*"}, "Do": {"NeverEnd": true, "TakeMinutes": 1}},
                {"When": {"Service": "appstream"}, "Do": {"Fail": {"Code": "X"}, "HideMinutes": 3}}]}"#,
        );
        let orders = script.orders(Service::AppStream, "CreateImportedImage", &["win11-a".to_owned()]);
        assert!(orders.never_end && orders.fail.is_none());
        assert_eq!((orders.take_minutes, orders.hide_minutes), (Some(1.0), Some(3.0)));
        let orders = script.orders(Service::AppStream, "CreateImportedImage", &["win10-a".to_owned()]);
        assert!(!orders.never_end && orders.fail.is_some());
    }

    #[test]
    fn rules_that_can_do_nothing_are_refused() {
        for rule in [
            r#"{"Do": {}}"#,
            r#"{"When": {"Operation": "ImportWorkspaceImages"}, "Do": {"NeverEnd": true}}"#,
            r#"{"When": {"Service": "appstream", "Operation": "CreateTags"}, "Do": {"LoseReply": true}}"#,
            r#"{"When": {"Service": "ec2"}, "Do": {"LoseReply": true}}"#,
            r#"{"When": {"NthCall": 0}, "Do": {"LoseReply": true}}"#,
            r#"{"Do": {"TakeMinutes": -1}}"#,
            r#"{"Do": {"NeverEnd": true, "Fail": {}}}"#,
            r#"{"Do": {"Answer": {"Code": ""}}}"#,
            r#"{"Do": {"Answer": {"Code": "A", "Status": 200}}}"#,
            r#"{"Do": {"Nothing": true}}"#,
            r#"{"when": {}, "Do": {"LoseReply": true}}"#,
        ] {
            assert!(Script::from_json(&format!(r#"{{"Rules": [{rule}]}}"#)).is_err(), "{rule}");
        }
    }
}
