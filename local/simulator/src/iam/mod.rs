//! Who may do what: the roles of a SAM template, and whether one of them allows a call.
//!
//! A template is read with all that its roles consist of, and compiled once. What is not known here (a function of
//! CloudFormation, a member of a policy, an operator of a condition, a wildcard in an action) is an error as it is read,
//! so that no role seems to allow less or more than it does on AWS. That is also why no crate evaluates the policies:
//! iam-rs, the one that is maintained, ignores members that it does not know and reads patterns again at each call.
//!
//! What a call asks for (its action, the resources and the condition keys) follows AWS's Service Authorization Reference:
//! `model/iam-actions.json` holds its part about the actions that the template names.

mod arns;
mod asks;
mod named;
mod pattern;
mod policy;
mod reference;
mod resolve;
mod role;
mod roles;
mod template;

pub(crate) use asks::asks;
pub use policy::{Ask, Denial};
pub use reference::{Action, Reference, ResourceKind};
pub use resolve::Stack;
pub use role::{Permission, Role};
pub use roles::Roles;
pub use template::Template;

/// What can't be read of a template, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{at}: {what}")]
pub struct TemplateError {
    /// The resource or the part of the template.
    pub at: String,
    /// What is wrong with it.
    pub what: String,
}

impl TemplateError {
    fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

#[cfg(test)]
mod tests;
