//! An invocation has one deadline over all its calls: however slow the services are, it ends with an error of its own
//! before Lambda ends it. The functions run on a clock that stands still and jumps; the responses are the simulator's.

use crate::support::*;
use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use deskport_shared::delivery::Delivery;
use deskport_shared::error::{Class, Failure};
use deskport_shared::job::Answer;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::Instant;

/// What the template gives a function.
const LAMBDA: Duration = Duration::from_secs(30);

/// A connection whose every response takes this long.
#[derive(Clone, Debug)]
struct Slow(Duration);

impl HttpConnector for Slow {
    #[allow(clippy::disallowed_methods, reason = "the clock stands still: nobody waits")]
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let delay = self.0;
        HttpConnectorFuture::new(async move {
            // While it is under way the clock does not jump.
            let answer = spawn_blocking(move || exchange(&request)).await;
            tokio::time::sleep(delay).await;
            answer.map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// One request of HTTP/1.1, and its response.
fn exchange(request: &HttpRequest) -> HttpResponse {
    let (host, path) = request.uri().strip_prefix("http://").unwrap().split_once('/').unwrap();
    let body = request.body().bytes().unwrap();
    let mut text = format!("{} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n", request.method());
    for (name, value) in
        request.headers().iter().filter(|(name, _)| !["host", "content-length"].contains(name))
    {
        text += &format!("{name}: {value}\r\n");
    }
    text += &format!("content-length: {}\r\n\r\n", body.len());
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(&[text.as_bytes(), body].concat()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&answer[..end]).unwrap().to_owned();
    let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
    let mut response =
        HttpResponse::new(status.try_into().unwrap(), SdkBody::from(answer.split_off(end + 4)));
    for line in head.lines().skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        response.headers_mut().insert(name.to_owned(), value.to_owned());
    }
    response
}

fn slow(world: &World, seconds: u64) -> SdkConfig {
    let connector = SharedHttpConnector::new(Slow(Duration::from_secs(seconds)));
    world.config.to_builder().http_client(http_client_fn(move |_, _| connector.clone())).build()
}

/// How it ended, and after what time.
async fn timed<T>(work: impl Future<Output = Result<T, Failure>>) -> (Result<T, Failure>, Duration) {
    let start = Instant::now();
    (deskport_aws::within(LAMBDA, work).await, start.elapsed())
}

fn start_input(run: &str) -> Value {
    let step = step("ImportWorkspaceImage", 0, import_workspace_image());
    json!({ "Step": step, "Run": run, "DryRun": false, "ReplaceFailed": true })
}

async fn start(aws: &start_import::Aws, world: &World, run: &str) -> Result<Answer, Failure> {
    let delivery = Delivery::default();
    start_import::handle(|region| aws.in_region(region), &delivery, world, start_input(run)).await
}

#[tokio::test(start_paused = true)]
async fn responses_that_take_12_s_end_each_function_before_lambda_does() {
    let world = World::new().await;
    let config = slow(&world, 12);
    let settings = enable_byol::Settings::default();
    let job = json!({ "Job": { "Operation": "ImportWorkspaceImage", "Name": "x", "ImageId": "wsi-0a1b2c3d4", "Status": "IN_PROGRESS",
        "Adopted": false, "Polls": 0, "ElapsedSeconds": 0, "SecondsToNextLook": 60 } });
    let look = json!({ "DryRun": false, "ElapsedSeconds": 0 });
    let (starter, looker, account) =
        (start_import::Aws::new(&config), check_status::Aws::new(&config), enable_byol::Aws::new(&config));
    let ended = [
        timed(async { start(&starter, &world, "run-1").await.map(drop) }).await,
        timed(async { check_status::handle(&looker, job).await.map(drop) }).await,
        timed(async { enable_byol::handle(&account, &settings, look).await.map(drop) }).await,
    ];
    for (result, took) in ended {
        assert_eq!(result.unwrap_err().class, Class::ServiceUnavailable);
        assert!(took < LAMBDA, "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_slow_together_end_as_one_that_is_slow_alone() {
    let mut world = World::new().await;
    // A connection of the SDK's own is read while the clock jumps: its time-outs would pass before the response comes.
    world.config = slow(&world, 0);
    // A failed image has the name: it is found, read, deleted and made again, in five calls.
    world.script(json!([{ "Do": { "Fail": { "AfterMinutes": 3, "Code": "X", "Message": "failed" } } }]));
    let job = world.start_with(start_input("run-1")).await.unwrap();
    world.look(&job, 4).await.unwrap();
    let aws = start_import::Aws::new(&slow(&world, 7));
    let (result, took) = timed(start(&aws, &world, "run-2")).await;
    let failure = result.unwrap_err();
    assert_eq!(failure.class, Class::ServiceUnavailable, "{failure}");
    assert!(took < LAMBDA, "{took:?}");
    // Tried again by the machine once the services are quick, it goes on from there.
    assert!(world.start_with(start_input("run-2")).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn where_no_time_is_left_no_call_is_sent() {
    let world = World::new().await;
    let aws = start_import::Aws::new(&world.config);
    let work = start(&aws, &world, "run-1");
    let failure = deskport_aws::within(Duration::from_secs(1), work).await.unwrap_err();
    assert_eq!(failure.class, Class::ServiceUnavailable);
    assert!(failure.message.starts_with("ImportWorkspaceImage: "), "{failure}");
    assert!(world.calls("ImportWorkspaceImage").is_empty());
}
