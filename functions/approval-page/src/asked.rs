//! Finds what a link asks in the history of the execution that waits. The link's token is only compared with digests that notify has
//! returned to Step Functions: what is shown and what is answered comes from the history alone (see `deskport_shared::link`).

use crate::ports::{End, Event, History, What};
use deskport_shared::byol::APPROVAL_REFUSED;
use deskport_shared::error::Failure;
use deskport_shared::link::digest;
use deskport_shared::message::Asked;
use deskport_shared::secret::Secret;
use serde::Deserialize;

/// A question that a link belongs to.
#[derive(Debug)]
pub(crate) struct Found {
    /// The question.
    pub(crate) asked: Asked,
    /// What has become of it.
    pub(crate) state: State,
    /// Until when it can be answered, in milliseconds since the epoch.
    pub(crate) until: Option<i64>,
}

/// What has become of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be answered.
    Open,
    /// Somebody approved.
    Approved,
    /// Somebody refused.
    Refused,
    /// Its time is over, or its run has ended.
    Over,
}

impl State {
    /// The word that the page branches on.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Approved => "APPROVED",
            Self::Refused => "REFUSED",
            Self::Over => "OVER",
        }
    }
}

/// An execution that waits does nothing else: its question is among its last events.
const LAST: i32 = 20;
/// Later the execution goes on; what it asked before stands near its beginning.
const FIRST: i32 = 100;

/// The question that a token belongs to, in the execution that the link names; `None` where there is none.
///
/// # Errors
/// The class of Step Functions' error.
pub(crate) async fn find(
    history: &impl History,
    execution: &str,
    token: &Secret,
) -> Result<Option<Found>, Failure> {
    let digest = digest(token.reveal());
    for (end, most) in [(End::Last, LAST), (End::First, FIRST)] {
        let events = history.events(execution, end, most).await?;
        if let Some(found) = within(&events, &digest) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// The question whose notification has this digest. Only digests are compared: how long that takes shows nothing of a token.
fn within(events: &[Event], digest: &str) -> Option<Found> {
    let submitted = events.iter().find(|event| match &event.what {
        What::TaskSubmitted { response } => digest_of(response).as_deref() == Some(digest),
        What::TaskScheduled { .. }
        | What::TaskSucceeded
        | What::TaskFailed { .. }
        | What::TaskTimedOut
        | What::ExecutionEnded
        | What::Other => false,
    })?;
    let (asked, until) = scheduled(events, submitted.previous)?;
    Some(Found { asked, state: state(events, submitted.id), until })
}

/// The question that a task was scheduled with: TaskScheduled, before TaskStarted.
fn scheduled(events: &[Event], before: i64) -> Option<(Asked, Option<i64>)> {
    let mut id = before;
    for _ in 0..2 {
        let event = events.iter().find(|event| event.id == id)?;
        if let What::TaskScheduled { at, timeout, arguments } = &event.what {
            let asked = serde_json::from_str::<Arguments>(arguments.reveal()).ok()?.payload;
            return Some((asked, timeout.map(|seconds| at.saturating_add(seconds.saturating_mul(1000)))));
        }
        id = event.previous;
    }
    None
}

fn state(events: &[Event], submitted: i64) -> State {
    let ended = events.iter().any(|event| matches!(event.what, What::ExecutionEnded));
    let after = events.iter().filter(|event| event.previous == submitted);
    let of = |event: &Event| match &event.what {
        What::TaskSucceeded => Some(State::Approved),
        What::TaskFailed { error } if error == APPROVAL_REFUSED => Some(State::Refused),
        What::TaskFailed { .. } | What::TaskTimedOut => Some(State::Over),
        What::TaskScheduled { .. } | What::TaskSubmitted { .. } | What::ExecutionEnded | What::Other => None,
    };
    let unknown = if ended { State::Over } else { State::Open };
    after.filter_map(of).next().unwrap_or(unknown)
}

/// The arguments of a call of notify.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Arguments {
    payload: Asked,
}

/// The digest in the response of a call of notify.
fn digest_of(response: &str) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Response {
        payload: Payload,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Payload {
        link_digest: Option<String>,
    }
    serde_json::from_str::<Response>(response).ok()?.payload.link_digest
}
