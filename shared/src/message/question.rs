//! A question to people: an approval that a run waits for.

use super::{Message, rendered};
use crate::console::Console;
use crate::foreign;
use askama::Template;
use serde::Deserialize;
use serde_json::json;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub enum Question {
    /// Whether BYOL may be switched on.
    #[serde(rename_all = "PascalCase")]
    Byol {
        /// The management range.
        range: String,
        /// What AWS charges.
        price: String,
    },
}

/// How it is answered: by the AWS CLI.
struct Answer {
    region: String,
    token: String,
}

#[derive(Template)]
#[template(path = "question-byol.txt")]
struct Byol {
    run: String,
    account: String,
    range: String,
    price: String,
    link: Option<String>,
    answer: Answer,
}

/// The value of the message attribute `Status`.
const APPROVAL: &str = "APPROVAL";

/// The message that asks. `execution` is the ARN of the run, `token` is Step Functions' task token.
pub fn ask(question: &Question, run: &str, execution: &str, token: &str) -> Message {
    let part = |place: usize| foreign::line(execution.split(':').nth(place).unwrap_or_default());
    let link = Console::of_execution(execution).map(|console| foreign::line(&console.execution()));
    let answer = Answer { region: part(3), token: foreign::line(token) };
    let (subject, text) = match question {
        Question::Byol { range, price } => (
            "Deskport: approve switching BYOL on?",
            rendered(&Byol {
                run: foreign::word(run),
                account: part(4),
                range: foreign::word(range),
                price: foreign::line(price),
                link,
                answer,
            }),
        ),
    };
    Message {
        subject: subject.to_owned(),
        body: json!({ "default": text + "\n" }).to_string(),
        attributes: vec![("Status", APPROVAL.to_owned()), ("Run", run.to_owned())],
    }
}
