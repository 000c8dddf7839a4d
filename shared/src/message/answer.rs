//! How a question is answered: on the approval page, where the stack has one, and by the AWS CLI.

use askama::Template;

/// The end of a question.
#[derive(Template)]
#[template(path = "answer.txt")]
pub(super) struct Answer {
    /// The link to the page.
    pub(super) page: Option<String>,
    pub(super) region: String,
    /// Step Functions' task token.
    pub(super) token: String,
}
