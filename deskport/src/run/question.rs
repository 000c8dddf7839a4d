//! What a run asks people, in the history of the execution that waits.

use super::event::{Event, What};
use deskport_shared::message::Asked;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// A question that waits for its answer.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// The entry that asks; empty where the run itself asks, before BYOL is switched on.
    pub(crate) path: String,
    /// What is asked, with the token that answers it.
    pub(crate) asked: Asked,
    /// Until when it can be answered.
    pub(crate) until: Option<Timestamp>,
}

/// The arguments of a call of notify that asks.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Arguments {
    payload: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Payload {
    #[serde(default)]
    path: String,
    #[serde(flatten)]
    asked: Asked,
}

/// The question that an execution waits with; `None` where it waits for none.
pub(crate) fn open(events: &[Event]) -> Option<Question> {
    let mut found = None;
    for event in events {
        match &event.what {
            What::TaskScheduled { resource, timeout, arguments }
                if resource.ends_with(".waitForTaskToken") =>
            {
                let read = serde_json::from_str::<Arguments>(arguments.reveal()).ok();
                let limit = timeout.map(SignedDuration::from_secs);
                let until = event.at.zip(limit).and_then(|(at, limit)| at.checked_add(limit).ok());
                found =
                    read.map(|read| Question { path: read.payload.path, asked: read.payload.asked, until });
            }
            // Any end of a task that follows the question is the question's: an execution that waits does nothing else.
            What::TaskSucceeded { .. } | What::TaskFailed { .. } | What::Ended { .. } => found = None,
            What::TaskScheduled { .. } | What::StateEntered { .. } | What::Other => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskport_shared::secret::Secret;

    fn event(id: i64, what: What) -> Event {
        Event { id, at: "2026-11-21T13:00:00Z".parse().ok(), what }
    }

    fn asks() -> Event {
        let arguments = r#"{ "FunctionName": "notify", "Payload": { "Run": "run", "Path": "/Imports/0/Then/0", "TaskToken": "token",
            "ExecutionArn": "arn:aws:states:eu-west-1:111122223333:execution:step:run-0-0", "RunArn": "",
            "Question": { "Approve": { "Message": "Go on?", "SecondsToAnswer": 3600, "Given": {}, "Steps": [
                { "Path": "/Imports/0/Then/0", "Operation": "Approve" } ] } } } }"#;
        event(
            3,
            What::TaskScheduled {
                resource: "invoke.waitForTaskToken".to_owned(),
                timeout: Some(3600),
                arguments: Secret::new(arguments),
            },
        )
    }

    #[test]
    fn a_question_is_open_until_its_task_ends() {
        let question = open(&[asks()]).unwrap();
        assert_eq!(
            (question.path.as_str(), question.asked.task_token.reveal()),
            ("/Imports/0/Then/0", "token")
        );
        assert_eq!(question.until, "2026-11-21T14:00:00Z".parse().ok());
        assert!(question.asked.shown().text.contains("Go on?"));
        for end in [
            What::TaskSucceeded { output: "{}".to_owned() },
            What::TaskFailed { error: "ApprovalRefused".to_owned(), cause: String::new() },
            What::Ended { output: None },
        ] {
            assert!(open(&[asks(), event(4, end)]).is_none());
        }
    }

    #[test]
    fn a_call_that_asks_nobody_is_no_question() {
        let looks = What::TaskScheduled {
            resource: "invoke".to_owned(),
            timeout: Some(60),
            arguments: Secret::new("{}"),
        };
        assert!(open(&[event(1, looks)]).is_none());
    }
}
