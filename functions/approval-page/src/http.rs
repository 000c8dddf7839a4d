//! HTTP as a function URL hands it over: what is refused before anything is looked at, and the headers of every response.

use aws_lambda_events::lambda_function_urls::{LambdaFunctionUrlRequest, LambdaFunctionUrlResponse};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ORIGIN, REFERRER_POLICY, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Value, json};

/// A response.
pub type Response = LambdaFunctionUrlResponse;

/// The largest body of a request, in bytes: a reason of 256 characters, escaped, beside the link.
const BODY_MAX: usize = 8 * 1024;

/// A request that is refused before anything is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No such path.
    NotFound,
    /// Not this method; these are allowed.
    Method(&'static str),
    /// Sent by another site.
    OtherSite,
    /// Not sent as JSON.
    MediaType,
    /// Too much.
    TooLarge,
    /// What was sent is wrong, in words for people.
    Wrong(&'static str),
}

impl Refusal {
    /// The response.
    pub(crate) fn response(self) -> Response {
        let (status, said) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "There is no such page."),
            Self::Method(_) => (StatusCode::METHOD_NOT_ALLOWED, "This is no way to call the page."),
            Self::OtherSite => (StatusCode::FORBIDDEN, "Only the page itself may send answers."),
            Self::MediaType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Answers are sent as application/json."),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "What was sent is too large."),
            Self::Wrong(said) => (StatusCode::BAD_REQUEST, said),
        };
        let mut response = json_response(status, &json!({ "Error": said }));
        if let Self::Method(allowed) = self {
            response.headers.insert(ALLOW, HeaderValue::from_static(allowed));
        }
        response
    }
}

/// A response that holds JSON.
pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    response(status, "application/json", "default-src 'none'; frame-ancestors 'none'", body.to_string())
}

/// The same, where the caller may try again in some seconds.
pub(crate) fn try_again(status: StatusCode, body: &Value) -> Response {
    let mut response = json_response(status, body);
    response.headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
    response
}

/// A response with the headers that all have: nothing of it is kept, framed, guessed at, or shown to another site.
pub(crate) fn response(status: StatusCode, media_type: &'static str, policy: &str, body: String) -> Response {
    let mut headers = HeaderMap::new();
    let fixed: [(HeaderName, &'static str); 7] = [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Of our own words and of base64: a header can hold it.
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    let mut response = Response::default();
    response.status_code = status.as_u16().into();
    response.headers = headers;
    response.body = Some(body);
    response
}

/// The method of a request.
pub(crate) fn method(request: &LambdaFunctionUrlRequest) -> &str {
    request.request_context.http.method.as_deref().unwrap_or_default()
}

/// The body of a POST that the page itself has sent.
///
/// # Errors
/// Why it is refused.
pub(crate) fn body(request: &LambdaFunctionUrlRequest) -> Result<Vec<u8>, Refusal> {
    if method(request) != "POST" {
        return Err(Refusal::Method("POST"));
    }
    if !is_of_the_page(request) {
        return Err(Refusal::OtherSite);
    }
    let media_type = header(request, &CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::MediaType);
    }
    let body = request.body.as_deref().unwrap_or_default();
    // Four characters of base64 are three bytes.
    let longest = if request.is_base64_encoded { BODY_MAX.div_ceil(3) * 4 } else { BODY_MAX };
    if body.len() > longest {
        return Err(Refusal::TooLarge);
    }
    if !request.is_base64_encoded {
        return Ok(body.as_bytes().to_vec());
    }
    STANDARD.decode(body).map_err(|_| Refusal::Wrong("What was sent is no JSON."))
}

/// Whether a browser says that the page sent this. A browser lets no site choose these headers; one that is old sends only Origin,
/// which is `null` where the policy of referrers hides it.
fn is_of_the_page(request: &LambdaFunctionUrlRequest) -> bool {
    let own = format!("https://{}", request.request_context.domain_name.as_deref().unwrap_or_default());
    let site = header(request, &HeaderName::from_static("sec-fetch-site"));
    match (site, header(request, &ORIGIN)) {
        ("same-origin", "" | "null") => true,
        ("same-origin" | "", origin) => origin == own,
        _ => false,
    }
}

fn header<'a>(request: &'a LambdaFunctionUrlRequest, name: &HeaderName) -> &'a str {
    request.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
