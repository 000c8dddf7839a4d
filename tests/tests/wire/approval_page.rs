//! approval-page with the real SDK over a stub of Step Functions' HTTP: the calls that it makes, every error that the model has, and
//! that no token reaches the log. The history is in the form that AWS records (see `local/stack/approvals.py`).

use crate::log::OfThread;
use crate::support::quick;
use approval_page::{Page, Response};
use aws_config::Region;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use deskport_aws::{Call, Meaning};
use deskport_shared::error::Class;
use deskport_shared::link::Link;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

const EXECUTION: &str = "arn:aws:states:eu-west-1:111122223333:execution:deskport-step:run-1-0-0";
const TASK_TOKEN: &str = "AQCEAAAAKgAAAAMAAAAAwRtL7dTASKTOKEN";
const OPERATIONS: [Call; 3] = [Call::GetExecutionHistory, Call::SendTaskSuccess, Call::SendTaskFailure];

/// Step Functions: what it was sent, and the operation that returns an error.
#[derive(Clone, Debug, Default)]
struct Sfn {
    sent: Arc<Mutex<Vec<(String, Value)>>>,
    fails: Option<(Call, String, u16)>,
}

fn token() -> String {
    "a5".repeat(32)
}

fn history() -> Value {
    let payload = json!({ "Question": { "Byol": { "Range": "10.90.0.0/16", "Price": "It costs" } }, "Run": "run-1",
        "ExecutionArn": EXECUTION, "RunArn": EXECUTION, "TaskToken": TASK_TOKEN });
    let arguments = json!({ "FunctionName": "arn:aws:lambda:eu-west-1:111122223333:function:notify", "Payload": payload });
    let payload =
        json!({ "MessageId": "m", "LinkDigest": Link::new("https://x/", [0xa5; 32], EXECUTION).digest });
    let response =
        json!({ "ExecutedVersion": "$LATEST", "Payload": payload, "SdkHttpMetadata": {}, "StatusCode": 200 });
    let of = json!({ "resourceType": "lambda", "resource": "invoke.waitForTaskToken" });
    let mut scheduled = of.clone();
    scheduled["region"] = json!("eu-west-1");
    scheduled["timeoutInSeconds"] = json!(86_400);
    scheduled["parameters"] = json!(arguments.to_string());
    let mut submitted = of.clone();
    submitted["output"] = json!(response.to_string());
    submitted["outputDetails"] = json!({ "truncated": false });
    json!({ "events": [
        { "id": 6, "previousEventId": 5, "timestamp": 1_795_000_001.5, "type": "TaskSubmitted", "taskSubmittedEventDetails": submitted },
        { "id": 5, "previousEventId": 4, "timestamp": 1_795_000_000.5, "type": "TaskStarted", "taskStartedEventDetails": of },
        { "id": 4, "previousEventId": 3, "timestamp": 1_795_000_000.25, "type": "TaskScheduled", "taskScheduledEventDetails": scheduled },
        { "id": 3, "previousEventId": 0, "timestamp": 1_795_000_000.0, "type": "TaskStateEntered",
          "stateEnteredEventDetails": { "name": "AskApproval", "input": "{}" } } ] })
}

impl HttpConnector for Sfn {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        let operation = target.strip_prefix("AWSStepFunctions.").unwrap().to_owned();
        let body = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        self.sent.lock().unwrap().push((operation.clone(), body));
        let (status, body) = match &self.fails {
            Some((call, code, status)) if call.as_str() == operation => (
                *status,
                json!({ "__type": format!("com.amazonaws.swf.service.v2.model#{code}"), "message": "said" }),
            ),
            Some(_) | None if operation == "GetExecutionHistory" => (200, history()),
            Some(_) | None => (200, json!({})),
        };
        let response = HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body.to_string()));
        HttpConnectorFuture::ready(Ok(response))
    }
}

fn event(path: &str, body: &Value) -> Value {
    json!({ "rawPath": path, "headers": { "content-type": "application/json", "origin": "https://abc.lambda-url.eu-west-1.on.aws" },
        "requestContext": { "domainName": "abc.lambda-url.eu-west-1.on.aws", "timeEpoch": 0,
            "http": { "method": "POST", "path": path, "sourceIp": "192.0.2.1" } },
        "body": body.to_string(), "isBase64Encoded": false })
}

/// What the page gets, as the program does it: a failure is logged and becomes a response.
async fn call(sfn: &Sfn, path: &str, answer: Value) -> (Response, Value) {
    let connector = SharedHttpConnector::new(sfn.clone());
    let client = http_client_fn(move |_, _| connector.clone());
    let config =
        quick(deskport_aws::config::builder()).region(Region::new("eu-west-1")).http_client(client).build();
    let mut body = json!({ "token": token(), "execution": EXECUTION });
    body.as_object_mut().unwrap().extend(answer.as_object().unwrap().clone());
    let handled =
        approval_page::handle(&approval_page::Aws::new(&config), &Page::new(), event(path, &body)).await;
    let response = handled.unwrap_or_else(|failure| {
        deskport_aws::report(&failure);
        approval_page::failed(&failure)
    });
    let said = serde_json::from_str(response.body.as_deref().unwrap()).unwrap();
    (response, said)
}

