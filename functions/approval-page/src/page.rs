//! The page itself: one document with its own style and script, and a policy that lets no other run. Nothing in it depends on the
//! request: the link's parts reach the script alone, and texts reach the document as text.

use crate::http::{Response, response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::StatusCode;
use sha2::{Digest, Sha256};

const DOCUMENT: &str = include_str!("../page/page.html");
const STYLE: &str = include_str!("../page/style.css");
const SCRIPT: &str = include_str!("../page/script.js");

/// The page, put together once at start.
#[derive(Clone, Debug)]
pub struct Page {
    document: String,
    policy: String,
}

impl Page {
    /// Puts the page together.
    pub fn new() -> Self {
        let document = DOCUMENT.replacen("/* style */", STYLE, 1).replacen("/* script */", SCRIPT, 1);
        let policy = format!(
            "default-src 'none'; style-src '{}'; script-src '{}'; connect-src 'self'; img-src data:; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types",
            hash(STYLE),
            hash(SCRIPT)
        );
        Self { document, policy }
    }

    /// The response with it.
    pub fn response(&self) -> Response {
        response(StatusCode::OK, "text/html; charset=utf-8", &self.policy, self.document.clone())
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}

/// A source of a Content-Security-Policy (Level 3, "hash-source").
fn hash(source: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(source)))
}
