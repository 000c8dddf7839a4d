//! The SDK's configuration, the same for every function.

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, SdkConfig};
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use std::time::Duration;

/// One try of one call.
const ATTEMPT: Duration = Duration::from_secs(8);
/// One call with its tries: below the function's own time-out of 30 seconds, so that the error is ours.
const CALL: Duration = Duration::from_secs(20);
const CONNECT: Duration = Duration::from_secs(3);
/// The SDK's own tries of a call; Step Functions retries the task beyond them.
const TRIES: u32 = 3;

/// Reads Region, credentials and endpoints from the environment, as Lambda gives them.
///
/// Where `AWS_REGION` is missing every call fails with an error that says so: no Region is assumed.
pub async fn config() -> SdkConfig {
    let client = aws_smithy_http_client::Builder::new()
        .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
        .build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(CALL)
        .build();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(client)
        .retry_config(RetryConfig::standard().with_max_attempts(TRIES))
        .timeout_config(timeouts)
        .load()
        .await
}
