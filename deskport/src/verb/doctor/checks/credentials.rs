//! D01: whose credentials these are.

use super::super::check::{Answer, Check, Finding};
use super::super::patient::Patient;
use crate::trouble::Kind;

pub(in super::super) const CHECK: Check = Check {
    number: 1,
    title: "Credentials",
    about: "There are credentials, and AWS accepts them",
    page: "https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-configure.html",
    permissions: &["sts:GetCallerIdentity"],
    make: |patient| Box::pin(make(patient)),
};

async fn make(patient: &Patient) -> Answer {
    match &patient.identity {
        Ok(identity) => Ok(Finding::good(format!("account {}, as {}", identity.account, identity.arn))),
        Err(trouble) if trouble.kind == Kind::Credentials => {
            Ok(Finding::wrong(trouble.line(), trouble.what_to_do().unwrap_or_default()))
        }
        Err(trouble) => Err(trouble.clone().into()),
    }
}
