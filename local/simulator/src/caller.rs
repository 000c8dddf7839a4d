//! Who calls, and how a request says so.

use std::sync::Arc;

use crate::fault::Fault;
use crate::iam::{Role, Roles};

/// The access key id of an administrator, where the roles of a template are enforced.
pub const ADMINISTRATOR_KEY: &str = "administrator";

/// Who makes a call.
#[derive(Debug, Clone, Default)]
pub enum Caller {
    /// An administrator, who may do everything.
    #[default]
    Administrator,
    /// A role of the template.
    Role(Arc<Role>),
}

impl Caller {
    /// The role's logical id, or that it is an administrator.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Administrator => ADMINISTRATOR_KEY,
            Self::Role(role) => role.name(),
        }
    }

    /// The caller of a request with this access key id. Without roles everybody is an administrator; with them, the id is
    /// a role's logical id.
    ///
    /// # Errors
    /// AWS's error where the request has no key, or one that is not known.
    pub fn with_key(roles: Option<&Roles>, key: Option<&str>) -> Result<Self, Fault> {
        let Some(roles) = roles else { return Ok(Self::Administrator) };
        let refused = |code: &str, message: &str| Fault { status: Some(403), ..Fault::new(code, message) };
        match key {
            None => Err(refused("MissingAuthenticationTokenException", "Missing Authentication Token")),
            Some(ADMINISTRATOR_KEY) => Ok(Self::Administrator),
            Some(key) => roles.role(key).map(|role| Self::Role(Arc::clone(role))).ok_or_else(|| {
                let message = "The security token included in the request is invalid.";
                refused("UnrecognizedClientException", message)
            }),
        }
    }
}
