//! A simulator of its own for each test, stopped with it, and the functions pointed at it.

use aws_config::retry::RetryConfig;
use aws_config::{Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::sdk_config::Builder;
use deskport_shared::delivery::{Delivery, Parameter};
use deskport_shared::error::Failure;
use deskport_shared::job::{Answer, Job};
use deskport_shared::operation::OperationName;
use deskport_simulator::{Clock, Config, Handle, Script, SharedSimulator, serve};
use serde_json::{Value, json};
use std::time::Duration;

pub(crate) const AMI: &str = "ami-0abc1234def567890";

pub(crate) struct World {
    pub(crate) simulator: SharedSimulator,
    pub(crate) config: SdkConfig,
    _server: Handle,
}

/// The simulator's clock is the world's.
impl deskport_aws::Clock for World {
    #[allow(clippy::cast_possible_truncation, reason = "the test's times are far below 2^53 milliseconds")]
    fn now(&self) -> i64 {
        (self.simulator.clock().now() * 1000.0) as i64
    }
}

/// What the stack may deliver to.
pub(crate) fn delivery() -> Result<Delivery, Failure> {
    Delivery::read(|parameter| {
        let allowed = match parameter {
            Parameter::Bundles => "wsb-0a1b2c3d4, wsb-amazon001, wsb-999999999, desktops",
            Parameter::Regions => "us-east-1",
            Parameter::Fleets => "finance-fleet, elastic-fleet, starting-fleet, no-fleet",
            Parameter::Accounts => "444455556666",
            Parameter::Roles => "arn:aws:iam::111122223333:role/import",
            Parameter::Configurations => {
                "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/byol"
            }
        };
        Ok(allowed.to_owned())
    })
}

/// An account with two images of each service, a bundle and a fleet that have the older one, and a WorkSpace.
pub(crate) fn account() -> Value {
    json!({ "WorkspaceImages": [{ "ImageId": "wsi-000000001", "Name": "old" }, { "ImageId": "wsi-000000002", "Name": "new" }],
        "Bundles": [{ "BundleId": "wsb-0a1b2c3d4", "Name": "finance", "ImageId": "wsi-000000001" }],
        "AppStreamImages": [{ "Name": "apps-old" }, { "Name": "apps-new" }],
        "Fleets": [{ "Name": "finance-fleet", "ImageName": "apps-old" },
            { "Name": "elastic-fleet", "FleetType": "ELASTIC" },
            { "Name": "starting-fleet", "ImageName": "apps-old", "State": "STARTING", "ReadyInMinutes": 20.0 }],
        "Workspaces": [{ "WorkspaceId": "ws-0a1b2c3d4" }] })
}

/// A request of an operation with every member.
pub(crate) fn whole(operation: &str) -> Value {
    deskport_tests::bodies::whole(OperationName::from_name(operation).unwrap()).swap_remove(0)
}

pub(crate) fn create_workspace_bundle() -> Value {
    json!({ "BundleName": "desktops", "BundleDescription": "Desktops", "ImageId": "wsi-000000002",
        "ComputeType": { "Name": "STANDARD" }, "UserStorage": { "Capacity": "50" },
        "RootStorage": { "Capacity": "80" }, "Tags": [{ "Key": "team", "Value": "finance" }] })
}

pub(crate) fn update_workspace_bundle() -> Value {
    json!({ "BundleId": "wsb-0a1b2c3d4", "ImageId": "wsi-000000002" })
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// A world that starts from a simulator's configuration.
    pub(crate) async fn with(config: Value) -> Self {
        let config: Config = serde_json::from_value(config).unwrap();
        let simulator = SharedSimulator::new(config, Clock::stepped(1_800_000_000.0)).unwrap();
        let server = serve(simulator.clone(), "127.0.0.1:0".parse().unwrap()).unwrap();
        let config = quick(deskport_aws::config::builder())
            .region(Region::new("eu-west-1"))
            .endpoint_url(server.endpoint())
            .build();
        Self { simulator, config, _server: server }
    }

    pub(crate) fn script(&self, rules: Value) {
        self.simulator
            .set_script(Script::from_json(&json!({ "Rules": rules }).to_string()).unwrap())
            .unwrap();
    }

    pub(crate) async fn start(&self, operation: &str, request: Value) -> Result<Job, Failure> {
        self.start_with(json!({ "Step": step(operation, 0, request), "Run": "run-1", "DryRun": false })).await
    }

    pub(crate) async fn start_with(&self, input: Value) -> Result<Job, Failure> {
        let aws = start_import::Aws::new(&self.config);
        let started = start_import::handle(|region| aws.in_region(region), &delivery()?, self, input).await;
        started.map(Answer::into_job)
    }

    /// One delivery by a run, in a stack that may change the bundle `wsb-0a1b2c3d4` and make `desktops`.
    pub(crate) async fn deliver(&self, operation: &str, request: Value, run: &str) -> Result<Job, Failure> {
        let deadline = "2999-01-01T00:00:00Z";
        let input = json!({ "Step": step(operation, 0, request), "Given": {}, "Run": run, "DryRun": false,
            "Deadline": deadline });
        self.deliver_with(input).await
    }

    pub(crate) async fn deliver_with(&self, input: Value) -> Result<Job, Failure> {
        match self.deliver_answer(input).await? {
            deliver::Answer::Progress(progress) => Ok(progress.handle),
            deliver::Answer::Foreseen(foreseen) => panic!("{foreseen:?}"),
        }
    }

    pub(crate) async fn deliver_answer(&self, input: Value) -> Result<deliver::Answer, Failure> {
        let aws = deliver::Aws::new(&self.config);
        deliver::handle(|region| aws.in_region(region), &delivery()?, self, input).await
    }

    /// One look, after `minutes` more.
    pub(crate) async fn look(&self, job: &Job, minutes: u32) -> Result<Job, Failure> {
        self.simulator.advance(Duration::from_secs(u64::from(minutes) * 60));
        let job = Job { elapsed_seconds: job.elapsed_seconds + minutes * 60, ..job.clone() };
        let input = json!({ "Handle": job, "ElapsedSeconds": job.elapsed_seconds });
        check_status::handle(&check_status::Aws::new(&self.config), input).await.map(Answer::into_job)
    }

    /// The inputs of all calls of one operation.
    pub(crate) fn calls(&self, operation: &str) -> Vec<Value> {
        let journal = self.simulator.journal();
        journal.iter().filter(|entry| entry.operation == operation).map(|entry| entry.input.clone()).collect()
    }
}

/// A configuration with credentials, without the SDK's own pauses between tries, which would only make the tests slow.
pub(crate) fn quick(builder: Builder) -> Builder {
    let retries = RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(1));
    let credentials = Credentials::new("id", "secret", None, None, "tests");
    builder.credentials_provider(SharedCredentialsProvider::new(credentials)).retry_config(retries)
}

