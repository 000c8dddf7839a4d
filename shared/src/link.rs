//! The link to the approval page, which notify makes and the page's function checks.
//!
//! It holds a token of its own, drawn at random for each question, and the execution that waits; not Step Functions' task token, which
//! stays on AWS's side. notify returns the token's digest to Step Functions, so that it stands in the execution's history beside the
//! question and the task token (events `TaskSubmitted` and `TaskScheduled`). The page's function reads all three there:
//!
//! - What it shows is what Step Functions asked, whatever the link's author wrote: a link holds no text.
//! - Who reads the history finds the digest there, and no token that the page takes.
//! - No key has to be kept, handed out or renewed, and a link ends with its question.
//!
//! All that the link carries stands in the fragment, which no browser sends: servers and proxies on the way, and scanners that only
//! open links, never see it.

use crate::secret::Secret;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// A link and what is kept of it.
#[derive(Debug)]
pub struct Link {
    /// The link itself: whoever has it can answer.
    pub url: Secret,
    /// The digest of its token.
    pub digest: String,
}

/// How many random bytes a token is made of.
pub const RANDOM: usize = 32;

impl Link {
    /// A link to the page at this URL, for the question that this execution waits with.
    pub fn new(page: &str, random: [u8; RANDOM], execution_arn: &str) -> Self {
        let token = hex(&random);
        let digest = digest(&token);
        let url = format!("{page}#token={token}&execution={}", encoded(execution_arn));
        Self { url: Secret::new(url), digest }
    }
}

/// The digest of a token: SHA-256 in hexadecimal. A token is too long to be found by trying.
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token))
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string can't fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Percent-encoded but for what no mail reader ends a link at.
fn encoded(text: &str) -> String {
    let mut link = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b":-_".contains(&byte) {
            link.push(byte.into());
        } else {
            let _ = write!(link, "%{byte:02X}");
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_holds_its_token_and_ends_where_its_execution_does() {
        let arn = "arn:aws:states:eu-west-1:111122223333:execution:deskport-step:by hand+(é).";
        let link = Link::new("https://abc.lambda-url.eu-west-1.on.aws/", [0xa5; RANDOM], arn);
        let token = "a5".repeat(RANDOM);
        assert_eq!(
            link.url.reveal(),
            format!(
                "https://abc.lambda-url.eu-west-1.on.aws/#token={token}&execution=arn:aws:states:eu-west-1:111122223333:\
                 execution:deskport-step:by%20hand%2B%28%C3%A9%29%2E"
            )
        );
        assert_eq!(link.digest, digest(&token));
        assert!(!format!("{link:?}").contains(&token));
    }

    /// FIPS 180-4's example, so that a link that was sent before an update still works after it.
    #[test]
    fn a_digest_is_sha_256_in_hexadecimal() {
        assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
