//! One role: what its policies allow.

use std::fmt;

use serde::Serialize;

use super::policy::{Ask, Denial, Statement};

/// A role, compiled. The default allows nothing.
#[derive(Debug, Clone, Default)]
pub struct Role {
    name: String,
    user: String,
    statements: Vec<Statement>,
}

/// One action that one statement of a role allows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Permission {
    /// The role's logical id.
    pub role: String,
    /// The statement's number in the role, from 0, over all its policies.
    pub statement: usize,
    /// The action, as the statement names it.
    pub action: String,
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} (statement {})", self.role, self.action, self.statement)
    }
}

impl Role {
    /// `user` is the ARN of its sessions.
    pub(super) fn new(name: &str, user: String, statements: Vec<Statement>) -> Self {
        Self { name: name.to_owned(), user, statements }
    }

    /// Its logical id in the template.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it allows what is asked, and by what.
    ///
    /// # Errors
    /// No statement allows it.
    pub fn decide(&self, ask: &Ask) -> Result<Permission, Denial> {
        let allowing = self.statements.iter().position(|statement| statement.allows(ask));
        match allowing {
            Some(statement) => {
                Ok(Permission { role: self.name.clone(), statement, action: ask.action.clone() })
            }
            None => Err(Denial {
                user: self.user.clone(),
                action: ask.action.clone(),
                resource: ask.resource.clone(),
            }),
        }
    }

    /// All that it allows.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        self.statements.iter().enumerate().flat_map(move |(statement, of)| {
            let permission = move |action: &String| Permission {
                role: self.name.clone(),
                statement,
                action: action.clone(),
            };
            of.actions.iter().map(permission)
        })
    }

    /// The same with more statements.
    pub(super) fn with(&self, statements: Vec<Statement>) -> Self {
        let mut role = self.clone();
        role.statements.extend(statements);
        role
    }

    /// The same without one permission.
    pub(super) fn without(&self, permission: &Permission) -> Self {
        let mut role = self.clone();
        if let Some(statement) = role.statements.get_mut(permission.statement) {
            statement.actions.retain(|action| *action != permission.action);
        }
        role
    }
}
