//! The two services that the stand-in speaks for.

use std::fmt;
use std::str::FromStr;

/// An AWS service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// Amazon WorkSpaces.
    Workspaces,
    /// Amazon AppStream 2.0.
    AppStream,
}

impl Service {
    /// Both services.
    pub const ALL: [Service; 2] = [Service::Workspaces, Service::AppStream];

    /// The name in the model's keys: `workspaces` or `appstream`.
    pub fn key(self) -> &'static str {
        match self {
            Service::Workspaces => "workspaces",
            Service::AppStream => "appstream",
        }
    }

    /// The name on the wire: the prefix of `X-Amz-Target` and a part of the RPC v2 path.
    pub fn target_prefix(self) -> &'static str {
        match self {
            Service::Workspaces => "WorkspacesService",
            Service::AppStream => "PhotonAdminProxyService",
        }
    }

    /// The service whose name on the wire this is.
    pub fn from_target_prefix(prefix: &str) -> Option<Service> {
        Service::ALL.into_iter().find(|service| service.target_prefix() == prefix)
    }

    /// The member of an error that holds its text: the two services differ in its first letter.
    pub fn message_member(self) -> &'static str {
        match self {
            Service::Workspaces => "message",
            Service::AppStream => "Message",
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// The text names neither service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such service: {0:?} (workspaces or appstream)")]
pub struct UnknownService(pub String);

impl FromStr for Service {
    type Err = UnknownService;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Service::ALL
            .into_iter()
            .find(|service| service.key() == text)
            .ok_or_else(|| UnknownService(text.to_owned()))
    }
}
