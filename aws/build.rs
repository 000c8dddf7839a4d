//! Takes Amazon's five roots out of Mozilla's, so that the functions hold no others.

use sha2::{Digest, Sha256};
use std::{env, error::Error, fs, path::PathBuf};
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

/// The roots of <https://www.amazontrust.com/repository/>, which recommends all five for a trust store of one's own: the SHA-256 of
/// each certificate, as `openssl x509 -noout -fingerprint -sha256` shows it for the file that the page links.
const FINGERPRINTS: [(&str, &str); 5] = [
    ("Amazon Root CA 1", "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e"),
    ("Amazon Root CA 2", "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4"),
    ("Amazon Root CA 3", "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4"),
    ("Amazon Root CA 4", "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092"),
    (
        "Starfield Services Root Certificate Authority - G2",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    let mut roots = Vec::new();
    for (name, fingerprint) in FINGERPRINTS {
        let root = TLS_SERVER_ROOT_CERTS.iter().find(|root| hex(&Sha256::digest(root)) == fingerprint);
        let root =
            root.ok_or_else(|| format!("webpki-root-certs no longer has {name}: see aws/src/trust.rs"))?;
        roots.push(format!("&{:?}", root.as_ref()));
    }
    let file = PathBuf::from(env::var("OUT_DIR")?).join("amazon_roots.rs");
    Ok(fs::write(file, format!("[{}]", roots.join(", ")))?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
