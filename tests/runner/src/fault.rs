//! What goes wrong, by seed: how likely, and how often it did.

use crate::clock::MINUTE;
use crate::rng::Rng;
use deskport_simulator::Service;
use std::fmt;

macro_rules! faults {
    ($($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)?) => {
        /// A kind of thing that goes wrong.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Fault {
            $($(#[$doc])* $variant),+
        }

        impl Fault {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// In words.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

faults! {
    /// The service throttles the call.
    Throttled = "call throttled",
    /// The service returns an error of its own.
    ServerError = "call answered 5xx",
    /// A whole service is out for a while.
    Outage = "call in an outage",
    /// The account's rate of calls is used up.
    RateExceeded = "call above the account's rate",
    /// The request never arrives.
    RequestDropped = "request dropped",
    /// The call takes effect, its response is lost.
    ReplyDropped = "reply dropped after the effect",
    /// The response takes seconds.
    ReplySlow = "reply slow",
    /// The caller gives up; the call takes effect later.
    EffectLate = "effect after the caller gave up",
    /// Lambda does not take the invocation.
    FunctionRefused = "function not invoked",
    /// The function ends before it does anything.
    KilledBefore = "function killed before its effect",
    /// The function ends between two calls.
    KilledBetween = "function killed between its calls",
    /// The function ends after it did everything.
    KilledAfter = "function killed after its effect",
    /// The function runs twice, side by side.
    RunTwice = "function run twice",
    /// The function takes longer than it may.
    FunctionTimedOut = "function out of time",
    /// Step Functions' own call of a service fails.
    IntegrationFailed = "integration failed",
    /// A child run started, but the response was lost.
    StartReplyLost = "start of a run not confirmed",
    /// An image shows an unknown state.
    UnknownState = "unknown state seen",
    /// A quota is full.
    QuotaFull = "quota full",
    /// An image is not shown at first.
    Invisible = "image invisible at first",
    /// Two runs made the same name.
    NameRace = "name raced for by two runs",
    /// Somebody else's image has the name.
    NameTaken = "name of somebody else",
    /// An image that an earlier run left failed is deleted, to be made again.
    Replaced = "failed image replaced",
    /// An import fails.
    ImageFails = "import fails",
    /// An import never ends.
    NeverEnds = "import never ends",
    /// An event arrives twice.
    EventTwice = "event twice",
    /// An event never arrives.
    EventMissing = "event missing",
    /// An AMI is tagged, or available, later than its first event.
    AmiLate = "AMI tagged or available later",
    /// An AMI is disabled and enabled again.
    AmiAgain = "AMI enabled again",
    /// The account's change fails.
    ChangeFails = "account change fails",
    /// The account's change is not shown at first.
    ChangeInvisible = "account change invisible at first",
    /// A person aborts the run.
    Aborted = "run aborted",
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How often each kind was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts(Vec<u64>);

impl Default for Counts {
    fn default() -> Self {
        Self(vec![0; Fault::ALL.len()])
    }
}

impl Counts {
    /// Counts one.
    pub fn add(&mut self, fault: Fault) {
        if let Some(count) = self.0.get_mut(fault as usize) {
            *count += 1;
        }
    }

    /// Adds another's.
    pub fn merge(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// Each kind with its count.
    pub fn iter(&self) -> impl Iterator<Item = (Fault, u64)> {
        Fault::ALL.iter().copied().zip(self.0.iter().copied())
    }

    /// How often one kind was met.
    pub fn of(&self, fault: Fault) -> u64 {
        self.0.get(fault as usize).copied().unwrap_or_default()
    }
}

/// How rough a run is.
#[derive(Clone, Debug, Default)]
pub struct Weather {
    /// The share of calls that go wrong.
    pub calls: f64,
    /// The share of invocations that go wrong.
    pub functions: f64,
    /// The share of Step Functions' own calls that go wrong.
    pub flow: f64,
    /// Whether the account's rate of WorkSpaces calls is limited as AWS limits it.
    pub limited: bool,
    /// When a service is out: from, until.
    pub outages: Vec<(Service, u64, u64)>,
}

impl Weather {
    /// The weather of a seed, for runs that start at a time.
    pub fn of(rng: &mut Rng, start: u64) -> Self {
        let (calls, functions, flow) = match rng.between(0, 99) {
            0..35 => (0.0, 0.0, 0.0),
            35..75 => (0.03, 0.02, 0.03),
            _ => (0.2, 0.08, 0.12),
        };
        let limited = rng.chance(0.3);
        let outages = if calls > 0.0 && rng.chance(0.2) { vec![outage(rng, start)] } else { Vec::new() };
        Self { calls, functions, flow, limited, outages }
    }

    /// Whether a service is out at a time.
    pub fn is_out(&self, service: Service, now: u64) -> bool {
        self.outages.iter().any(|(out, from, until)| *out == service && (*from..*until).contains(&now))
    }
}

fn outage(rng: &mut Rng, start: u64) -> (Service, u64, u64) {
    let service = if rng.chance(0.7) { Service::Workspaces } else { Service::AppStream };
    let from = start + rng.between(0, 180) * MINUTE / 2;
    (service, from, from + rng.between(1, 90) * MINUTE)
}

/// What goes wrong with one call.
pub fn of_call(rng: &mut Rng, weather: &Weather) -> Option<Fault> {
    let kinds = [
        Fault::Throttled,
        Fault::ServerError,
        Fault::RequestDropped,
        Fault::ReplyDropped,
        Fault::ReplySlow,
        Fault::EffectLate,
    ];
    if rng.chance(weather.calls) { rng.pick(&kinds).copied() } else { None }
}

/// What goes wrong with one start of an execution by a machine.
pub fn of_launch(rng: &mut Rng, weather: &Weather) -> Option<Fault> {
    let kinds = [Fault::IntegrationFailed, Fault::StartReplyLost];
    if rng.chance(weather.flow) { rng.pick(&kinds).copied() } else { None }
}

/// What goes wrong with one invocation.
pub fn of_function(rng: &mut Rng, weather: &Weather) -> Option<Fault> {
    let kinds = [
        Fault::FunctionRefused,
        Fault::KilledBefore,
        Fault::KilledBetween,
        Fault::KilledAfter,
        Fault::RunTwice,
        Fault::FunctionTimedOut,
    ];
    if rng.chance(weather.functions) { rng.pick(&kinds).copied() } else { None }
}