fn approve() -> Value {
    json!({ "answer": "APPROVE" })
}

fn refuse() -> Value {
    json!({ "answer": "REFUSE", "reason": "not on a Friday" })
}

#[tokio::test]
async fn an_answer_is_what_the_commands_of_the_e_mail_send() {
    let sfn = Sfn::default();
    assert_eq!(call(&sfn, "/question", json!({})).await.1["Until"], 1_795_086_400_250_u64);
    call(&sfn, "/answer", approve()).await;
    call(&sfn, "/answer", refuse()).await;
    let look = json!({ "executionArn": EXECUTION, "maxResults": 20, "reverseOrder": true, "includeExecutionData": true });
    let look = || ("GetExecutionHistory".to_owned(), look.clone());
    let approval = json!({ "taskToken": TASK_TOKEN, "output": "{}" });
    let refusal = json!({ "taskToken": TASK_TOKEN, "error": "ApprovalRefused", "cause": "not on a Friday" });
    assert_eq!(
        *sfn.sent.lock().unwrap(),
        [
            look(),
            look(),
            ("SendTaskSuccess".to_owned(), approval),
            look(),
            ("SendTaskFailure".to_owned(), refusal)
        ]
    );
}

/// The status that people get for an error of an operation.
fn expected(call: Call, code: &str, meaning: Meaning) -> u16 {
    match (meaning, call) {
        // There is no such execution.
        (Meaning::Expected, Call::GetExecutionHistory) => 403,
        (Meaning::Expected, _) => 409,
        (Meaning::Fails(Class::Throttled), _) => 429,
        (Meaning::Fails(Class::ServiceUnavailable), _) => 503,
        (Meaning::Fails(_), _) if code == "InvalidToken" => 403,
        (Meaning::Fails(_), _) => 500,
    }
}

#[tokio::test]
async fn every_error_of_step_functions_is_told_in_plain_words_and_tried_as_its_class_says() {
    OfThread::listen();
    let mut tried = 0;
    for operation in OPERATIONS {
        let modelled = operation.errors().iter().map(|(code, meaning)| (*code, *meaning, 400));
        let common = [
            ("ThrottlingException", Meaning::Fails(Class::Throttled), 400),
            ("ServiceUnavailable", Meaning::Fails(Class::ServiceUnavailable), 503),
            ("InternalFailure", Meaning::Fails(Class::ServiceUnavailable), 500),
            ("ValidationException", Meaning::Fails(Class::Rejected), 400),
        ];
        for (code, meaning, http) in modelled.chain(common) {
            let sfn = Sfn { fails: Some((operation, code.to_owned(), http)), ..Sfn::default() };
            let answer = if operation == Call::SendTaskFailure { refuse() } else { approve() };
            let (response, said) = call(&sfn, "/answer", answer).await;
            let place = format!("{operation:?} {code}");
            let status = expected(operation, code, meaning);
            assert_eq!(response.status_code, i64::from(status), "{place}: {said}");
            assert_eq!(response.headers.contains_key("retry-after"), [429, 503].contains(&status), "{place}");
            let words = said["Error"].as_str().or(said["Said"].as_str()).unwrap();
            assert!(words.len() > 20 && !words.contains(code) && !words.contains("said"), "{place}: {words}");
            let sent = sfn.sent.lock().unwrap().iter().filter(|(name, _)| name == operation.as_str()).count();
            let tries = match meaning {
                Meaning::Fails(class) if class.retryable() => 3,
                // Both ends of the history are looked at.
                Meaning::Expected if operation == Call::GetExecutionHistory => 2,
                Meaning::Fails(_) | Meaning::Expected => 1,
            };
            assert_eq!(sent, tries, "{place}");
            tried += 1;
        }
    }
    assert_eq!(tried, 6 + 7 + 6 + 3 * 4);
    let log = OfThread::text();
    assert!(
        log.contains("\"operation\":\"SendTaskFailure\"")
            && log.contains("\"code\":\"KmsAccessDeniedException\"")
    );
    for secret in [TASK_TOKEN, &token(), "not on a Friday"] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[tokio::test]
async fn an_answer_leaves_one_line_that_says_what_was_answered_and_from_where() {
    OfThread::listen();
    call(&Sfn::default(), "/answer", refuse()).await;
    let log = OfThread::text();
    let answered: Vec<&str> = log.lines().filter(|line| line.contains("\"message\":\"answered\"")).collect();
    assert_eq!(answered.len(), 1, "{log}");
    for part in ["\"run\":\"run-1\"", "\"answer\":\"REFUSED\"", "\"sourceIp\":\"192.0.2.1\""] {
        assert!(answered[0].contains(part), "{log}");
    }
    for secret in [TASK_TOKEN, &token(), "not on a Friday"] {
        assert!(!log.contains(secret), "{log}");
    }
}
