//! A question to people: an approval that a run waits for. It goes to the topic for approvals alone, because whoever has it can
//! answer it; the topic of the notifications gets a note that nobody can answer.

use super::answer::Answer;
use super::started::Started;
use super::view::{number, what};
use super::{Message, rendered};
use crate::console::Console;
use crate::foreign;
use crate::job::Given;
use crate::plan::Known;
use crate::secret::Secret;
use askama::Template;
use serde::Deserialize;
use serde_json::json;

/// A question with what it needs to be answered, as a machine hands it to notify.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Asked {
    /// What is asked.
    pub question: Question,
    /// The run that it belongs to.
    pub run: String,
    /// The execution that waits for the answer.
    pub execution_arn: String,
    /// The run's own execution; a machine that began before an update may not name it.
    pub run_arn: Option<String>,
    /// Step Functions' task token.
    pub task_token: Secret,
}

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

#[derive(Template)]
#[template(path = "question-byol.txt")]
struct Byol {
    run: String,
    account: String,
    region: String,
    range: String,
    price: String,
    link: Option<String>,
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
}

#[derive(Template)]
#[template(path = "question-note.txt")]
struct Note {
    run: String,
    about: String,
    topic: String,
    link: Option<String>,
}

/// The values of the message attribute `Status`: of a question, and of the note that there is one.
const APPROVAL: &str = "APPROVAL";
const WAITING: &str = "WAITING";

/// A question as the approval page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// One line.
    pub title: &'static str,
    /// Paragraphs with empty lines between them.
    pub text: String,
}

impl Asked {
    /// The message that asks; with the link to the approval page, where the stack has one.
    pub fn message(&self, page: Option<String>) -> Message {
        let link =
            Console::of_execution(&self.execution_arn).map(|console| foreign::line(&console.execution()));
        let answer = Answer { page, region: self.part(3), token: foreign::line(self.task_token.reveal()) };
        let started = Started::of(self, true);
        let parts = [self.text(link), rendered(&started), rendered(&answer)];
        self.publication(self.title(), APPROVAL, &parts.join("\n\n"))
    }

    /// The note that a run waits: without anything that would let its readers answer.
    pub fn note(&self, approval_topic: &str) -> Message {
        let about = match &self.question {
            Question::Byol { .. } => "whether to switch BYOL on".to_owned(),
            Question::Approve { steps, .. } => format!("entry {} of the request", own_number(steps)),
        };
        let link =
            Console::of_execution(&self.execution_arn).map(|console| foreign::line(&console.execution()));
        let topic = foreign::word(approval_topic);
        let note = Note { run: foreign::word(&self.run), about, topic, link };
        self.publication("Deskport: a run waits for an approval", WAITING, &rendered(&note))
    }

    /// The question without how it is answered, and without what only users of the AWS account can open.
    pub fn shown(&self) -> Shown {
        let parts = [self.text(None), rendered(&Started::of(self, false))];
        Shown { title: self.title(), text: parts.join("\n\n") }
    }

    /// The ARN of the run's own execution.
    pub(super) fn run_arn(&self) -> &str {
        self.run_arn.as_deref().filter(|arn| !arn.is_empty()).unwrap_or(&self.execution_arn)
    }

    /// A part of the ARN of the execution that waits.
    pub(super) fn part(&self, place: usize) -> String {
        foreign::line(self.execution_arn.split(':').nth(place).unwrap_or_default())
    }

    const fn title(&self) -> &'static str {
        match self.question {
            Question::Byol { .. } => "Deskport: approve switching BYOL on?",
            Question::Approve { .. } => "Deskport: approve the next steps?",
        }
    }

    fn text(&self, link: Option<String>) -> String {
        let run = foreign::word(&self.run);
        match &self.question {
            Question::Byol { range, price } => rendered(&Byol {
                run,
                account: self.part(4),
                region: self.part(3),
                range: foreign::word(range),
                price: foreign::line(price),
                link,
            }),
            Question::Approve { message, seconds_to_answer, given, steps } => rendered(&Approve {
                run,
                number: own_number(steps),
                image: image(given),
                message: message.lines().map(foreign::line).collect(),
                steps: steps.iter().skip(1).map(step).collect(),
                hours: seconds_to_answer / 3600,
                link,
            }),
        }
    }

    fn publication(&self, subject: &str, status: &str, text: &str) -> Message {
        Message {
            subject: subject.to_owned(),
            body: json!({ "default": format!("{text}\n") }).to_string(),
            attributes: vec![("Status", status.to_owned()), ("Run", self.run.clone())],
        }
    }
}

/// The number of the entry that asks.
fn own_number(steps: &[Known]) -> String {
    steps.first().map(|own| number(&own.path)).unwrap_or_default()
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
