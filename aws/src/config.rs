//! The SDK's configuration, the same for every function: from the environment as Lambda gives it.
//!
//! aws-config's loader is not used: its default chain brings profile files, the instance metadata service and
//! STS, a megabyte of code that Lambda never needs, and would try those where a variable is missing.

use crate::dns::System;
use crate::http::client;
use crate::trust;
pub use aws_config::SdkConfig;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::dns::ResolveDns;
use aws_smithy_runtime_api::client::http::HttpClient;
use aws_types::sdk_config::Builder;
use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};
use deskport_shared::delivery::Delivery;
use deskport_shared::image_tags::{self, ImageTags};
use std::env;
use std::time::Duration;

/// One try of one call.
const ATTEMPT: Duration = Duration::from_secs(8);
/// One call with its tries, where the invocation's deadline leaves it as much.
const CALL: Duration = Duration::from_secs(20);
/// The SDK's own tries of a call; Step Functions retries the task beyond them.
const TRIES: u32 = 3;
/// Who calls, in the user agent as `app/deskport`: CloudTrail shows it.
const APP: &str = "deskport";

/// Region, credentials and endpoints from the environment.
///
/// Where `AWS_REGION` is missing every call fails with an error that says so: no Region is assumed.
///
/// # Errors
/// Where the environment names a file of certificates that can't be used.
pub fn config() -> Result<SdkConfig, String> {
    let credentials = EnvironmentVariableCredentialsProvider::new();
    let region = env::var("AWS_REGION").ok();
    let roots = trust::roots(region.as_deref(), |name| env::var_os(name))?;
    let config = builder_over(client(System, roots))
        .region(region.map(Region::new))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .use_fips(env::var("AWS_USE_FIPS_ENDPOINT").is_ok_and(|value| value == "true"))
        .service_config(Endpoints)
        .build();
    Ok(config)
}

/// What the stack may deliver to, from the variables that the template sets.
///
/// # Errors
/// Where one is missing: nothing is assumed about what may be changed.
pub fn delivery() -> Result<Delivery, String> {
    Delivery::read(|parameter| {
        let variable = parameter.variable();
        env::var(variable).map_err(|_| format!("the environment variable {variable} is missing"))
    })
}

/// The tags that the stack gives what it makes, from the variable that the template sets.
///
/// # Errors
/// Where it is missing or wrong.
pub fn image_tags() -> Result<ImageTags, String> {
    let text = env::var(image_tags::VARIABLE)
        .map_err(|_| format!("the environment variable {} is missing", image_tags::VARIABLE))?;
    ImageTags::read(&text)
}

/// What every client has, before the environment is read: tests name an endpoint of their own.
pub fn builder() -> Builder {
    builder_with(System)
}

/// The same with host names looked up by `resolver`.
pub fn builder_with(resolver: impl ResolveDns + 'static) -> Builder {
    builder_over(client(resolver, trust::amazon()))
}

/// The same over an HTTP client of the caller's: all but the way to AWS stays as it is.
pub fn builder_over(client: impl HttpClient + 'static) -> Builder {
    let timeouts =
        TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).operation_timeout(CALL).build();
    let mut builder = SdkConfig::builder();
    // A test checks that `deskport` is a valid name: here an error could not be reported.
    builder.set_app_name(AppName::new(APP).ok());
    builder
        .behavior_version(BehaviorVersion::latest())
        .http_client(client)
        .retry_config(RetryConfig::standard().with_max_attempts(TRIES))
        .timeout_config(timeouts)
}

/// `AWS_ENDPOINT_URL_SERVICE` and `AWS_ENDPOINT_URL`, as the AWS SDKs and Tools Reference Guide has them.
#[derive(Debug)]
struct Endpoints;

impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let service = key.service_id().to_uppercase().replace(' ', "_");
        env::var(format!("{}_{service}", key.env())).or_else(|_| env::var(key.env())).ok()
    }
}
