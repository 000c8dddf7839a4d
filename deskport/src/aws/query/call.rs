//! A call through the SDK's own orchestrator, set up as the SDK's generated clients set it up (`config.rs` of any aws-sdk crate).

use super::refusal::Refusal;
use super::{Service, endpoint};
use aws_config::SdkConfig;
use aws_runtime::auth::SigV4OperationSigningConfig;
use aws_runtime::auth::sigv4::{SCHEME_ID, SigV4AuthScheme};
use aws_runtime::invocation_id::InvocationIdInterceptor;
use aws_runtime::request_info::RequestInfoInterceptor;
use aws_runtime::retries::classifiers::AwsErrorCodeClassifier;
use aws_runtime::user_agent::{ApiMetadata, UserAgentInterceptor};
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::auth::AuthSchemeOptionResolverParams;
use aws_smithy_runtime_api::client::auth::static_resolver::StaticAuthSchemeOptionResolver;
use aws_smithy_runtime_api::client::interceptors::context::BeforeDeserializationInterceptorContextMut;
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_runtime_api::client::runtime_plugin::StaticRuntimePlugin;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::{ConfigBag, Layer};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SigningName;
use aws_types::region::{Region, SigningRegion};
use aws_types::request_id::RequestId as _;
use http_body_util::Limited;

/// A response that is larger is not read: the largest of these are pages of a few hundred KB.
const RESPONSE_MAX: usize = 8 * 1024 * 1024;

/// What is sent, by POST.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) content_type: &'static str,
    pub(super) target: Option<String>,
    pub(super) body: String,
}

/// What came back with a good status.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) text: String,
    pub(super) request_id: Option<String>,
}

/// Makes a call, with the SDK's retries.
pub(super) async fn make(
    config: &SdkConfig,
    service: Service,
    action: &'static str,
    request: Request,
) -> Result<Given, SdkError<Refusal, HttpResponse>> {
    let endpoint = endpoint::of(config, service);
    let mut operation = Operation::builder()
        .service_name(service.id)
        .operation_name(action)
        .endpoint_url(&endpoint.url)
        .standard_retry(config.retry_config().unwrap_or(&RetryConfig::standard()))
        .timeout_config(config.timeout_config().cloned().unwrap_or_else(TimeoutConfig::disabled))
        .runtime_plugin(
            StaticRuntimePlugin::new()
                .with_config(settings(config, service, endpoint.signed_for).freeze())
                .with_runtime_components(components(config)),
        )
        .with_connection_poisoning()
        .serializer(written)
        .deserializer(read);
    if let Some(version) = config.behavior_version() {
        operation = operation.behavior_version(version);
    }
    if let Some(client) = config.http_client() {
        operation = operation.http_client(client);
    }
    operation.build().invoke(request).await
}

fn settings(config: &SdkConfig, service: Service, signed_for: String) -> Layer {
    let mut layer = Layer::new("deskport");
    layer.store_put(AuthSchemeOptionResolverParams::new(()));
    layer.store_put(SigV4OperationSigningConfig::default());
    layer.store_put(SigningName::from_static(service.signed_as));
    layer.store_put(SigningRegion::from(Region::new(signed_for)));
    layer.store_put(ApiMetadata::new(service.host, env!("CARGO_PKG_VERSION")));
    if let Some(name) = config.app_name() {
        layer.store_put(name.clone());
    }
    layer
}

fn components(config: &SdkConfig) -> RuntimeComponentsBuilder {
    let mut components = RuntimeComponentsBuilder::new("deskport")
        .with_auth_scheme(SigV4AuthScheme::new())
        .with_auth_scheme_option_resolver(Some(StaticAuthSchemeOptionResolver::new(vec![SCHEME_ID])))
        .with_sleep_impl(config.sleep_impl())
        .with_time_source(config.time_source())
        .with_retry_classifier(HttpStatusCodeClassifier::default())
        .with_retry_classifier(TransientErrorClassifier::<Refusal>::new())
        .with_retry_classifier(AwsErrorCodeClassifier::<Refusal>::new())
        .with_interceptor(InvocationIdInterceptor::new())
        .with_interceptor(RequestInfoInterceptor::new())
        .with_interceptor(UserAgentInterceptor::new())
        .with_interceptor(Bounded);
    if let Some(credentials) = config.credentials_provider() {
        components.set_identity_resolver(SCHEME_ID, credentials);
    }
    // The session's: credentials that were fetched for another client are not fetched again.
    if let Some(cache) = config.identity_cache() {
        components.set_identity_cache(Some(cache));
    }
    components
}

fn written(request: Request) -> Result<HttpRequest, BoxError> {
    let mut http = HttpRequest::new(SdkBody::from(request.body));
    http.set_method("POST")?;
    http.headers_mut().try_insert("content-type", request.content_type)?;
    if let Some(target) = request.target {
        http.headers_mut().try_insert("x-amz-target", target)?;
    }
    Ok(http)
}

fn read(response: &HttpResponse) -> Result<Given, OrchestratorError<Refusal>> {
    if !response.status().is_success() {
        return Err(OrchestratorError::operation(Refusal::read(response)));
    }
    let text = response.body().bytes().map(String::from_utf8_lossy).unwrap_or_default().into_owned();
    Ok(Given { text, request_id: response.request_id().map(str::to_owned) })
}

/// Bounds what is read of a response.
#[derive(Debug)]
struct Bounded;

#[dyn_dispatch_hint]
impl Intercept for Bounded {
    fn name(&self) -> &'static str {
        "Bounded"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _settings: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response_mut().body_mut();
        let whole = std::mem::replace(body, SdkBody::taken());
        *body = SdkBody::from_body_1_x(Limited::new(whole, RESPONSE_MAX));
        Ok(())
    }
}
