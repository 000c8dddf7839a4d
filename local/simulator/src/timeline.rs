//! How an import goes: a pure function of virtual time.

use crate::script::{Fail, Orders};

/// A minute, in seconds.
pub(crate) const MINUTE: f64 = 60.0;

/// One stage of a course: its name, and the share of the whole at which it begins.
pub(crate) type Stage = (f64, &'static str);

/// The course of one import, from its start to its end.
#[derive(Debug, Clone)]
pub(crate) struct Timeline {
    start: f64,
    /// How long the whole course takes; the stages are shares of it.
    length: f64,
    end: End,
    stages: &'static [Stage],
    shown: Option<String>,
    hidden_until: f64,
}

#[derive(Debug, Clone)]
enum End {
    Success,
    Failure { after: f64, why: Box<Fail> },
    Never,
}

/// Where an import stands at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Moment<'a> {
    /// It runs, in this state, with this share of the whole behind it.
    Running { state: &'a str, share: f64 },
    /// It succeeded.
    Succeeded,
    /// It failed, with this share of the whole behind it.
    Failed { why: &'a Fail, share: f64 },
}

impl Timeline {
    /// A course that usually takes this many minutes, changed as the script orders.
    pub(crate) fn new(start: f64, minutes: f64, stages: &'static [Stage], orders: &Orders) -> Self {
        let length = orders.take_minutes.unwrap_or(minutes) * MINUTE;
        let (length, end) = match &orders.fail {
            Some(why) => {
                let after = why.after_minutes.map_or(length, |minutes| minutes * MINUTE);
                (length.max(after), End::Failure { after, why: Box::new(why.clone()) })
            }
            None if orders.never_end => (length, End::Never),
            None => (length, End::Success),
        };
        let hidden_until = start + orders.hide_minutes.unwrap_or(0.0) * MINUTE;
        Self { start, length, end, stages, shown: orders.show_state.clone(), hidden_until }
    }

    /// A course that succeeded when it began.
    pub(crate) fn done(start: f64) -> Self {
        Self::new(start, 0.0, &[], &Orders::default())
    }

    /// A course that failed when it began.
    pub(crate) fn failed(start: f64, why: Fail) -> Self {
        let why = Fail { after_minutes: Some(0.0), ..why };
        Self::new(start, 0.0, &[], &Orders { fail: Some(why), ..Orders::default() })
    }

    /// When it began.
    pub(crate) fn start(&self) -> f64 {
        self.start
    }

    /// Where it stands.
    pub(crate) fn at(&self, now: f64) -> Moment<'_> {
        let elapsed = now - self.start;
        match &self.end {
            End::Success if elapsed >= self.length => Moment::Succeeded,
            End::Failure { after, why } if elapsed >= *after => {
                Moment::Failed { why, share: self.share(*after) }
            }
            End::Success | End::Failure { .. } | End::Never => {
                let share = self.share(elapsed);
                Moment::Running { state: self.state(share), share }
            }
        }
    }

    /// When its state last changed.
    pub(crate) fn changed(&self, now: f64) -> f64 {
        let reached = match self.at(now) {
            Moment::Succeeded => self.length,
            Moment::Failed { .. } => match &self.end {
                End::Failure { after, .. } => *after,
                End::Success | End::Never => self.length,
            },
            Moment::Running { share, .. } => self.stage(share).map_or(0.0, |stage| stage.0) * self.length,
        };
        self.start + reached
    }

    /// Whether it has not ended.
    pub(crate) fn is_running(&self, now: f64) -> bool {
        matches!(self.at(now), Moment::Running { .. })
    }

    /// Whether it ended well.
    pub(crate) fn has_succeeded(&self, now: f64) -> bool {
        self.at(now) == Moment::Succeeded
    }

    /// Whether what it makes is not shown yet.
    pub(crate) fn is_hidden(&self, now: f64) -> bool {
        now < self.hidden_until
    }

    fn share(&self, elapsed: f64) -> f64 {
        if self.length > 0.0 { (elapsed / self.length).clamp(0.0, 1.0) } else { 1.0 }
    }

    fn stage(&self, share: f64) -> Option<&'static Stage> {
        self.stages.iter().rev().find(|stage| share >= stage.0)
    }

    fn state(&self, share: f64) -> &str {
        match &self.shown {
            Some(state) => state,
            None => self.stage(share).map_or("PENDING", |stage| stage.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGES: &[Stage] = &[(0.0, "PENDING"), (0.5, "VALIDATING")];

    fn state(timeline: &Timeline, minutes: f64) -> String {
        match timeline.at(timeline.start() + minutes * MINUTE) {
            Moment::Running { state, .. } => state.to_owned(),
            Moment::Succeeded => "SUCCEEDED".to_owned(),
            Moment::Failed { why, .. } => format!("FAILED {}", why.code.as_deref().unwrap_or_default()),
        }
    }

    #[test]
    fn the_stages_are_passed_in_order() {
        let timeline = Timeline::new(1e9, 90.0, STAGES, &Orders::default());
        let states: Vec<String> = [0.0, 44.9, 45.0, 89.9, 90.0, 1e6].map(|m| state(&timeline, m)).into();
        assert_eq!(states, ["PENDING", "PENDING", "VALIDATING", "VALIDATING", "SUCCEEDED", "SUCCEEDED"]);
        assert_eq!(timeline.changed(1e9 + 60.0 * MINUTE), 1e9 + 45.0 * MINUTE);
        assert_eq!(timeline.changed(1e9 + 91.0 * MINUTE), 1e9 + 90.0 * MINUTE);
        assert_eq!(state(&timeline, -5.0), "PENDING");
    }

    #[test]
    fn a_failure_cuts_the_course_short_or_draws_it_out() {
        let fail =
            |minutes| Fail { after_minutes: Some(minutes), code: Some("X".to_owned()), ..Fail::default() };
        let early = Timeline::new(0.0, 90.0, STAGES, &Orders { fail: Some(fail(10.0)), ..Orders::default() });
        assert_eq!([state(&early, 9.9), state(&early, 10.0)], ["PENDING", "FAILED X"]);
        let late = Timeline::new(0.0, 90.0, STAGES, &Orders { fail: Some(fail(200.0)), ..Orders::default() });
        assert_eq!([state(&late, 199.0), state(&late, 200.0)], ["VALIDATING", "FAILED X"]);
    }

    #[test]
    fn it_never_ends_where_that_is_ordered() {
        let timeline = Timeline::new(0.0, 90.0, STAGES, &Orders { never_end: true, ..Orders::default() });
        assert_eq!(state(&timeline, 1e9), "VALIDATING");
        assert!(timeline.is_running(1e12));
    }

    #[test]
    fn a_state_on_command_stands_while_it_runs() {
        let orders =
            Orders { show_state: Some("NEW".to_owned()), hide_minutes: Some(5.0), ..Orders::default() };
        let timeline = Timeline::new(0.0, 90.0, STAGES, &orders);
        assert_eq!([state(&timeline, 1.0), state(&timeline, 90.0)], ["NEW", "SUCCEEDED"]);
        assert!(timeline.is_hidden(299.0) && !timeline.is_hidden(300.0));
    }
}
