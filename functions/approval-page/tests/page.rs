//! The page over HTTP, on a history that is kept here: what is refused, what is shown, and what an answer does.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use approval_page::{Answers, End, Event, History, Page, Response, What};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskport_shared::error::{Class, Failure};
use deskport_shared::link::Link;
use deskport_shared::secret::Secret;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::cell::{Cell, RefCell};

const EXECUTION: &str =
    "arn:aws:states:eu-west-1:111122223333:execution:deskport-step:ami-0abc1234-win11-0-0";
const DOMAIN: &str = "abc.lambda-url.eu-west-1.on.aws";
const TASK_TOKEN: &str = "AQCEAAAAKgAAAAMAAAAA";

fn token() -> String {
    "a5".repeat(32)
}

/// Step Functions with one execution that asks.
#[derive(Default)]
struct Sfn {
    /// How the question ended, and what follows it.
    after: RefCell<Vec<What>>,
    answered: RefCell<Vec<String>>,
    looks: Cell<u32>,
    /// An answer that is on its way when ours arrives.
    first: RefCell<Option<What>>,
    fails: RefCell<Option<Failure>>,
}

impl Sfn {
    fn history(&self) -> Vec<Event> {
        let digest = Link::new("https://x/", [0xa5; 32], EXECUTION).digest;
        let payload = json!({ "Question": { "Approve": { "Message": "Go on?\n<b>Now</b>", "SecondsToAnswer": 7200,
                "Given": { "ImageId": "wsi-0a1b2c3d4" }, "Steps": [{ "Path": "/Imports/0/Then/0", "Operation": "Approve" }] } },
            "Run": "ami-0abc1234-win11", "ExecutionArn": EXECUTION, "RunArn": EXECUTION, "TaskToken": TASK_TOKEN });
        let arguments =
            json!({ "FunctionName": "arn:aws:lambda:eu-west-1:1:function:notify", "Payload": payload });
        let response = json!({ "ExecutedVersion": "3", "Payload": { "MessageId": "m", "LinkDigest": digest }, "StatusCode": 200 });
        let scheduled = What::TaskScheduled {
            at: 1_000,
            timeout: Some(7200),
            arguments: Secret::new(arguments.to_string()),
        };
        let mut whats =
            vec![What::Other, scheduled, What::Other, What::TaskSubmitted { response: response.to_string() }];
        whats.extend(self.after.borrow().iter().cloned());
        let numbered = whats.into_iter().zip(1..);
        numbered.map(|(what, id)| Event { id, previous: id - 1, what }).collect()
    }

    fn take(&self, said: String, how: What) -> bool {
        if let Some(first) = self.first.borrow_mut().take() {
            self.after.borrow_mut().push(first);
            return false;
        }
        self.answered.borrow_mut().push(said);
        self.after.borrow_mut().push(how);
        true
    }
}

impl History for Sfn {
    async fn events(&self, execution: &str, end: End, most: i32) -> Result<Vec<Event>, Failure> {
        self.looks.set(self.looks.get() + 1);
        if let Some(failure) = self.fails.borrow().clone() {
            return Err(failure);
        }
        let mut events = if execution == EXECUTION { self.history() } else { Vec::new() };
        if end == End::Last {
            events.reverse();
        }
        events.truncate(usize::try_from(most).unwrap());
        Ok(events)
    }
}

impl Answers for Sfn {
    async fn approve(&self, task_token: &Secret) -> Result<bool, Failure> {
        assert_eq!(task_token.reveal(), TASK_TOKEN);
        Ok(self.take("approved".to_owned(), What::TaskSucceeded))
    }

    async fn refuse(&self, task_token: &Secret, reason: &str) -> Result<bool, Failure> {
        assert_eq!(task_token.reveal(), TASK_TOKEN);
        Ok(self.take(format!("refused: {reason}"), What::TaskFailed { error: "ApprovalRefused".to_owned() }))
    }
}

fn request(method: &str, path: &str) -> Value {
    json!({ "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
        "headers": { "host": DOMAIN, "user-agent": "x" },
        "requestContext": { "accountId": "anonymous", "apiId": "abc", "domainName": DOMAIN, "domainPrefix": "abc",
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x" },
            "requestId": "1", "routeKey": "$default", "stage": "$default", "time": "27/Nov/2026:00:00:00 +0000",
            "timeEpoch": 1_795_000_000_000_i64 },
        "isBase64Encoded": false })
}

