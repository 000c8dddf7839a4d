//! Which roots the functions trust when they call AWS.
//!
//! In the partition aws they are Amazon's own five, which are part of the binary: reading and parsing the system's hundred and
//! more at every start was a third of init, and none of the others signs for AWS. In any other partition they are the system's:
//! AWS does not say whose certificates its endpoints have there. `AWS_CA_BUNDLE`, as the AWS SDKs and Tools Reference Guide has
//! it, or `SSL_CERT_FILE` names a file that is trusted instead, alone: for a proxy that inspects TLS, and for the day on which
//! AWS has a new root that this build does not know.

use rustls::RootCertStore;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// Amazon's roots, which `build.rs` takes out of Mozilla's.
const AMAZON: [&[u8]; 5] = include!(concat!(env!("OUT_DIR"), "/amazon_roots.rs"));
/// The variables that name a file of roots; the first that is set counts.
const BUNDLES: [&str; 2] = ["AWS_CA_BUNDLE", "SSL_CERT_FILE"];
/// How the Regions of the partition aws begin (the SDKs' partitions.json): one of these, a place and a number. Regions of other
/// partitions begin otherwise, or have four parts.
const AREAS: [&str; 9] = ["af", "ap", "ca", "eu", "il", "me", "mx", "sa", "us"];

/// The roots for a Region, with the environment's variables.
///
/// # Errors
/// Where a variable names a file without a usable certificate: another choice would trust what nobody chose. And where the
/// system has none, in another partition than aws.
pub(crate) fn roots(
    region: Option<&str>,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<RootCertStore, String> {
    let named =
        BUNDLES.into_iter().find_map(|name| Some((name, variable(name).filter(|file| !file.is_empty())?)));
    match named {
        Some((name, file)) => {
            bundle(Path::new(&file)).map_err(|why| format!("{name} names {}: {why}", file.display()))
        }
        None if region.is_some_and(in_aws) => Ok(amazon()),
        None => system(),
    }
}

/// Amazon's roots alone; no file is read.
pub(crate) fn amazon() -> RootCertStore {
    store(AMAZON.map(CertificateDer::from))
}

/// The roots of a file.
fn bundle(file: &Path) -> Result<RootCertStore, String> {
    let text = fs::read(file).map_err(|error| error.to_string())?;
    let roots = store(CertificateDer::pem_slice_iter(&text).filter_map(Result::ok));
    if roots.is_empty() { Err("it holds no usable certificate in PEM format".to_owned()) } else { Ok(roots) }
}

/// The roots of the system, where Linux distributions have them.
fn system() -> Result<RootCertStore, String> {
    let found = rustls_native_certs::load_native_certs();
    let roots = store(found.certs);
    if roots.is_empty() {
        return Err(format!(
            "the system has no usable root certificate: name a file of them in {}",
            BUNDLES[0]
        ));
    }
    Ok(roots)
}

/// Those of the certificates that rustls understands.
fn store<'a>(certificates: impl IntoIterator<Item = CertificateDer<'a>>) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates);
    roots
}

