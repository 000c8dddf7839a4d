//! What the SDK does by itself: how it identifies itself, and what it does where there is no such host.

use crate::support::{World, create_imported_image, delivery, import_workspace_image, quick, step};
use approval_page::Answers;
use aws_config::{Region, SdkConfig};
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use deskport_aws::{NoSuchHost, SERVICE_NOT_IN_REGION};
use deskport_shared::error::{Class, Failure};
use deskport_shared::message::Message;
use deskport_shared::secret::Secret;
use notify::Publish;
use serde_json::{Value, json};
use std::io;
use std::sync::{Arc, Mutex};

/// A resolver that finds nothing, and the hosts that it was asked for.
#[derive(Clone, Debug)]
struct Nowhere {
    exists: bool,
    asked: Arc<Mutex<Vec<String>>>,
}

impl ResolveDns for Nowhere {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        self.asked.lock().unwrap().push(name.to_owned());
        DnsFuture::ready(Err(if self.exists {
            ResolveDnsError::new(io::Error::other("Temporary failure in name resolution"))
        } else {
            ResolveDnsError::new(NoSuchHost { host: name.to_owned() })
        }))
    }
}

fn input(operation: &str, request: Value) -> Value {
    json!({ "Step": step(operation, 0, request), "Run": "run-1", "DryRun": false })
}

/// Each function's failure, on each of its services.
async fn failures(config: &SdkConfig) -> Vec<Failure> {
    let start = start_import::Aws::new(config);
    let looking = check_status::Aws::new(config);
    let account = enable_byol::Aws::new(config);
    let topic = "arn:aws:sns:eu-west-1:111122223333:deskport".to_owned();
    let topics = notify::Topics { notifications: topic.clone(), approvals: topic, chat: None };
    let sns = notify::Aws::new(config, topics, None);
    let page = approval_page::Aws::new(config);
    let job = |operation: &str| {
        json!({ "Job": { "Operation": operation, "Name": "x", "ImageId": "wsi-0a1b2c3d4", "Status": "IN_PROGRESS",
        "Adopted": false, "Polls": 0, "ElapsedSeconds": 0, "SecondsToNextLook": 60 } })
    };
    let look = json!({ "DryRun": false, "ElapsedSeconds": 0 });
    let message = Message { subject: "s".to_owned(), body: "b".to_owned(), attributes: Vec::new() };
    let settings = enable_byol::Settings::default();
    let allowed = delivery().unwrap();
    let started = async |operation, request| {
        let (input, clock) = (input(operation, request), &deskport_aws::SystemClock);
        start_import::handle(|region| start.in_region(region), &allowed, clock, input).await.unwrap_err()
    };
    vec![
        started("ImportWorkspaceImage", import_workspace_image()).await,
        started("CreateImportedImage", create_imported_image()).await,
        check_status::handle(&looking, job("ImportWorkspaceImage")).await.unwrap_err(),
        check_status::handle(&looking, job("CreateImportedImage")).await.unwrap_err(),
        enable_byol::handle(&account, &settings, look).await.unwrap_err(),
        sns.publish(notify::Topic::Notifications, &message).await.unwrap_err(),
        page.approve(&Secret::new("token")).await.unwrap_err(),
    ]
}

fn nowhere(exists: bool) -> (SdkConfig, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::default();
    let resolver = Nowhere { exists, asked: Arc::clone(&asked) };
    let config = quick(deskport_aws::config::builder_with(resolver)).region(Region::new("eu-nowhere-1"));
    (config.build(), asked)
}

#[tokio::test]
async fn a_region_without_the_service_ends_at_once_and_says_so() {
    let (config, asked) = nowhere(false);
    for failure in failures(&config).await {
        assert_eq!((failure.class, failure.code.as_str()), (Class::Rejected, SERVICE_NOT_IN_REGION));
        assert!(failure.message.contains("eu-nowhere-1.amazonaws.com"), "{failure}");
    }
    assert_eq!(asked.lock().unwrap().len(), 7);
}

#[tokio::test]
async fn a_resolver_that_is_out_of_reach_is_asked_again() {
    let (config, asked) = nowhere(true);
    for failure in failures(&config).await {
        assert_eq!(failure.class, Class::ServiceUnavailable, "{failure}");
    }
    assert_eq!(asked.lock().unwrap().len(), 7 * 3);
}

/// A connection that returns nothing and records who called.
#[derive(Clone, Debug, Default)]
struct Listener(Arc<Mutex<Vec<String>>>);

impl HttpConnector for Listener {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let agents =
            ["user-agent", "x-amz-user-agent"].map(|name| request.headers().get(name).unwrap_or_default());
        self.0.lock().unwrap().push(agents.join(" "));
        HttpConnectorFuture::ready(Err(ConnectorError::user("no answer".into())))
    }
}

#[tokio::test]
async fn every_call_says_that_it_is_deskports() {
    let world = World::new().await;
    let listener = Listener::default();
    let connector = SharedHttpConnector::new(listener.clone());
    let config = world.config.to_builder().http_client(http_client_fn(move |_, _| connector.clone())).build();
    failures(&config).await;
    let agents = listener.0.lock().unwrap();
    assert_eq!(agents.len(), 7);
    for agent in agents.iter() {
        assert!(agent.split(' ').any(|part| part == "app/deskport"), "{agent}");
    }
}
