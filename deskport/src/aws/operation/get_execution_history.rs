//! states:GetExecutionHistory.

use crate::aws::Session;
use crate::aws::error::trouble;
use crate::run::event::{Event, What};
use crate::run::execution::time;
use crate::trouble::Trouble;
use aws_sdk_sfn::types::HistoryEvent;
use deskport_shared::secret::Secret;

/// The most events that AWS returns at once.
const PAGE_MAX: i32 = 1000;
/// Where a history was read before, little of it is new; and each event comes with its data.
const PAGE_NEW: i32 = 100;

/// A page of a history.
#[derive(Clone, Debug, Default)]
pub(crate) struct Page {
    /// The events that are new, newest first.
    pub(crate) events: Vec<Event>,
    /// The token of the next page; `None` where it holds nothing new.
    pub(crate) next: Option<String>,
}

/// The events after the one with the number `seen`, oldest first; none where there is no such execution.
pub(crate) async fn call(aws: &Session, arn: &str, seen: i64) -> Result<Vec<Event>, Trouble> {
    let (mut found, mut next) = (Vec::new(), None);
    loop {
        let read = page(aws, arn, seen, next).await?;
        found.extend(read.events);
        next = read.next;
        if next.is_none() {
            found.reverse();
            return Ok(found);
        }
    }
}

/// A page of them, from the newest on, so that what is known already is not read again.
pub(crate) async fn page(aws: &Session, arn: &str, seen: i64, next: Option<String>) -> Result<Page, Trouble> {
    let response = aws
        .sfn()
        .get_execution_history()
        .execution_arn(arn)
        .max_results(if seen == 0 { PAGE_MAX } else { PAGE_NEW })
        .reverse_order(true)
        .include_execution_data(true)
        .set_next_token(next)
        .send()
        .await;
    match response {
        Ok(page) => {
            let known = page.events.iter().any(|event| event.id <= seen);
            let events = page.events.into_iter().filter(|event| event.id > seen).map(event).collect();
            Ok(Page { events, next: page.next_token.filter(|_| !known) })
        }
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|e| e.is_execution_does_not_exist() || e.is_invalid_arn()) =>
        {
            Ok(Page::default())
        }
        Err(error) => Err(trouble("states:GetExecutionHistory", &error)),
    }
}

fn event(event: HistoryEvent) -> Event {
    Event { id: event.id, at: time(event.timestamp.to_millis().ok()), what: what(event) }
}

/// By name: of the some sixty kinds of event few say how a run goes.
fn what(event: HistoryEvent) -> What {
    match event.r#type.as_str() {
        "TaskScheduled" => {
            event.task_scheduled_event_details.map_or(What::Other, |details| What::TaskScheduled {
                resource: details.resource,
                timeout: details.timeout_in_seconds,
                arguments: Secret::new(details.parameters),
            })
        }
        "TaskSucceeded" => {
            let details = event.task_succeeded_event_details;
            What::TaskSucceeded { output: details.and_then(|details| details.output).unwrap_or_default() }
        }
        "TaskFailed" => {
            let details = event.task_failed_event_details;
            let (error, cause) = details.map(|d| (d.error, d.cause)).unwrap_or_default();
            What::TaskFailed { error: error.unwrap_or_default(), cause: cause.unwrap_or_default() }
        }
        "TaskTimedOut" => What::TaskFailed { error: "States.Timeout".to_owned(), cause: String::new() },
        "ExecutionAborted" | "ExecutionFailed" | "ExecutionSucceeded" | "ExecutionTimedOut" => {
            What::Ended { output: event.execution_succeeded_event_details.and_then(|details| details.output) }
        }
        kind if kind.ends_with("StateEntered") => event
            .state_entered_event_details
            .map_or(What::Other, |details| What::StateEntered { state: details.name }),
        _ => What::Other,
    }
}
