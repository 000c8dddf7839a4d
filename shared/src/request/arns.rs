//! ARNs of another account or Region than the import's. Such an import probably fails, but another account may share a
//! resource, so they are warnings.

use super::Context;
use crate::check::{Member, Shape};
use crate::operation::Definition;
use crate::violation::{Findings, Path};
use serde_json::Value;

/// An ARN in a body, with the parts that matter here: empty if the ARN has none.
struct Arn<'b> {
    text: &'b str,
    region: &'b str,
    /// 12 digits; AWS's own resources have a word there, which is ignored.
    account: &'b str,
    path: Path,
    /// What to do if it is another account's or Region's.
    instead: &'static str,
}

/// Adds a warning at each ARN of `body` that is of another account or Region than the step: `region`, where that is not the run's own. If the import's Region is
/// not known, the ARNs of one body have to be of one Region: that of the first in the document that is not of another
/// account.
pub(super) fn check(
    body: &Value,
    definition: &Definition,
    (context, region): (&Context<'_>, Option<&str>),
    path: &Path,
    findings: &mut Findings,
) {
    let mut arns = Vec::new();
    collect(body, definition.members, path, &mut arns);
    arns.retain(|arn| !findings.has_violation(&arn.path));
    let is_other =
        |arn: &Arn<'_>| context.account.is_some_and(|own| !arn.account.is_empty() && arn.account != own);
    let first = arns.iter().filter(|arn| !arn.region.is_empty()).min_by_key(|arn| is_other(arn));
    for arn in &arns {
        let mut wanted = Vec::new();
        if let Some(account) = context.account.filter(|_| is_other(arn)) {
            wanted.push(format!("account {account}"));
        }
        match (region.or(context.region), first) {
            _ if arn.region.is_empty() => {}
            (Some(region), _) if region != arn.region => wanted.push(format!("the Region {region}")),
            (None, Some(first)) if first.region != arn.region => {
                wanted.push(format!("the Region {} (as in {})", first.region, first.path.as_str()));
            }
            (Some(_) | None, _) => {}
        }
        if !wanted.is_empty() {
            let note = format!("an ARN of {}: {}", wanted.join(" and "), arn.instead);
            findings.warning(&arn.path, arn.text, note, &definition.documentation());
        }
    }
}

/// The ARNs of a value, in the order of the document.
fn collect<'b>(value: &'b Value, members: &'static [Member], path: &Path, arns: &mut Vec<Arn<'b>>) {
    for (name, value) in value.as_object().into_iter().flatten() {
        let Some(member) = members.iter().find(|member| member.name == name) else { continue };
        let here = path.member(name);
        match (member.shape, member.arn, value) {
            (Shape::Structure(inner) | Shape::Union(inner), _, _) => collect(value, inner, &here, arns),
            (_, Some(instead), Value::String(text)) => arns.extend(Arn::read(text, here, instead)),
            _ => {}
        }
    }
}

impl<'b> Arn<'b> {
    /// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`
    fn read(text: &'b str, path: Path, instead: &'static str) -> Option<Self> {
        let mut parts = text.splitn(6, ':').skip(3);
        let (region, account) = (parts.next()?, parts.next()?);
        let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self { text, region, account: if is_account { account } else { "" }, path, instead })
    }
}
