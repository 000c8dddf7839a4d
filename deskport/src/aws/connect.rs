//! The connection: whose credentials, which Region, which endpoint.

use crate::trouble::Trouble;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion, Region, SdkConfig};
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{self, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::HttpClient;
use clap::Args;
use deskport_shared::namespace::Namespace;
use std::env;
use std::fs;
use std::time::Duration;

/// One try of a call.
const ATTEMPT: Duration = Duration::from_secs(20);
const CONNECT: Duration = Duration::from_secs(5);
/// The SDK's tries of a call.
const TRIES: u32 = 4;
/// Who calls, in the user agent: CloudTrail shows it.
const APP: &str = "deskport-command";

/// Which account, Region and stack a verb is about.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Which stack")]
pub(crate) struct Connection {
    /// The profile of ~/.aws/config; by default AWS_PROFILE, else the usual chain of credentials
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,

    /// The stack's Region; by default AWS_REGION, else the profile's
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,

    /// Another endpoint than AWS's, for all services
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint_url: Option<String>,

    /// The stack's parameter Namespace
    #[arg(long, value_name = "NAME", default_value = "deskport", value_parser = namespace)]
    pub(crate) namespace: Option<Namespace>,
}

impl Connection {
    /// The stack's namespace.
    pub(crate) fn namespace(&self) -> Namespace {
        self.namespace.clone().unwrap_or_default()
    }

    /// The options as they were given, for a command that goes on from here; each with a space before it.
    pub(crate) fn options(&self) -> String {
        let namespace =
            self.namespace.as_ref().filter(|name| **name != Namespace::DESKPORT).map(ToString::to_string);
        let given = [
            ("profile", self.profile.as_ref()),
            ("region", self.region.as_ref()),
            ("endpoint-url", self.endpoint_url.as_ref()),
            ("namespace", namespace.as_ref()),
        ];
        given.into_iter().filter_map(|(name, value)| Some(format!(" --{name} {}", value?))).collect()
    }
}

fn namespace(text: &str) -> Result<Namespace, String> {
    Namespace::try_from(text.to_owned()).map_err(|error| error.to_string())
}

/// AWS, as a verb uses it. Clients are made where they are used: most verbs use one or two.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(super) config: SdkConfig,
    /// The Region.
    pub(crate) region: String,
}

impl Session {
    /// Finds credentials, Region and endpoint, without a call to AWS.
    ///
    /// # Errors
    /// Where there is no Region, or the file of certificates that the environment names can't be used.
    pub(crate) async fn open(connection: &Connection) -> Result<Self, Trouble> {
        let timeouts =
            TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(client(roots()?))
            .retry_config(RetryConfig::standard().with_max_attempts(TRIES))
            .timeout_config(timeouts);
        // A test checks that it is a valid name: here an error could not be reported.
        if let Ok(name) = AppName::new(APP) {
            loader = loader.app_name(name);
        }
        if let Some(profile) = &connection.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(region) = &connection.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(url) = &connection.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        let config = loader.load().await;
        let region = config.region().map(ToString::to_string);
        let Some(region) = region.filter(|region| !region.is_empty()) else {
            return Err(Trouble::own("no Region is set")
                .hint("Name the stack's Region by --region, by AWS_REGION, or in the profile."));
        };
        Ok(Self { config, region })
    }

    /// The same with one try for each call: for whoever counts calls and tries again by itself.
    #[must_use]
    pub(crate) fn trying_once(self) -> Self {
        let config = self.config.into_builder().retry_config(RetryConfig::disabled()).build();
        Self { config, ..self }
    }

    /// The same in another Region.
    pub(crate) fn in_region(&self, region: &str) -> Self {
        let region = region.to_owned();
        let config = self.config.to_builder().region(Region::new(region.clone())).build();
        Self { config, region }
    }

    /// AWS Step Functions.
    pub(crate) fn sfn(&self) -> aws_sdk_sfn::Client {
        aws_sdk_sfn::Client::new(&self.config)
    }
}

/// By the proxy that the environment names, as the AWS CLI goes (HTTPS_PROXY, NO_PROXY).
fn client(roots: TlsContext) -> impl HttpClient + 'static {
    Builder::new().build_with_connector_fn(move |settings, components| {
        let mut builder = Connector::builder().proxy_config(ProxyConfig::from_env());
        builder.set_connector_settings(settings.cloned());
        builder.set_sleep_impl(components.and_then(|components| components.sleep_impl()));
        builder.tls_provider(tls::Provider::Rustls(CryptoMode::Ring)).tls_context(roots.clone()).build()
    })
}

/// The system's roots, which an administrator may have added to, or those of AWS_CA_BUNDLE alone.
fn roots() -> Result<TlsContext, Trouble> {
    let store = match env::var_os("AWS_CA_BUNDLE").filter(|file| !file.is_empty()) {
        None => TrustStore::default(),
        Some(file) => {
            let text = fs::read(&file)
                .map_err(|error| Trouble::own(format!("AWS_CA_BUNDLE names {}: {error}", file.display())))?;
            TrustStore::empty().with_pem_certificate(text)
        }
    };
    TlsContext::builder().with_trust_store(store).build().map_err(|error| Trouble::own(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_application_has_a_name_that_the_sdk_takes() {
        assert!(AppName::new(APP).is_ok());
    }

    #[test]
    fn a_namespace_is_checked_as_the_template_checks_it() {
        assert_eq!(namespace("deskport-test").map(|name| name.to_string()), Ok("deskport-test".to_owned()));
        assert!(namespace("Deskport").is_err_and(|why| why.contains("at most 30 characters")));
    }
}
