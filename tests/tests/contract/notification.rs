//! notify's handler: what is published, and what it returns.

use deskport_shared::error::{Class, Failure};
use deskport_shared::link::digest;
use deskport_shared::message::Message;
use notify::{Page, Publish, Topic as To};
use serde_json::{Value, json};
use std::cell::RefCell;

/// Both topics: what was published, and the page, where there is one.
#[derive(Default)]
struct Topic(RefCell<Vec<Message>>, RefCell<Vec<To>>, Option<&'static str>);

impl Publish for Topic {
    async fn publish(&self, topic: To, message: &Message) -> Result<String, Failure> {
        self.0.borrow_mut().push(message.clone());
        self.1.borrow_mut().push(topic);
        Ok(format!("id-{}", self.0.borrow().len()))
    }
}

impl Page for Topic {
    fn url(&self) -> Option<&str> {
        self.2
    }

    fn random(&self) -> Result<[u8; 32], Failure> {
        Ok([0xa5; 32])
    }

    fn approval_topic(&self) -> &str {
        "arn:aws:sns:eu-west-1:111122223333:approvals"
    }
}

fn outcome() -> Value {
    json!({ "Status": "FAILED", "Ec2ImageId": "ami-0abc1234def567890", "Run": "run-1", "StartedAt": "2026-11-21T04:00:00Z",
        "EndedAt": "2026-11-21T05:00:00Z", "Violations": [], "Imports": [{ "Status": "FAILED", "Steps": [
            { "Operation": "ImportWorkspaceImage", "Name": "finance", "Status": "FAILED", "StartedAt": "2026-11-21T04:00:00Z",
              "EndedAt": "2026-11-21T04:00:01Z", "Error": { "Code": "Rejected",
                "Message": "{\"errorType\":\"Rejected\",\"errorMessage\":\"AccessDeniedException: no BYOL here\"}" } }] }] })
}

#[tokio::test]
async fn one_message_for_people_and_machines() {
    let topic = Topic::default();
    let answer = serde_json::to_value(notify::handle(&topic, outcome()).await.unwrap()).unwrap();
    let messages = topic.0.into_inner();
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    assert_eq!(message.subject, "Deskport: 1 import failed (ami-0abc1234def567890)");
    let attributes = [
        ("Status", "FAILED"),
        ("DryRun", "false"),
        ("Run", "run-1"),
        ("Ec2ImageId", "ami-0abc1234def567890"),
    ];
    assert_eq!(message.attributes, attributes.map(|(k, v)| (k, v.to_owned())));
    let body: Value = serde_json::from_str(&message.body).unwrap();
    let error = &answer["Outcome"]["Imports"][0]["Steps"][0]["Error"];
    assert_eq!(
        (&error["Code"], &error["Message"]),
        (&json!("AccessDeniedException"), &json!("no BYOL here"))
    );
    for protocol in ["sqs", "lambda", "http", "https"] {
        let machine: Value = serde_json::from_str(body[protocol].as_str().unwrap()).unwrap();
        assert_eq!(machine, answer["Outcome"], "{protocol}");
    }
    assert!(body["default"].as_str().unwrap().contains("AccessDeniedException: \"no BYOL here\""));
}

#[tokio::test]
async fn the_executions_arn_makes_links_for_people_and_is_not_sent_to_machines() {
    let topic = Topic::default();
    let mut input = outcome();
    input["ExecutionArn"] = json!("arn:aws-cn:states:cn-northwest-1:111122223333:execution:import:run-1");
    let answer = serde_json::to_value(notify::handle(&topic, input).await.unwrap()).unwrap();
    let message: Value = serde_json::from_str(&topic.0.into_inner()[0].body).unwrap();
    let text = message["default"].as_str().unwrap();
    assert!(text.contains("https://cn-northwest-1.console.amazonaws.cn/states/home"), "{text}");
    assert!(text.contains("https://cn-northwest-1.console.amazonaws.cn/workspaces/v2/home"), "{text}");
    assert_eq!(answer["Outcome"].get("ExecutionArn"), None);
    assert!(!message["sqs"].as_str().unwrap().contains("ExecutionArn"));
}

#[tokio::test]
async fn the_largest_outcome_fits_into_a_message() {
    let topic = Topic::default();
    let mut outcome = outcome();
    let mut import = outcome["Imports"][0].clone();
    import["Steps"][0]["Error"]["Message"] = json!("é\"".repeat(2000));
    outcome["Imports"] = json!(vec![import; 40]);
    let answer = notify::handle(&topic, outcome).await.unwrap();
    assert!(serde_json::to_string(&answer).unwrap().len() <= 181 * 1024);
    let messages = topic.0.into_inner();
    assert!(messages[0].body.len() <= 256 * 1024, "{}", messages[0].body.len());
    let body: Value = serde_json::from_str(&messages[0].body).unwrap();
    let machine: Value = serde_json::from_str(body["sqs"].as_str().unwrap()).unwrap();
    assert_eq!(machine["Imports"].as_array().unwrap().len(), 40);
}

#[tokio::test]
async fn endless_words_reach_people_and_machines_within_bounds() {
    for words in ["word ", "é", "\"", "\\", "\n", "\u{1}", "\u{202e}"] {
        for (imports, steps) in [(14, 1), (40, 1), (40, 10)] {
            let topic = Topic::default();
            let mut outcome = outcome();
            let mut step = outcome["Imports"][0]["Steps"][0].clone();
            // The part of a cause that the machines keep.
            step["Error"]["Message"] = json!(words.repeat(1000).chars().take(1000).collect::<String>());
            outcome["Imports"] =
                json!(vec![json!({ "Status": "FAILED", "Steps": vec![step; steps] }); imports]);
            let answer = notify::handle(&topic, outcome).await.unwrap();
            let size = serde_json::to_string(&answer).unwrap().len();
            assert!(size <= 181 * 1024, "{words:?} {imports} {steps}: {size}");
            let message = &topic.0.into_inner()[0];
            assert!(message.body.len() <= 256 * 1024, "{}", message.body.len());
            let body: Value = serde_json::from_str(&message.body).unwrap();
            let machine: Value = serde_json::from_str(body["sqs"].as_str().unwrap()).unwrap();
            assert_eq!(machine["Imports"].as_array().unwrap().len(), imports);
        }
    }
}

/// A topic, and a chat that takes a text or does not.
#[derive(Default)]
struct Chat {
    topic: Topic,
    reported: RefCell<Vec<String>>,
    broken: bool,
}

impl Publish for Chat {
    async fn publish(&self, topic: To, message: &Message) -> Result<String, Failure> {
        self.topic.publish(topic, message).await
    }

    async fn report_to_chat(&self, text: &str) -> Result<(), Failure> {
        self.reported.borrow_mut().push(text.to_owned());
        if self.broken { Err(Failure::own(Class::Rejected, "no")) } else { Ok(()) }
    }
}

impl Page for Chat {
    fn url(&self) -> Option<&str> {
        self.topic.url()
    }

    fn random(&self) -> Result<[u8; 32], Failure> {
        self.topic.random()
    }

    fn approval_topic(&self) -> &str {
        self.topic.approval_topic()
    }
}

#[tokio::test]
async fn a_chat_is_reported_and_where_it_is_broken_the_notification_is_sent_all_the_same() {
    for broken in [false, true] {
        let chat = Chat { broken, ..Chat::default() };
        let answer = serde_json::to_value(notify::handle(&chat, outcome()).await.unwrap()).unwrap();
        assert_eq!(answer["Outcome"]["Status"], "FAILED");
        let message: Value = serde_json::from_str(&chat.reported.into_inner()[0]).unwrap();
        assert_eq!(message["content"]["title"], "Deskport: 1 import failed (ami-0abc1234def567890)");
        assert_eq!(chat.topic.0.into_inner().len(), 1);
    }
}

#[tokio::test]
async fn the_token_of_an_approval_goes_to_no_chat_and_into_no_event() {
    let question = json!({ "Question": { "Byol": { "Range": "10.90.0.0/16", "Price": "p" } }, "Run": "run-1",
        "ExecutionArn": "arn:aws:states:eu-west-1:111122223333:execution:import:run-1", "TaskToken": "the-token" });
    let chat = Chat::default();
    notify::handle(&chat, question).await.unwrap();
    let reported = chat.reported.into_inner();
    assert!(reported[0].contains("waits for approval") && !reported[0].contains("the-token"), "{reported:?}");
    assert!(chat.topic.0.into_inner()[0].body.contains("the-token"));
}

#[tokio::test]
async fn an_event_is_composed_without_a_call() {
    let chat = Chat { broken: true, ..Chat::default() };
    let answer =
        notify::handle(&chat, json!({ "Finished": { "Run": outcome() }, "Run": "run-1" })).await.unwrap();
    let event = serde_json::to_value(answer).unwrap()["Event"].take();
    assert_eq!((&event["Source"], &event["Detail"]["Run"]), (&json!("deskport"), &json!("run-1")));
    assert_eq!((chat.reported.into_inner().len(), chat.topic.0.into_inner().len()), (0, 0));
}

#[tokio::test]
async fn an_ami_without_a_name_makes_no_attribute_that_sns_refuses() {
    let topic = Topic::default();
    let mut outcome = outcome();
    outcome["Ec2ImageId"] = json!("\n");
    notify::handle(&topic, outcome).await.unwrap();
    let attributes = &topic.0.into_inner()[0].attributes;
    assert!(attributes.iter().all(|(_, value)| !value.is_empty()), "{attributes:?}");
}

#[tokio::test]
async fn what_is_no_outcome_is_refused_by_name() {
    let failure = notify::handle(&Topic::default(), json!({ "Status": "FAILED" })).await.unwrap_err();
    assert_eq!(failure.class.as_str(), "InvalidRequest");
}

const TOKEN: &str = "AQCEAAAAKgAAAAMAAAAA";

fn question() -> Value {
    json!({ "Question": { "Approve": { "Message": "Go on?", "SecondsToAnswer": 7200, "Given": { "ImageId": "wsi-0a1b2c3d4" },
            "Steps": [{ "Path": "/Imports/0/Then/0", "Operation": "Approve" }] } },
        "Run": "ami-0abc1234def567890-win11", "Path": "/Imports/0/Then/0",
        "ExecutionArn": "arn:aws:states:eu-west-1:111122223333:execution:deskport-step:x-0-0",
        "RunArn": "arn:aws:states:eu-west-1:111122223333:execution:deskport-import:ami-0abc1234def567890-win11",
        "TaskToken": TOKEN })
}

/// A message's text for people, and all of it as one text.
fn texts(message: &Message) -> (String, String) {
    let body: Value = serde_json::from_str(&message.body).unwrap();
    let whole = format!("{} {} {:?}", message.subject, message.body, message.attributes);
    (body["default"].as_str().unwrap().to_owned(), whole)
}

#[tokio::test]
async fn only_approvers_get_what_answers_a_question() {
    let topic =
        Topic(RefCell::default(), RefCell::default(), Some("https://abc.lambda-url.eu-west-1.on.aws/"));
    let answer = serde_json::to_value(notify::handle(&topic, question()).await.unwrap()).unwrap();
    assert_eq!(*topic.1.borrow(), [To::Approvals, To::Notifications]);
    let messages = topic.0.into_inner();
    let (asked, _) = texts(&messages[0]);
    let link_token = "a5".repeat(32);
    let link =
        format!("\nhttps://abc.lambda-url.eu-west-1.on.aws/#token={link_token}&execution=arn:aws:states:");
    assert!(asked.contains(&link) && asked.contains(&format!("--task-token '{TOKEN}'")), "{asked}");
    // Step Functions keeps what notify returns: the token's digest, and no token.
    let kept = json!({ "MessageId": "id-1", "LinkDigest": digest(&link_token) });
    assert_eq!(answer, kept);
    let (note, whole) = texts(&messages[1]);
    assert!(note.contains("waits for an approval (entry 1.1 of the request)"), "{note}");
    assert!(note.contains("arn:aws:sns:eu-west-1:111122223333:approvals"), "{note}");
    for secret in [TOKEN, &link_token, "send-task", "lambda-url"] {
        assert!(!whole.contains(secret), "{whole}");
    }
    assert_eq!(messages[1].attributes[0], ("Status", "WAITING".to_owned()));
}

#[tokio::test]
async fn a_question_says_who_started_the_run_as_far_as_it_is_known() {
    let asked = async |run: &str| {
        let topic = Topic::default();
        let mut question = question();
        question["Run"] = json!(run);
        let answer = serde_json::to_value(notify::handle(&topic, question).await.unwrap()).unwrap();
        assert_eq!(answer, json!({ "MessageId": "id-1" }), "there is no page");
        texts(&topic.0.into_inner()[0]).0
    };
    let by_trigger = asked("ami-0abc1234def567890-win11").await;
    let said = "Deskport itself started it, for the AMI ami-0abc1234def567890 and the preset win11.";
    assert!(by_trigger.contains(said), "{by_trigger}");
    let by_hand = asked("by-hand").await;
    assert!(by_hand.contains("A person or a program started the run by hand"), "{by_hand}");
    assert!(
        by_hand
            .contains("StartExecution of arn:aws:states:eu-west-1:111122223333:execution:deskport-import:")
    );
    assert!(by_hand.contains("\naws cloudtrail lookup-events --region eu-west-1 "), "{by_hand}");
    assert!(by_hand.contains("contains(CloudTrailEvent, ':by-hand')"), "{by_hand}");
    // A name that would end the command's quotes stands in no command.
    let quoting = asked("by'hand").await;
    assert!(!quoting.contains("lookup-events") && quoting.contains("the StartExecution of"), "{quoting}");
}

#[tokio::test]
async fn a_note_that_fails_does_not_ask_again() {
    struct NoNotes(Topic);
    impl Publish for NoNotes {
        async fn publish(&self, topic: To, message: &Message) -> Result<String, Failure> {
            match topic {
                To::Approvals => self.0.publish(topic, message).await,
                To::Notifications => Err(Failure::own(deskport_shared::error::Class::Throttled, "not now")),
            }
        }
    }
    impl Page for NoNotes {
        fn url(&self) -> Option<&str> {
            self.0.url()
        }

        fn random(&self) -> Result<[u8; 32], Failure> {
            self.0.random()
        }

        fn approval_topic(&self) -> &str {
            self.0.approval_topic()
        }
    }
    let topic = NoNotes(Topic::default());
    let answer = serde_json::to_value(notify::handle(&topic, question()).await.unwrap()).unwrap();
    assert_eq!(answer["MessageId"], "id-1");
}
