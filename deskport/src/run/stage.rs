//! What the execution of `import` itself is at: before its entries begin, and after they have ended.

use jiff::Timestamp;

/// What it is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It reads the preset.
    Preset,
    /// It has EC2 describe the AMIs.
    Amis,
    /// It plans.
    Plan,
    /// It looks at the bundles, fleets and images that it will set.
    LookAhead,
    /// It switches BYOL on, which may wait for an approval.
    Byol,
    /// Its entries run.
    Imports,
    /// It sends its notification.
    Report,
}

impl Stage {
    /// What a state of `import` is about; `None` for those that take no time.
    pub(super) fn of_state(state: &str) -> Option<Self> {
        match state {
            "GetPreset" => Some(Self::Preset),
            "DescribeImages" => Some(Self::Amis),
            "Plan" => Some(Self::Plan),
            "LookAhead" => Some(Self::LookAhead),
            "RunByol" => Some(Self::Byol),
            "Imports" => Some(Self::Imports),
            "Conclude" | "Notify" => Some(Self::Report),
            _ => None,
        }
    }

    /// For a person.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Preset => "reads the preset",
            Self::Amis => "looks at the AMIs",
            Self::Plan => "plans",
            Self::LookAhead => "looks at what it will set",
            Self::Byol => "switches BYOL on",
            Self::Imports => "imports",
            Self::Report => "sends the notification",
        }
    }
}

/// A stage with its times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    /// What it was at.
    pub(crate) stage: Stage,
    /// From when.
    pub(crate) from: Timestamp,
    /// To when; `None` while it goes on.
    pub(crate) to: Option<Timestamp>,
}

impl Stretch {
    /// Another stage begins, unless it is the one that goes on.
    pub(super) fn begin(stages: &mut Vec<Self>, stage: Stage, at: Timestamp) {
        if stages.last().is_some_and(|last| last.stage == stage && last.to.is_none()) {
            return;
        }
        Self::end(stages, at);
        stages.push(Self { stage, from: at, to: None });
    }

    /// Ends the one that goes on.
    pub(super) fn end(stages: &mut [Self], at: Timestamp) {
        if let Some(last) = stages.last_mut().filter(|last| last.to.is_none()) {
            last.to = Some(at);
        }
    }
}
