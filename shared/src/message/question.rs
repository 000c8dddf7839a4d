//! A question to people: an approval that a run waits for.

use super::view::{number, what};
use super::{Message, rendered};
use crate::console::Console;
use crate::foreign;
use crate::job::Given;
use crate::plan::Known;
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
    /// Whether what stands below an entry may be done.
    #[serde(rename_all = "PascalCase")]
    Approve {
        /// The entry's message.
        message: String,
        /// How long there is to answer.
        seconds_to_answer: u32,
        /// The image that is ready.
        given: Given,
        /// The entry itself, then what stands below it in the order of the document.
        steps: Vec<Known>,
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

#[derive(Template)]
#[template(path = "question-approve.txt")]
struct Approve {
    run: String,
    number: String,
    image: String,
    /// The entry's message, line by line.
    message: Vec<String>,
    /// What follows an approval, line by line.
    steps: Vec<String>,
    hours: u32,
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
        Question::Approve { message, seconds_to_answer, given, steps } => (
            "Deskport: approve the next steps?",
            rendered(&Approve {
                run: foreign::word(run),
                number: steps.first().map(|own| number(&own.path)).unwrap_or_default(),
                image: image(given),
                message: message.lines().map(foreign::line).collect(),
                steps: steps.iter().skip(1).map(step).collect(),
                hours: seconds_to_answer / 3600,
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

/// A WorkSpaces image has an id, an AppStream image is known by its name.
fn image(given: &Given) -> String {
    let named =
        given.image_name.as_deref().map(|name| format!("the AppStream image {}", foreign::quoted(name)));
    let id = given.image_id.as_deref().map(|id| format!("the WorkSpaces image {}", foreign::word(id)));
    id.or(named).unwrap_or_else(|| "the image".to_owned())
}

/// A step in one line: its number, what it is about, and the operation.
fn step(step: &Known) -> String {
    let id = step.bundle_id.as_deref().or(step.shared_account_id.as_deref());
    let what = what(step.operation, step.name.as_deref(), id, step.region.as_deref());
    format!("{}. {what} ({})", number(&step.path), step.operation)
}
