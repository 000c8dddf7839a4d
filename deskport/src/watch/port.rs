//! What watching asks AWS, and what the time is: ports, so that a test watches forty imports for hours in no time.

use crate::aws::operation::get_execution_history::Page;
use crate::aws::operation::{describe_execution, get_execution_history, list_executions};
use crate::aws::{Connection, Session};
use crate::run::execution::{Execution, Listed};
use crate::trouble::Trouble;
use jiff::Timestamp;

/// The calls. Each is one request to AWS.
pub(crate) trait Calls {
    /// An execution; `None` where there is none.
    async fn describe(&self, arn: &str) -> Result<Option<Execution>, Trouble>;

    /// A page of what is new of a history, newest first.
    async fn history(&self, arn: &str, seen: i64, next: Option<String>) -> Result<Page, Trouble>;

    /// The newest executions of the machine `step`, at most so many.
    async fn steps(&self, most: i32) -> Result<Vec<Listed>, Trouble>;

    /// Reads the credentials anew.
    async fn renew(&mut self) -> Result<(), Trouble>;
}

/// What the time is.
pub(crate) trait Clock {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wall;

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// AWS itself.
#[derive(Debug)]
pub(crate) struct Aws {
    session: Session,
    connection: Connection,
    machine: String,
}

impl Aws {
    /// AWS as a verb found it; `machine` is the ARN of `step`.
    pub(crate) fn new(session: &Session, connection: &Connection, machine: &str) -> Self {
        // The Region stays the run's, whatever the profile says later.
        let connection = Connection { region: Some(session.region.clone()), ..connection.clone() };
        Self { session: session.clone().trying_once(), connection, machine: machine.to_owned() }
    }
}

impl Calls for Aws {
    async fn describe(&self, arn: &str) -> Result<Option<Execution>, Trouble> {
        describe_execution::call(&self.session, arn).await
    }

    async fn history(&self, arn: &str, seen: i64, next: Option<String>) -> Result<Page, Trouble> {
        get_execution_history::page(&self.session, arn, seen, next).await
    }

    async fn steps(&self, most: i32) -> Result<Vec<Listed>, Trouble> {
        let (listed, _) = list_executions::call(&self.session, &self.machine, most, None).await?;
        Ok(listed)
    }

    /// A session keeps the files of profiles and credentials as it found them when it was opened: another one reads them again.
    async fn renew(&mut self) -> Result<(), Trouble> {
        self.session = Session::open(&self.connection).await?.trying_once();
        Ok(())
    }
}
