//! Watching a run until it ends: what is asked when (`agenda`), how often (`pace`), what is done when AWS does not answer (`patience`),
//! and how it is shown: as a picture on a terminal (`screen`), else a line for each change (`lines`).
//!
//! Step Functions sends nothing to a command, so it is asked. ListExecutions shows for all entries at once which run and which have ended;
//! a history is read only where it has something new.

mod agenda;
mod follow;
mod lines;
mod pace;
mod patience;
mod picture;
mod port;
mod row;
mod screen;
#[cfg(test)]
mod tests;

pub(crate) use follow::{Follower, Watched};
pub(crate) use lines::Lines;
pub(crate) use pace::Rate;
pub(crate) use port::{Aws, Wall};
pub(crate) use screen::Screen;

use crate::run::view::Run;
use jiff::Timestamp;
use std::time::Duration;

/// What is shown of a run at a moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    /// The run as it is known.
    pub(crate) run: &'a Run,
    /// What the time is.
    pub(crate) now: Timestamp,
    /// How an answer is given to what the run asks: a command.
    pub(crate) answer: &'a str,
}

/// Where it is shown.
pub(crate) trait Display {
    /// How often it is shown anew though nothing may have changed, because time goes on.
    fn tick(&self) -> Option<Duration> {
        None
    }

    /// Shows the run; called whenever something may have changed, and on a tick.
    fn show(&mut self, seen: Seen<'_>);

    /// Shows what is to be known besides.
    fn note(&mut self, text: &str);
}
