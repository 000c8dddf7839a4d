//! Reads a run whole: for what shows it once. `watch` reads it bit by bit.

use super::execution::Execution;
use super::view::Run;
use crate::aws::operation::get_execution_history;
use crate::trouble::Trouble;
use crate::verb::Place;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

/// How many histories are read at once: GetExecutionHistory takes 20 a second (Step Functions' quotas, in most Regions), in bursts of 400.
const AT_ONCE: usize = 8;

/// The run with all its entries.
pub(crate) async fn whole(place: &Place, execution: &Execution) -> Result<Run, Trouble> {
    let mut run = Run::new(execution);
    run.take(&get_execution_history::call(&place.aws, &execution.arn, 0).await?);
    let entries: Vec<_> = run
        .entries
        .iter()
        .map(|entry| (entry.path.clone(), place.stack.entry(&run.run, &entry.path)))
        .collect();
    let histories = stream::iter(entries).map(async |(path, arn)| {
        let events = get_execution_history::call(&place.aws, &arn, 0).await?;
        Ok::<_, Trouble>((path, events))
    });
    let histories: Vec<_> = histories.buffered(AT_ONCE).try_collect().await?;
    for (path, events) in histories {
        run.take_entry(&path, &events);
    }
    // What the outcome says of an entry counts for more than its own history.
    run.described(execution);
    Ok(run)
}