/// What the page's script sends.
fn post(path: &str, body: &Value) -> Value {
    let mut request = request("POST", path);
    request["headers"]["content-type"] = json!("application/json");
    request["headers"]["origin"] = json!(format!("https://{DOMAIN}"));
    request["headers"]["sec-fetch-site"] = json!("same-origin");
    request["body"] = json!(body.to_string());
    request
}

fn link() -> Value {
    json!({ "token": token(), "execution": EXECUTION })
}

fn with(mut body: Value, member: &str, value: impl Into<Value>) -> Value {
    body[member] = value.into();
    body
}

async fn call(sfn: &Sfn, event: Value) -> Response {
    match approval_page::handle(sfn, &Page::new(), event).await {
        Ok(response) => response,
        Err(failure) => approval_page::failed(&failure),
    }
}

async fn said(sfn: &Sfn, event: Value) -> (i64, Value) {
    let response = call(sfn, event).await;
    (response.status_code, serde_json::from_str(&response.body.unwrap()).unwrap())
}

#[tokio::test]
async fn a_get_returns_the_page_and_does_nothing() {
    let sfn = Sfn::default();
    let response = call(&sfn, request("GET", "/")).await;
    assert_eq!(response.status_code, 200);
    assert_eq!((sfn.looks.get(), sfn.answered.borrow().len()), (0, 0));
    let header = |name: &str| response.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "text/html; charset=utf-8");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("x-content-type-options"), "nosniff");
    let policy = header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "form-action 'none'", "base-uri 'none'"] {
        assert!(policy.split("; ").any(|one| one == part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    // The policy allows what stands in the page, and nothing else does.
    let body = response.body.unwrap();
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let (open, close) = (format!("<{element}>"), format!("</{element}>"));
        assert_eq!(
            (body.matches(&format!("<{element}")).count(), body.matches(&close).count()),
            (1, 1),
            "{element}"
        );
        let inner = body.split_once(&open).unwrap().1.split_once(&close).unwrap().0;
        let hash = STANDARD.encode(Sha256::digest(inner));
        assert!(policy.contains(&format!("{directive} 'sha256-{hash}'")), "{policy}");
    }
    for foreign in ["http:", "https:", "src=", "@import", "url(", " onclick", "innerHTML", "eval("] {
        assert!(!body.contains(foreign), "{foreign}");
    }
    assert!(
        body.contains("<noscript>")
            && body.contains("width=device-width")
            && body.contains("role=\"status\"")
    );
}

#[tokio::test]
async fn other_methods_and_paths_are_refused() {
    let sfn = Sfn::default();
    for (method, path, status, allow) in [
        ("HEAD", "/", 405, Some("GET")),
        ("PUT", "/", 405, Some("GET")),
        ("POST", "/", 405, Some("GET")),
        ("GET", "/answer", 405, Some("POST")),
        ("DELETE", "/question", 405, Some("POST")),
        ("GET", "/favicon.ico", 404, None),
        ("POST", "/answer/", 404, None),
        ("GET", "//", 404, None),
    ] {
        let response = call(&sfn, request(method, path)).await;
        let allowed = response.headers.get("allow").map(|value| value.to_str().unwrap());
        assert_eq!((response.status_code, allowed), (status, allow), "{method} {path}");
        assert_eq!(response.headers["cache-control"], "no-store");
    }
    assert_eq!(sfn.looks.get(), 0);
}

#[tokio::test]
async fn only_the_page_itself_may_send() {
    let sfn = Sfn::default();
    let body = with(link(), "answer", "APPROVE");
    let own = format!("https://{DOMAIN}");
    for (site, origin, taken) in [
        (Some("same-origin"), Some(own.as_str()), true),
        (Some("same-origin"), None, true),
        (Some("same-origin"), Some("null"), true),
        (None, Some(own.as_str()), true),
        (None, None, false),
        (None, Some("null"), false),
        (Some("none"), None, false),
        (Some("cross-site"), Some(own.as_str()), false),
        (Some("same-site"), Some(own.as_str()), false),
        (Some("same-origin"), Some("https://other.example"), false),
        (None, Some("http://abc.lambda-url.eu-west-1.on.aws"), false),
        (None, Some("https://abc.lambda-url.eu-west-1.on.aws.other.example"), false),
    ] {
        let mut event = post("/question", &body);
        for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
            match value {
                Some(value) => event["headers"][name] = json!(value),
                None => drop(event["headers"].as_object_mut().unwrap().remove(name)),
            }
        }
        let status = call(&sfn, event).await.status_code;
        assert_eq!(status, if taken { 200 } else { 403 }, "{site:?} {origin:?}");
    }
}

