//! Host names, resolved by the system in a way that distinguishes "there is no such host" from "try again".
//!
//! A Region without a service has no host for it, and no retry changes that. A resolver that is out of reach, or returns
//! SERVFAIL, gives EAI_AGAIN: that passes.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::dns::{DnsFuture, ResolveDns, ResolveDnsError};
use dns_lookup::{AddrInfoHints, LookupError, LookupErrorKind, SockType, getaddrinfo};
use std::io;
use std::net::IpAddr;
use tokio::task::spawn_blocking;

/// The domains of AWS's own endpoints (AWS General Reference, and the partitions of the SDKs). A host that an endpoint
/// variable names says nothing about a Region.
const AWS: [&str; 4] = [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws"];

/// AWS has no such endpoint: the Region does not have the service.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no host {host}")]
pub struct NoSuchHost {
    /// The service's endpoint in the Region.
    pub host: String,
}

/// The system's resolver, as the functions use it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct System;

impl ResolveDns for System {
    fn resolve_dns<'a>(&'a self, name: &'a str) -> DnsFuture<'a> {
        let host = name.to_owned();
        DnsFuture::new(async move {
            let addresses = spawn_blocking(move || lookup(&host)).await.map_err(ResolveDnsError::new)?;
            addresses.map_err(ResolveDnsError::new)
        })
    }
}

fn lookup(host: &str) -> Result<Vec<IpAddr>, BoxError> {
    let hints = AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
    let found = getaddrinfo(Some(host), None, Some(hints)).map_err(|error| explain(host, error))?;
    let addresses: io::Result<Vec<_>> = found.map(|entry| entry.map(|entry| entry.sockaddr.ip())).collect();
    Ok(addresses?)
}

fn explain(host: &str, error: LookupError) -> BoxError {
    let of_aws = AWS.iter().any(|domain| host.ends_with(domain));
    if matches!(error.kind(), LookupErrorKind::NoName) && of_aws {
        return NoSuchHost { host: host.to_owned() }.into();
    }
    io::Error::from(error).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    // From netdb.h, on Linux.
    const EAI_NONAME: i32 = -2;
    const EAI_AGAIN: i32 = -3;
    const HOST: &str = "workspaces.eu-nowhere-1.amazonaws.com";

    fn is_final(host: &str, code: i32) -> bool {
        explain(host, LookupError::new(code)).downcast_ref() == Some(&NoSuchHost { host: host.to_owned() })
    }

    #[test]
    fn only_an_endpoint_of_aws_that_does_not_exist_is_final() {
        assert!(is_final(HOST, EAI_NONAME));
        assert!(!is_final(HOST, EAI_AGAIN));
        assert!(!is_final("stand-in.example", EAI_NONAME));
        assert!(!is_final("amazonaws.com.example", EAI_NONAME));
    }

    #[tokio::test]
    async fn a_host_that_exists_is_found() {
        let addresses = System.resolve_dns("localhost").await.unwrap();
        assert!(addresses.iter().all(IpAddr::is_loopback) && !addresses.is_empty());
    }
}