pub(crate) fn step(operation: &str, step: usize, request: Value) -> Value {
    let definition = OperationName::from_name(operation).unwrap().definition();
    let name = definition.name.and_then(|member| request.get(member)).cloned();
    let mut step = json!({ "Import": 0, "Step": step, "Operation": operation, "Request": request });
    if let Some(name) = name {
        step["Name"] = name;
    }
    step
}

pub(crate) fn import_workspace_image() -> Value {
    json!({ "Ec2ImageId": AMI, "IngestionProcess": "BYOL_REGULAR_WSP", "ImageName": "finance", "ImageDescription": "Finance",
        "Tags": [{ "Key": "team", "Value": "finance" }, { "Key": "bare" }], "Applications": ["Microsoft_Office_2019"] })
}

pub(crate) fn import_custom_workspace_image(source: &Value) -> Value {
    json!({ "ImageName": "custom", "ImageDescription": "Custom", "ComputeType": "BASE", "Protocol": "DCV",
        "ImageSource": source, "Platform": "WINDOWS", "OsVersion": "Windows_11", "ImageValidationMode": "SERVICE_MANAGED",
        "InfrastructureConfigurationArn": "arn:aws:imagebuilder:eu-west-1:111122223333:infrastructure-configuration/byol" })
}

pub(crate) fn create_workspace_image() -> Value {
    json!({ "Name": "captured", "Description": "Captured", "WorkspaceId": "ws-0a1b2c3d4" })
}

pub(crate) fn create_imported_image() -> Value {
    json!({ "Name": "apps", "SourceAmiId": AMI, "IamRoleArn": "arn:aws:iam::111122223333:role/import",
        "Description": "Apps", "DisplayName": "Apps", "Tags": { "team": "finance" }, "AgentSoftwareVersion": "ALWAYS_LATEST",
        "RuntimeValidationConfig": { "IntendedInstanceType": "stream.standard.large" },
        "AppCatalogConfig": [{ "Name": "editor", "DisplayName": "Editor", "AbsoluteAppPath": "C:\\editor.exe",
            "AbsoluteIconPath": "C:\\editor.png", "AbsoluteManifestPath": "C:\\editor.json", "WorkingDirectory": "C:\\",
            "LaunchParameters": "/open" }] })
}
