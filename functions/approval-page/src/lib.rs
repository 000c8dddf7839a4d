//! approval-page: the page on which people answer what a run asks, behind a function URL that anybody may call.
//!
//! What keeps it safe (docs/approvals.md has the whole of it):
//!
//! - A GET changes nothing and reads nothing: it returns the page, the same to everybody. Scanners of mail open links.
//! - The link's token stands in the link's fragment, which only the page's script reads. It comes in the body of a POST that a browser
//!   says the page itself has sent, and it reaches no log.
//! - The question that is shown, and the task token that is answered, are read from the history of the execution that waits. Of a link
//!   only the token counts: a forged link shows nothing of its own.
//! - Whoever has the link can answer, once: the page does not know people. Step Functions takes one answer.

mod asked;
mod aws;
mod http;
mod order;
mod page;
mod ports;

pub use self::aws::Aws;
pub use self::http::Response;
pub use asked::State;
pub use page::Page;
pub use ports::{Answers, End, Event, History, What};

use self::http::{Refusal, body, json_response, method, try_again};
use ::http::StatusCode;
use asked::{Found, find};
use aws_lambda_events::lambda_function_urls::LambdaFunctionUrlRequest as Request;
use deskport_shared::error::{Class, Failure};
use order::{Link, Said};
use serde_json::{Value, json};

/// Answers one HTTP request.
///
/// # Errors
/// `InvalidRequest` where the event is none of a function URL; else the class of Step Functions' error.
pub async fn handle(aws: &(impl History + Answers), page: &Page, event: Value) -> Result<Response, Failure> {
    let request: Request = deskport_aws::parse(event)?;
    match request.raw_path.as_deref() {
        Some("/") if method(&request) == "GET" => Ok(page.response()),
        Some("/") => Ok(Refusal::Method("GET").response()),
        Some("/question") => match sent(&request, order::link) {
            Ok(link) => question(aws, &link).await,
            Err(refusal) => Ok(refusal.response()),
        },
        Some("/answer") => match sent(&request, order::answer) {
            Ok((link, said)) => answer(aws, &link, &said, &request).await,
            Err(refusal) => Ok(refusal.response()),
        },
        Some(_) | None => Ok(Refusal::NotFound.response()),
    }
}

fn sent<T>(request: &Request, read: impl FnOnce(&[u8]) -> Result<T, &'static str>) -> Result<T, Refusal> {
    read(&body(request)?).map_err(Refusal::Wrong)
}

async fn question(aws: &impl History, link: &Link) -> Result<Response, Failure> {
    let Some(found) = look(aws, link).await? else { return Ok(invalid()) };
    Ok(json_response(StatusCode::OK, &shown(&found)))
}

async fn answer(
    aws: &(impl History + Answers),
    link: &Link,
    said: &Said,
    request: &Request,
) -> Result<Response, Failure> {
    let Some(found) = look(aws, link).await? else { return Ok(invalid()) };
    let token = &found.asked.task_token;
    let (taken, state) = match (found.state, said) {
        (State::Open, Said::Approve) => (aws.approve(token).await?, State::Approved),
        (State::Open, Said::Refuse(reason)) => (aws.refuse(token, reason).await?, State::Refused),
        (State::Approved | State::Refused | State::Over, _) => (false, found.state),
    };
    if taken {
        let from = request.request_context.http.source_ip.as_deref().unwrap_or_default();
        tracing::info!(run = found.asked.run, answer = state.as_str(), sourceIp = from, "answered");
        return Ok(json_response(StatusCode::OK, &json!({ "Status": state.as_str(), "Said": done(state) })));
    }
    // Step Functions closed it after the look: the history may already say how.
    let state = match found.state {
        State::Open => look(aws, link).await?.map_or(State::Open, |found| found.state),
        State::Approved | State::Refused | State::Over => found.state,
    };
    let state = if state == State::Open { State::Over } else { state };
    Ok(json_response(StatusCode::CONFLICT, &json!({ "Status": state.as_str(), "Said": closed(state) })))
}

/// The question of a link. An execution that the function may not read is none of this stack's that ask.
async fn look(aws: &impl History, link: &Link) -> Result<Option<Found>, Failure> {
    match find(aws, &link.execution, &link.token).await {
        Err(failure) if failure.code == "AccessDeniedException" => {
            deskport_aws::report(&failure);
            Ok(None)
        }
        found => found,
    }
}

fn shown(found: &Found) -> Value {
    let shown = found.asked.shown();
    json!({ "Status": found.state.as_str(), "Said": closed(found.state), "Run": found.asked.run, "Title": shown.title,
        "Text": shown.text, "Until": found.until })
}

/// What the page says where its own answer was taken.
const fn done(state: State) -> &'static str {
    match state {
        State::Approved => "Approved. The run goes on.",
        State::Refused => "Refused. What the question is about is not done.",
        State::Open | State::Over => "",
    }
}

/// What the page says of a question that waits no more.
const fn closed(state: State) -> &'static str {
    match state {
        State::Open => "",
        State::Approved => "This question has been answered already: it was approved.",
        State::Refused => "This question has been answered already: it was refused.",
        State::Over => {
            "This question waits for no answer any more: it was answered, its time is over, or its run has ended."
        }
    }
}

fn invalid() -> Response {
    let said = "This link belongs to no question of this stack. Open the one in the e-mail again; if it is the same, use the e-mail's \
        commands.";
    json_response(StatusCode::FORBIDDEN, &json!({ "Error": said }))
}

/// The response to a request that failed; the log says why.
pub fn failed(failure: &Failure) -> Response {
    let error = |said: &str| json!({ "Error": said });
    match (failure.class, failure.code.as_str()) {
        (Class::Rejected, "InvalidToken") => invalid(),
        (Class::Throttled, _) => try_again(
            StatusCode::TOO_MANY_REQUESTS,
            &error("AWS has too much to do at the moment. Nothing was answered. Try again in some seconds."),
        ),
        (Class::ServiceUnavailable | Class::QuotaExceeded, _) => try_again(
            StatusCode::SERVICE_UNAVAILABLE,
            &error(
                "AWS can't be reached at the moment. Load this page again to see whether your answer arrived.",
            ),
        ),
        (Class::InvalidRequest | Class::NameTaken | Class::Rejected | Class::Defect, _) => json_response(
            StatusCode::INTERNAL_SERVER_ERROR,
            &error(
                "Something is wrong with this page itself; its log says what. Use the commands of the e-mail.",
            ),
        ),
    }
}
