//! D04: whether the caller may do what the verbs do, by simulation: nothing is called.

use super::super::check::{Answer, Check, Finding, Stop};
use super::super::patient::Patient;
use crate::aws::operation::{get_role, simulate_principal_policy};
use crate::stack::Stack;
use std::collections::BTreeMap;

pub(in super::super) const CHECK: Check = Check {
    number: 4,
    title: "Permissions",
    about: "The caller may do what the other verbs do, by IAM's simulation",
    page: "docs/command.md#permissions",
    permissions: &["iam:SimulatePrincipalPolicy", "iam:GetRole"],
    make: |patient| Box::pin(make(patient)),
};

/// What an action is taken on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum On {
    /// IAM has no resource for it, or any will do.
    Anything,
    /// The parameters that say where the stack is.
    StackParameters,
    /// The presets.
    Presets,
    /// The state machine `import`.
    Import,
    /// Runs: its executions.
    Runs,
}

/// The actions that the other verbs take.
#[cfg(test)]
pub(super) fn needed() -> impl Iterator<Item = &'static str> {
    NEEDED.iter().map(|(action, ..)| *action)
}

/// An action, what it is taken on, and which verbs take it. Tests hold that no operation of the command is missing,
/// neither here nor in `docs/command.md`.
const NEEDED: &[(&str, On, &str)] = &[
    ("ssm:GetParameters", On::StackParameters, "every verb"),
    ("ssm:GetParameter", On::Presets, "preset, plan --preset"),
    ("ssm:GetParametersByPath", On::Presets, "preset list, preset check"),
    ("ssm:DescribeParameters", On::Anything, "preset list, preset put, preset edit"),
    ("ssm:PutParameter", On::Presets, "preset put, preset edit"),
    ("ssm:DeleteParameter", On::Presets, "preset rm"),
    ("states:ListExecutions", On::Import, "list, --latest"),
    ("states:DescribeExecution", On::Runs, "start, list, show, watch"),
    ("states:GetExecutionHistory", On::Runs, "watch, report, approve, refuse"),
    ("states:StartExecution", On::Import, "start, rerun, rollback"),
    ("states:RedriveExecution", On::Runs, "rerun"),
    ("states:StopExecution", On::Runs, "stop"),
    ("states:SendTaskSuccess", On::Anything, "approve"),
    ("states:SendTaskFailure", On::Anything, "refuse"),
    ("ec2:DescribeImages", On::Anything, "plan"),
    ("workspaces:DescribeAccount", On::Anything, "plan, doctor"),
    ("workspaces:DescribeWorkspaceImages", On::Anything, "plan, doctor"),
    ("appstream:DescribeImages", On::Anything, "plan, doctor"),
    ("servicequotas:ListServiceQuotas", On::Anything, "plan, doctor"),
    ("workspaces:DescribeWorkspaceBundles", On::Anything, "plan, rollback"),
    ("workspaces:DescribeWorkspaceImagePermissions", On::Anything, "rollback"),
    ("appstream:DescribeFleets", On::Anything, "plan, rollback"),
    ("appstream:DescribeImagePermissions", On::Anything, "rollback"),
];

async fn make(patient: &Patient) -> Answer {
    let (identity, stack) = (patient.identity()?, patient.stack()?);
    let principal = match Principal::of(&identity.arn) {
        Principal::Root => return Ok(Finding::good("the account's root user may do everything")),
        Principal::Named(arn) => arn.to_owned(),
        Principal::Role(name) => match get_role::call(&patient.aws, name).await? {
            Some(role) => role.arn,
            None => return Ok(not_simulated(&identity.arn)),
        },
        Principal::Other => return Ok(not_simulated(&identity.arn)),
    };
    let denied = denied(patient, stack, &principal).await?;
    if denied.is_empty() {
        return Ok(Finding::good(format!("{} actions are allowed", NEEDED.len())));
    }
    let details = denied.iter().map(|(action, verbs)| format!("{action} ({verbs})")).collect();
    Ok(Finding::warning(
        format!("{} of {} actions are denied", denied.len(), NEEDED.len()),
        "Whoever uses these verbs needs the actions. Nothing is wrong where nobody does.",
    )
    .details(details))
}

fn not_simulated(arn: &str) -> Finding {
    Finding::unknown(
        format!("not checked: IAM simulates users and roles, and {arn} is neither"),
        "Sign in as a user or by a role, or leave the check out by --ignore D04.",
    )
}

/// Simulated for each kind of resource by itself: IAM takes all actions for all resources.
async fn denied(
    patient: &Patient,
    stack: &Stack,
    principal: &str,
) -> Result<Vec<(&'static str, &'static str)>, Stop> {
    let mut by_resource: BTreeMap<On, Vec<&str>> = BTreeMap::new();
    for (action, on, _) in NEEDED {
        by_resource.entry(*on).or_default().push(action);
    }
    let mut denied = Vec::new();
    for (on, actions) in by_resource {
        let resource = resource(on, stack);
        denied.extend(simulate_principal_policy::call(&patient.aws, principal, &actions, &resource).await?);
    }
    let named =
        NEEDED.iter().filter(|(action, ..)| denied.iter().any(|one| one.eq_ignore_ascii_case(action)));
    Ok(named.map(|(action, _, verbs)| (*action, *verbs)).collect())
}

fn resource(on: On, stack: &Stack) -> String {
    let import = &stack.parts.import;
    let parameter = |name: &str| {
        let place = import.replacen(":states:", ":ssm:", 1);
        format!("{}:parameter{name}", place.split(":stateMachine:").next().unwrap_or_default())
    };
    match on {
        On::Anything => "*".to_owned(),
        On::Import => import.clone(),
        On::Runs => format!("{}:deskport-doctor", import.replacen(":stateMachine:", ":execution:", 1)),
        On::StackParameters => parameter(&format!("/{}/stack", stack.namespace)),
        On::Presets => parameter(&stack.namespace.parameter("deskport-doctor")),
    }
}

/// Who IAM may simulate.
#[derive(Debug, PartialEq, Eq)]
enum Principal<'a> {
    /// The account's root user, whom no policy of the account limits.
    Root,
    /// A user.
    Named(&'a str),
    /// A role, by its name: the ARN of its session lacks its path.
    Role(&'a str),
    /// A federated user.
    Other,
}

impl<'a> Principal<'a> {
    fn of(arn: &'a str) -> Self {
        let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
        match resource.split_once('/') {
            None if resource == "root" => Self::Root,
            Some(("user", _)) => Self::Named(arn),
            Some(("assumed-role", session)) => Self::Role(session.split('/').next().unwrap_or_default()),
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_iam_simulates_is_read_off_the_callers_arn() {
        for (arn, expected) in [
            ("arn:aws:iam::111122223333:root", Principal::Root),
            (
                "arn:aws:iam::111122223333:user/team/anna",
                Principal::Named("arn:aws:iam::111122223333:user/team/anna"),
            ),
            (
                "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_1/anna@example.com",
                Principal::Role("AWSReservedSSO_Admin_1"),
            ),
            ("arn:aws:sts::111122223333:federated-user/anna", Principal::Other),
            ("", Principal::Other),
        ] {
            assert_eq!(Principal::of(arn), expected);
        }
    }
}
