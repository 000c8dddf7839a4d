//! The verbs that ask AWS, one file each: arguments, what is done, what is shown.

pub(crate) mod answer;
pub(crate) mod doctor;
pub(crate) mod list;
pub(crate) mod plan;
pub(crate) mod preset;
pub(crate) mod report;
pub(crate) mod rerun;
pub(crate) mod rollback;
pub(crate) mod show;
pub(crate) mod start;
pub(crate) mod stop;
pub(crate) mod watch;

use crate::aws::{Connection, Session};
use crate::output::{Form, Shown, finish};
use crate::stack::Stack;
use crate::trouble::Trouble;
use clap::Args;
use std::process::ExitCode;

/// What every verb has that asks AWS.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Common {
    // Before the connection, whose heading is that of all that follow.
    #[command(flatten)]
    pub(crate) form: Form,
    #[command(flatten)]
    pub(crate) connection: Connection,
}

/// AWS and the stack that a verb is about.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) aws: Session,
    pub(crate) stack: Stack,
}

impl Common {
    /// Finds the stack.
    pub(crate) async fn place(&self) -> Result<Place, Trouble> {
        let aws = Session::open(&self.connection).await?;
        let stack = Stack::find(&aws, &self.connection).await?;
        Ok(Place { aws, stack })
    }
}

/// Runs a verb to its end and prints what came of it.
pub(crate) fn run<T: Shown>(common: &Common, verb: impl Future<Output = Result<T, Trouble>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(verb),
        Err(error) => Err(Trouble::own(format!("the runtime can't be started: {error}"))),
    };
    finish(result, common.form.output)
}
