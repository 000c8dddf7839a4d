//! What the machine `trigger` reports: an AMI could not be taken up, so there is no run that could report it.

use super::{Message, rendered};
use crate::console::Console;
use crate::foreign;
use crate::status::RunStatus;
use askama::Template;
use serde_json::json;

#[derive(Template)]
#[template(path = "not-taken-up.txt")]
struct Text {
    why: String,
    execution: String,
    link: Option<String>,
}

/// The message: `why` is what failed, `execution` the ARN of the machine's execution.
pub fn not_taken_up(why: &str, execution: &str) -> Message {
    let console = Console::of_execution(execution);
    let text = Text {
        why: foreign::line(why),
        execution: foreign::line(execution),
        link: console.map(|console| foreign::line(&console.execution())),
    };
    Message {
        subject: "Deskport: an AMI could not be taken up".to_owned(),
        body: json!({ "default": rendered(&text) + "\n" }).to_string(),
        attributes: vec![("Status", RunStatus::Failed.to_string())],
    }
}
