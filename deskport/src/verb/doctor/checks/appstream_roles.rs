//! D10: whether the roles that AppStream is passed are there and trust it.

use super::super::check::{Answer, Check, Finding, Stop};
use super::super::patient::Patient;
use crate::aws::operation::get_role;
use deskport_shared::delivery::Parameter;
use serde_json::Value;
use std::collections::BTreeSet;

const APPSTREAM: &str = "appstream.amazonaws.com";

pub(in super::super) const CHECK: Check = Check {
    number: 10,
    title: "AppStream roles",
    about: "Each role of AppStreamRoleArns, and each that a preset names, is there and trusts AppStream",
    page: "docs/prerequisites.md#the-role-for-createimportedimage",
    permissions: &["iam:GetRole"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let stack = patient.stack()?;
    let allowed = stack.delivery.names(Parameter::Roles).iter().map(String::as_str);
    let roles: BTreeSet<&str> = allowed.chain(patient.roles_of_presets()).collect();
    if roles.is_empty() {
        return Ok(Finding::good("none is named"));
    }
    let mut faults = Vec::new();
    for role in &roles {
        if let Some(fault) = fault(patient, role).await? {
            faults.push(format!("{role} {fault}"));
        }
    }
    if faults.is_empty() {
        let roles: Vec<_> = roles.into_iter().collect();
        return Ok(Finding::good(format!("there, and trusted by it: {}", roles.join(", "))));
    }
    Ok(Finding::wrong(
        format!("{} of {} can't be used", faults.len(), roles.len()),
        format!("Make the role, let {APPSTREAM} assume it, and wait some minutes; or name another."),
    )
    .details(faults))
}

async fn fault(patient: &Patient, arn: &str) -> Result<Option<&'static str>, Stop> {
    let name = arn.rsplit('/').next().unwrap_or_default();
    Ok(match get_role::call(&patient.aws, name).await? {
        None => Some("is not there"),
        Some(role) if role.arn != arn => {
            Some("is not there: the role of that name has another path or account")
        }
        Some(role) if !trusts(&role.trust) => Some("does not trust AppStream"),
        Some(_) => None,
    })
}

/// Whether a trust policy lets AppStream assume the role. Conditions are not looked at.
fn trusts(policy: &str) -> bool {
    let policy: Value = serde_json::from_str(policy).unwrap_or_default();
    many(&policy["Statement"]).iter().any(|statement| {
        statement["Effect"] == "Allow"
            && many(&statement["Principal"]["Service"]).iter().any(|service| **service == APPSTREAM)
            && many(&statement["Action"]).iter().any(|action| {
                action.as_str().is_some_and(|action| matches!(action, "sts:AssumeRole" | "sts:*" | "*"))
            })
    })
}

/// In a policy one element may stand without its list.
fn many(value: &Value) -> Vec<&Value> {
    value.as_array().map_or_else(|| vec![value], |list| list.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trust_policy_lets_appstream_in_or_not() {
        for (policy, expected) in [
            (
                r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"appstream.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#,
                true,
            ),
            (
                r#"{"Statement":{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","appstream.amazonaws.com"]},"Action":["sts:AssumeRole"]}}"#,
                true,
            ),
            (
                r#"{"Statement":[{"Effect":"Deny","Principal":{"Service":"appstream.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#,
                false,
            ),
            (
                r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#,
                false,
            ),
            (r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:TagSession"}]}"#, false),
            ("", false),
        ] {
            assert_eq!(trusts(policy), expected, "{policy}");
        }
    }
}
