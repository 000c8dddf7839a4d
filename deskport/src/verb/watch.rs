//! `deskport watch`: follows a run to its end.

use super::show::{Ended, Which};
use super::start::{self, Start};
use super::{Common, Place};
use crate::escape;
use crate::output::{Output, note};
use crate::run::execution::{Execution, State};
use crate::trouble::Trouble;
use crate::watch::{Aws, Display, Follower, Lines, Rate, Screen, Wall, Watched};
use clap::Args;
use std::io::Read;

const AFTER_HELP: &str = "\
On a terminal it draws the run as a tree: for each entry what AWS says of it, how long it has
taken and usually takes, and the image. Elsewhere, and with NO_COLOR, CI or TERM=dumb, it writes
a line to standard error for each change. In the end it prints what `deskport show` prints.

It survives throttling, a lost connection and credentials that are over: sign in again, and it
goes on. Ctrl-C leaves the run going.

Examples:
    deskport watch ami-0abc1234def567890-win11
    deskport watch --latest
  In a CI job, with the outcome as a file:
    deskport watch \"$RUN\" --output json > outcome.json

Exit codes:
  0  the run succeeded
  1  the run failed, or there is none of that name
  2  Deskport or AWS could not do it
  3  the run goes on: Ctrl-C";

/// How a run is watched.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct Watching {
    /// How often AWS is asked at most: 1 to 20 calls a second, whatever there is to watch
    #[arg(long, value_name = "NUMBER", default_value_t = 1, hide_short_help = true, value_parser = clap::value_parser!(u8).range(1..=20))]
    calls_per_second: u8,
}

/// The arguments of `deskport watch`.
#[derive(Args, Debug)]
#[command(about = "Follow a run to its end", after_help = AFTER_HELP)]
pub(crate) struct Watch {
    #[command(flatten)]
    pub(crate) which: Which,

    #[command(flatten)]
    pub(crate) watching: Watching,

    #[command(flatten)]
    pub(crate) common: Common,
}

/// Follows it.
pub(crate) async fn run(arguments: &Watch) -> Result<Ended, Trouble> {
    let place = arguments.common.place().await?;
    let execution = arguments.which.execution(&place).await?;
    follow(&place, &arguments.common, arguments.watching, execution).await
}

/// Starts a run and follows it.
pub(crate) async fn start(arguments: &Start, stdin: &mut dyn Read) -> Result<Ended, Trouble> {
    let (place, begun) = start::started(arguments, stdin).await?;
    note(begun.head().trim_end());
    follow(&place, &arguments.common, arguments.watching, begun.execution()).await
}

async fn follow(
    place: &Place,
    common: &Common,
    watching: Watching,
    execution: Execution,
) -> Result<Ended, Trouble> {
    let ended = |execution| Ended::new(execution, &place.stack.namespace).options(&common.connection);
    if execution.state != State::Running {
        return Ok(ended(execution));
    }
    let answer = format!("deskport approve {}{}", escape::line(&execution.name), common.connection.options());
    let watched = Watched { execution: execution.clone(), stack: place.stack.clone(), answer };
    let aws = Aws::new(&place.aws, &common.connection, &place.stack.parts.step);
    let rate = Rate(watching.calls_per_second);
    let screen = if common.form.output == Output::Text { Screen::where_there_is_one() } else { None };
    let followed = match screen {
        Some(screen) => until_left(aws, screen, watched, rate).await,
        None => until_left(aws, Lines::new(anstream::stderr()), watched, rate).await,
    };
    // Left before its end: it is as it was.
    Ok(ended(followed?.unwrap_or(execution)))
}

/// What the run ended as; `None` where somebody does not want to watch any longer.
async fn until_left(
    aws: Aws,
    display: impl Display,
    watched: Watched,
    rate: Rate,
) -> Result<Option<Execution>, Trouble> {
    let follower = Follower::new(aws, Wall, display, watched, rate);
    tokio::select! {
        biased;
        () = left() => Ok(None),
        ended = follower.follow() => ended.map(Some),
    }
}

/// Until Ctrl-C, or a polite end from outside. Where no signal can be listened for, it ends the command as it always does.
async fn left() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
        let signals = kinds.into_iter().filter_map(|kind| signal(kind).ok());
        let waits = signals.map(|mut signal| Box::pin(async move { signal.recv().await }));
        let waits: Vec<_> = waits.collect();
        if waits.is_empty() {
            std::future::pending::<()>().await;
        }
        futures_util::future::select_all(waits).await;
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
