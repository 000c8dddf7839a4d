//! D05: whether BYOL is on, where presets need it.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::aws::operation::describe_account::{self, Account};
use deskport_shared::operation::OperationName;

pub(in super::super) const CHECK: Check = Check {
    number: 5,
    title: "BYOL",
    about: "BYOL is on for the account in this Region, if a preset makes BYOL images",
    page: "docs/byol.md",
    permissions: &["workspaces:DescribeAccount"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    let account = describe_account::call(&patient.aws).await?;
    let needed = [OperationName::ImportWorkspaceImage, OperationName::ImportCustomWorkspaceImage];
    Ok(found(&account, &patient.asking_for(&needed)))
}

fn found(account: &Account, presets: &[&str]) -> Finding {
    if account.byol {
        let range = account.range.as_deref().unwrap_or("not shown");
        return Finding::good(format!("on, with the management range {range}"));
    }
    if presets.is_empty() {
        return Finding::good("off, and no preset needs it");
    }
    Finding::wrong(
        format!("off, and {} need it: imports of WorkSpaces fail", presets.join(", ")),
        "Have AWS set the account up for BYOL, then start a request with EnableByol once.",
    )
}

#[cfg(test)]
mod tests {
    use super::super::super::check::Verdict;
    use super::*;

    #[test]
    fn byol_is_wrong_only_where_it_is_needed() {
        let off = Account { byol: false, range: None };
        let on = Account { byol: true, range: Some("10.90.0.0/16".to_owned()) };
        for (account, presets, verdict) in [
            (&on, &["win11"][..], Verdict::Good),
            (&off, &[], Verdict::Good),
            (&off, &["win11"], Verdict::Wrong),
        ] {
            assert_eq!(found(account, presets).verdict, verdict);
        }
    }
}