#[tokio::test]
async fn what_is_no_answer_is_refused_with_the_status_that_says_why() {
    let sfn = Sfn::default();
    let good = with(link(), "answer", "APPROVE");
    let raw = |text: &str| with(post("/answer", &good), "body", text);
    let typed = |media: Value| {
        let mut event = post("/answer", &good);
        event["headers"]["content-type"] = media;
        event
    };
    let cases = [
        (400, raw("")),
        (400, raw("token=1")),
        (400, raw("[]")),
        (400, raw("{}")),
        (400, post("/answer", &link())),
        (400, post("/answer", &with(link(), "answer", "MAYBE"))),
        (400, post("/answer", &with(good.clone(), "token", "short"))),
        (400, post("/answer", &with(good.clone(), "token", 1))),
        (
            400,
            post("/answer", &with(good.clone(), "execution", "arn:aws:lambda:eu-west-1:1:function:notify")),
        ),
        (400, post("/answer", &with(good.clone(), "execution", format!("{EXECUTION}{}", "x".repeat(256))))),
        (400, post("/answer", &with(link(), "answer", "REFUSE"))),
        (400, post("/answer", &with(with(link(), "answer", "REFUSE"), "reason", " \n "))),
        (400, post("/answer", &with(with(link(), "answer", "REFUSE"), "reason", "é".repeat(257)))),
        (413, raw(&"x".repeat(8 * 1024 + 1))),
        (413, with(raw(&"A".repeat(20_000)), "isBase64Encoded", true)),
        (400, with(raw("no base64!"), "isBase64Encoded", true)),
        (415, typed(json!("text/plain"))),
        (415, typed(json!("application/x-www-form-urlencoded"))),
        (415, typed(json!(""))),
    ];
    for (status, event) in cases {
        let shown = event["body"].to_string().chars().take(80).collect::<String>();
        let (found, said) = said(&sfn, event).await;
        assert_eq!(found, status, "{shown}");
        assert!(!said["Error"].as_str().unwrap().is_empty(), "{shown}");
        assert!(!said.to_string().contains(&token()), "{said}");
    }
    assert_eq!((sfn.looks.get(), sfn.answered.borrow().len()), (0, 0));
}

#[tokio::test]
async fn a_question_is_shown_as_step_functions_has_it_and_stays_open() {
    let sfn = Sfn::default();
    for _ in 0..2 {
        let (status, shown) = said(&sfn, post("/question", &link())).await;
        assert_eq!((status, &shown["Status"], &shown["Until"]), (200, &json!("OPEN"), &json!(7_201_000)));
        assert_eq!(shown["Title"], "Deskport: approve the next steps?");
        let text = shown["Text"].as_str().unwrap();
        assert!(text.contains("> Go on?\n> <b>Now</b>"), "{text}");
        assert!(
            text.contains("Deskport itself started it, for the AMI ami-0abc1234 and the preset win11."),
            "{text}"
        );
        // Nothing that answers, and nothing for users of the account alone.
        for not in [TASK_TOKEN, "aws stepfunctions", "cloudtrail", "console.aws"] {
            assert!(!shown.to_string().contains(not), "{shown}");
        }
    }
    assert_eq!(sfn.answered.borrow().len(), 0);
}

#[tokio::test]
async fn an_approval_is_taken_once() {
    let sfn = Sfn::default();
    let approve = || post("/answer", &with(link(), "answer", "APPROVE"));
    let (status, answer) = said(&sfn, approve()).await;
    assert_eq!((status, &answer["Status"]), (200, &json!("APPROVED")));
    let (status, again) = said(&sfn, approve()).await;
    assert_eq!((status, &again["Status"]), (409, &json!("APPROVED")));
    assert!(again["Said"].as_str().unwrap().contains("answered already: it was approved"), "{again}");
    let (status, shown) = said(&sfn, post("/question", &link())).await;
    assert_eq!((status, &shown["Status"]), (200, &json!("APPROVED")));
    assert_eq!(*sfn.answered.borrow(), ["approved"]);
}