fn in_aws(region: &str) -> bool {
    let mut parts = region.split('-');
    let (Some(area), Some(place), Some(number), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let is = |text: &str, kind: fn(&u8) -> bool| !text.is_empty() && text.bytes().all(|byte| kind(&byte));
    AREAS.contains(&area) && is(place, u8::is_ascii_lowercase) && is(number, u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::failure;
    use crate::config::builder_over;
    use crate::dns::System;
    use crate::http::client;
    use crate::operation::Call;
    use aws_config::Region;
    use aws_config::retry::RetryConfig;
    use aws_credential_types::Credentials;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use aws_smithy_types::base64;
    use deskport_shared::error::Class;
    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use rustls::{ServerConfig, crypto::ring};
    use rustls_pki_types::PrivateKeyDer;
    use sha2::{Digest, Sha256};
    use std::collections::BTreeSet;
    use std::path::PathBuf;
    use std::sync::Arc;
    use tokio::net::TcpListener;
    use tokio_rustls::TlsAcceptor;

    /// The SHA-256 of each root's public key, as <https://www.amazontrust.com/repository/> lists them.
    const PUBLIC_KEYS: [&str; 5] = [
        "fbe3018031f9586bcbf41727e417b7d1c45c2f47f93be372a17b96b50757d5a2",
        "7f4296fc5b6a4e3b35d3c369623e364ab1af381d8fa7121533c9d6c633ea2461",
        "36abc32656acfc645c61b71613c4bf21c787f5cabbee48348d58597803d7abc9",
        "f7ecded5c66047d28ed6466b543c40e0743abe81d109254dcf845d4c2c7853c5",
        "2b071c59a0a0ae76b0eadb2bad23bad4580b69c3601b630c2eaf0613afa83f92",
    ];

    /// A file that is removed with it.
    struct File(PathBuf);

    impl File {
        fn new(name: &str, text: &str) -> Self {
            let path = std::env::temp_dir().join(format!("deskport-aws-{}-{name}", std::process::id()));
            fs::write(&path, text).unwrap();
            Self(path)
        }
    }

    impl Drop for File {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.0);
        }
    }

    /// The roots of a Region where the variables are set.
    fn with(region: Option<&str>, variables: &[(&str, &str)]) -> Result<RootCertStore, String> {
        let value = |name: &str| {
            variables.iter().find(|(variable, _)| *variable == name).map(|(_, value)| (*value).into())
        };
        roots(region, value)
    }

    fn pem(root: &[u8]) -> String {
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", base64::encode(root))
    }

    /// Which roots these are, without the order of their files.
    fn anchors(roots: RootCertStore) -> BTreeSet<Vec<u8>> {
        roots.roots.iter().map(|root| root.subject_public_key_info.to_vec()).collect()
    }

    fn is_amazon(roots: RootCertStore) -> bool {
        anchors(roots) == anchors(amazon())
    }

    /// A system without any is refused alike.
    fn is_the_systems(roots: Result<RootCertStore, String>) -> bool {
        roots.map(anchors) == system().map(anchors)
    }

    #[test]
    fn the_roots_in_the_binary_are_those_that_amazon_lists() {
        let keys = AMAZON.map(|root| {
            // Rustls keeps the key without the head of its sequence.
            let anchor = store([CertificateDer::from(root)]);
            let key = anchor.roots[0].subject_public_key_info.as_ref();
            let length = u16::try_from(key.len()).unwrap().to_be_bytes();
            let head =
                if key.len() < 128 { vec![0x30, length[1]] } else { vec![0x30, 0x82, length[0], length[1]] };
            Sha256::digest([&head, key].concat()).iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        });
        assert_eq!(keys, PUBLIC_KEYS);
    }

    #[test]
    fn in_the_partition_aws_they_are_amazons_and_no_file_is_read() {
        for region in ["us-east-1", "eu-west-1", "ap-southeast-7", "il-central-1", "mx-central-1"] {
            assert!(is_amazon(with(Some(region), &[]).unwrap()), "{region}");
            // A template sets a variable that nobody has given a value.
            assert!(is_amazon(with(Some(region), &[("AWS_CA_BUNDLE", "")]).unwrap()), "{region}");
        }
        assert_eq!(amazon().len(), AMAZON.len());
    }

    #[test]
    fn in_any_other_partition_they_are_the_systems() {
        for region in [
            "cn-north-1",
            "us-gov-west-1",
            "us-iso-east-1",
            "eu-isoe-west-1",
            "eusc-de-east-1",
            "us-east",
            "us--1",
            "",
        ] {
            assert!(is_the_systems(with(Some(region), &[])), "{region}");
        }
        assert!(is_the_systems(with(None, &[])));
        assert!(!is_the_systems(Ok(amazon())));
    }

    #[test]
    fn a_file_that_cannot_be_used_is_one_line() {
        let text = File::new("text.pem", "no certificate");
        let broken = File::new("broken.pem", &pem(b"no certificate"));
        for (file, why) in [
            (Path::new("/nowhere/ca.pem"), "No such file or directory (os error 2)"),
            (&text.0, "it holds no usable certificate in PEM format"),
            (&broken.0, "it holds no usable certificate in PEM format"),
        ] {
            for variable in BUNDLES {
                let error = with(Some("eu-west-1"), &[(variable, file.to_str().unwrap())]).unwrap_err();
                assert_eq!(error, format!("{variable} names {}: {why}", file.display()));
            }
        }
    }

    /// Whether a client with these roots accepts a server's certificate for localhost; if not, its failure says why.
    async fn accepts(roots: RootCertStore, server: &CertifiedKey<rcgen::KeyPair>) -> bool {
        let key = PrivateKeyDer::try_from(server.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![server.cert.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let config_of_client = builder_over(client(System, roots))
            .region(Region::new("eu-west-1"))
            .endpoint_url(format!("https://localhost:{}", listener.local_addr().unwrap().port()))
            .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
                "a", "b", None, None, "test",
            )))
            .retry_config(RetryConfig::disabled())
            .build();
        let sns = aws_sdk_sns::Client::new(&config_of_client);
        let handshake =
            async { TlsAcceptor::from(Arc::new(config)).accept(listener.accept().await.unwrap().0).await };
        let (handshake, call) =
            tokio::join!(async { handshake.await.is_ok() }, sns.publish().message("m").send());
        // The server ends the connection after the handshake.
        let failure = failure(Call::Publish, &call.unwrap_err());
        assert_eq!(failure.class, Class::ServiceUnavailable);
        assert_eq!(failure.message.contains("invalid peer certificate"), !handshake, "{failure}");
        handshake
    }

    #[tokio::test]
    async fn a_named_file_is_trusted_alone() {
        let [own, other] =
            ["own", "other"].map(|_| generate_simple_self_signed(["localhost".to_owned()]).unwrap());
        // What is no usable certificate beside one that is does not matter.
        let file = File::new("own.pem", &format!("Our proxy\n{}{}", pem(b"broken"), pem(own.cert.der())));
        let path = file.0.to_str().unwrap();
        let named = |variables: &[(&str, &str)]| with(Some("eu-west-1"), variables).unwrap();
        for variable in BUNDLES {
            assert!(accepts(named(&[(variable, path)]), &own).await, "{variable}");
            assert!(!accepts(named(&[(variable, path)]), &other).await, "{variable}");
        }
        assert!(accepts(named(&[("AWS_CA_BUNDLE", path), ("SSL_CERT_FILE", "/nowhere")]), &own).await);
        assert!(accepts(with(Some("cn-north-1"), &[("AWS_CA_BUNDLE", path)]).unwrap(), &own).await);
        assert_eq!(named(&[("AWS_CA_BUNDLE", path)]).len(), 1);
        assert!(!accepts(amazon(), &own).await);
    }
}
