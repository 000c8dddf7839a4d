//! The roles of a template: those of its functions, state machines and rules.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::policy::{self, Statement};
use super::resolve::{Resolver, Stack};
use super::role::{Permission, Role};
use super::{Template, TemplateError};

/// The roles of a stack.
#[derive(Debug, Clone, Default)]
pub struct Roles {
    /// By logical id.
    roles: BTreeMap<String, Arc<Role>>,
    /// The role of each function and state machine, by its logical id.
    holders: BTreeMap<String, String>,
}

/// What AWS's managed policies allow: a function in a VPC to have a network interface.
const AWS_MANAGED: [&str; 1] = ["arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"];

impl Roles {
    /// Reads the roles of a template in a stack.
    ///
    /// # Errors
    /// A part of them is not known here.
    pub fn of(template: &Template, stack: &Stack) -> Result<Self, TemplateError> {
        let reader = Reader { template, resolver: Resolver::new(template, stack) };
        let mut roles = Self::default();
        for (id, resource) in template.resources()? {
            let refuse = |what| TemplateError::new(id, what);
            if reader.exists(resource).map_err(refuse)? {
                reader.take(id, resource, &mut roles).map_err(refuse)?;
            }
        }
        Ok(roles)
    }

    /// A role by its logical id.
    pub fn role(&self, id: &str) -> Option<&Arc<Role>> {
        self.roles.get(id)
    }

    /// The role of a function or a state machine, by the logical id of that.
    pub fn held_by(&self, id: &str) -> Option<&Arc<Role>> {
        self.roles.get(self.holders.get(id)?)
    }

    /// All that the roles allow.
    pub fn permissions(&self) -> Vec<Permission> {
        self.roles.values().flat_map(|role| role.permissions()).collect()
    }

    /// The same without one permission.
    pub fn without(&self, permission: &Permission) -> Self {
        let mut roles = self.clone();
        if let Some(role) = roles.roles.get_mut(&permission.role) {
            *role = Arc::new(role.without(permission));
        }
        roles
    }
}

struct Reader<'a> {
    template: &'a Template,
    resolver: Resolver<'a>,
}

impl Reader<'_> {
    /// Whether the stack has a resource: its condition holds, where it has one.
    fn exists(&self, resource: &Value) -> Result<bool, String> {
        resource["Condition"].as_str().map_or(Ok(true), |name| self.resolver.holds(name))
    }

    /// Takes the role that a resource is or has.
    fn take(&self, id: &str, resource: &Value, roles: &mut Roles) -> Result<(), String> {
        let properties = &resource["Properties"];
        match resource["Type"].as_str() {
            Some("AWS::IAM::Role") => {
                let role = self.role(id, self.inline(properties)?);
                roles.roles.insert(id.to_owned(), role);
            }
            Some("AWS::IAM::Policy") => self.attach(properties, roles)?,
            Some("AWS::Serverless::Function") => {
                roles.holders.insert(id.to_owned(), role_of(properties, "Role")?);
            }
            Some("AWS::StepFunctions::StateMachine") => {
                roles.holders.insert(id.to_owned(), role_of(properties, "RoleArn")?);
            }
            _ => {}
        }
        Ok(())
    }

    /// An AWS::IAM::Policy adds its statements to roles that stand before it.
    fn attach(&self, properties: &Value, roles: &mut Roles) -> Result<(), String> {
        for name in properties["Roles"].as_array().into_iter().flatten() {
            let id = name["Ref"].as_str().unwrap_or_default();
            let role = roles.roles.get_mut(id).ok_or_else(|| format!("no role {name} stands before it"))?;
            let statements = self.compiled(std::iter::once(&properties["PolicyDocument"]))?;
            *role = Arc::new(role.with(statements));
        }
        Ok(())
    }

    fn role(&self, name: &str, statements: Vec<Statement>) -> Arc<Role> {
        let stack = self.resolver.stack;
        let (partition, account) = (&stack.partition, &stack.account_id);
        let user = format!("arn:{partition}:sts::{account}:assumed-role/{}-{name}/session", stack.name);
        Arc::new(Role::new(name, user, statements))
    }

    /// The statements of an AWS::IAM::Role.
    fn inline(&self, properties: &Value) -> Result<Vec<Statement>, String> {
        let known =
            ["AssumeRolePolicyDocument", "ManagedPolicyArns", "Path", "PermissionsBoundary", "Policies"];
        let mut members = properties.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        if let Some(unknown) = members.find(|name| !known.contains(name)) {
            return Err(format!("the property {unknown} of a role is not known"));
        }
        self.unbounded(properties)?;
        let policies = properties["Policies"].as_array().into_iter().flatten();
        let documents: Vec<&Value> = policies.map(|policy| &policy["PolicyDocument"]).collect();
        self.compiled(documents.into_iter().chain(self.managed(properties)?))
    }

    /// The documents of a role's managed policies: those of the template, and AWS's, which allow nothing that is asked here.
    fn managed<'v>(&'v self, properties: &'v Value) -> Result<Vec<&'v Value>, String> {
        let Some(arns) = properties.get("ManagedPolicyArns") else { return Ok(Vec::new()) };
        if let Some(policies) = arns.as_array() {
            return policies.iter().map(|policy| self.document(policy)).collect();
        }
        match self.resolver.resolve(arns)? {
            None => Ok(Vec::new()),
            Some(Value::Array(arns)) if arns.iter().all(|arn| AWS_MANAGED.iter().any(|one| arn == one)) => {
                Ok(Vec::new())
            }
            Some(other) => Err(format!("the managed policies {other} are not known")),
        }
    }

    /// A role may take a permissions boundary, but none that limits it in this stack: it would not be evaluated here.
    fn unbounded(&self, properties: &Value) -> Result<(), String> {
        let Some(boundary) = properties.get("PermissionsBoundary") else { return Ok(()) };
        match self.resolver.resolve(boundary)? {
            Some(boundary) => Err(format!("the permissions boundary {boundary} is not evaluated")),
            None => Ok(()),
        }
    }

    /// The document of a managed policy of the template.
    fn document<'v>(&'v self, policy: &'v Value) -> Result<&'v Value, String> {
        let managed = policy["Ref"].as_str().and_then(|id| self.template.get("Resources", id));
        match managed.filter(|managed| managed["Type"] == "AWS::IAM::ManagedPolicy") {
            Some(managed) => Ok(&managed["Properties"]["PolicyDocument"]),
            None => Err(format!("the policy {policy} is not known")),
        }
    }

    fn compiled<'v>(&self, documents: impl Iterator<Item = &'v Value>) -> Result<Vec<Statement>, String> {
        let mut statements = Vec::new();
        for document in documents {
            let resolved = self.resolver.resolve(document)?.ok_or("a policy without a document")?;
            statements.extend(policy::compile(&resolved)?);
        }
        Ok(statements)
    }
}

/// The logical id of the role that a property names: a role of the template.
fn role_of(properties: &Value, member: &str) -> Result<String, String> {
    let attribute = properties[member]["Fn::GetAtt"].as_array().map(Vec::as_slice);
    match attribute {
        Some([Value::String(role), Value::String(arn)])
            if arn == "Arn" && properties.get("Policies").is_none() =>
        {
            Ok(role.clone())
        }
        _ => Err("a role that is not one of the template is not known".to_owned()),
    }
}