#[tokio::test]
async fn a_refusal_brings_its_reason_and_base64_is_read() {
    let sfn = Sfn::default();
    let reason = "é".repeat(256);
    let body = with(with(link(), "answer", "REFUSE"), "reason", format!(" {reason} "));
    let mut event = post("/answer", &body);
    event["body"] = json!(STANDARD.encode(body.to_string()));
    event["isBase64Encoded"] = json!(true);
    event["headers"]["content-type"] = json!("Application/JSON; charset=utf-8");
    let (status, answer) = said(&sfn, event).await;
    assert_eq!((status, &answer["Status"]), (200, &json!("REFUSED")));
    assert_eq!(*sfn.answered.borrow(), [format!("refused: {reason}")]);
}

#[tokio::test]
async fn whoever_comes_second_is_told_what_the_first_said() {
    let refused = || What::TaskFailed { error: "ApprovalRefused".to_owned() };
    for (first, status) in
        [(refused(), "REFUSED"), (What::TaskSucceeded, "APPROVED"), (What::TaskTimedOut, "OVER")]
    {
        let sfn = Sfn { first: RefCell::new(Some(first)), ..Sfn::default() };
        let (code, answer) = said(&sfn, post("/answer", &with(link(), "answer", "APPROVE"))).await;
        assert_eq!((code, &answer["Status"]), (409, &json!(status)));
        assert_eq!(sfn.answered.borrow().len(), 0);
    }
}

#[tokio::test]
async fn a_question_that_waits_no_more_is_closed() {
    let failed = |error: &str| What::TaskFailed { error: error.to_owned() };
    // Long after an answer its run goes on: the question is found at the history's beginning.
    let long: Vec<What> = std::iter::once(What::TaskSucceeded).chain((0..500).map(|_| What::Other)).collect();
    for (after, status) in [
        (vec![What::TaskTimedOut], "OVER"),
        (vec![failed("Lambda.Unknown")], "OVER"),
        (vec![failed("ApprovalRefused"), What::Other], "REFUSED"),
        (vec![What::ExecutionEnded], "OVER"),
        (long, "APPROVED"),
    ] {
        let sfn = Sfn { after: RefCell::new(after), ..Sfn::default() };
        let (code, answer) = said(&sfn, post("/answer", &with(link(), "answer", "APPROVE"))).await;
        assert_eq!((code, &answer["Status"]), (409, &json!(status)));
        assert_eq!(sfn.answered.borrow().len(), 0);
    }
}

#[tokio::test]
async fn a_link_that_notify_did_not_make_shows_and_answers_nothing() {
    let sfn = Sfn::default();
    let mut invalid = BTreeMapOfResponses::default();
    for body in [
        with(link(), "token", "b6".repeat(32)),
        // The digest itself, which readers of the history know.
        with(link(), "token", Link::new("https://x/", [0xa5; 32], EXECUTION).digest),
        with(link(), "execution", EXECUTION.replace("-0-0", "-0-1")),
    ] {
        for path in ["/question", "/answer"] {
            let response = call(&sfn, post(path, &with(body.clone(), "answer", "APPROVE"))).await;
            assert_eq!(response.status_code, 403);
            *invalid.entry(response.body.unwrap()).or_default() += 1;
        }
    }
    // An execution that may not be read says no more than one that is not there.
    let denied = Failure::new(Class::Rejected, "AccessDeniedException", "not authorized");
    let sfn = Sfn { fails: RefCell::new(Some(denied)), ..Sfn::default() };
    let response = call(&sfn, post("/question", &link())).await;
    *invalid.entry(response.body.unwrap()).or_default() += 1;
    assert_eq!(invalid.into_values().collect::<Vec<_>>(), [7], "all say the same");
}

type BTreeMapOfResponses = std::collections::BTreeMap<String, u32>;

#[tokio::test]
async fn an_event_of_anything_else_is_refused_without_a_panic() {
    for event in [json!({}), json!([]), json!({ "Records": [] }), json!(null)] {
        let failure = approval_page::handle(&Sfn::default(), &Page::new(), event).await.unwrap_err();
        assert_eq!(failure.class, Class::InvalidRequest);
    }
}
