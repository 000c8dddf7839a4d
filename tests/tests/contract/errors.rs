//! Every error that the services model for what Deskport calls is in the table of their meanings; docs/errors.md is
//! generated from that table and from the remedies.

use crate::{read, root};
use deskport_aws::{Call, Meaning, SERVICE_NOT_IN_REGION};
use deskport_shared::remedy::{self, Failed};
use deskport_simulator::Service;
use deskport_simulator::model::Model;
use std::collections::BTreeSet;
use std::fmt::Write;

/// SNS and Step Functions are not modelled here. A test of the local stack holds the errors of Step Functions against botocore's model,
/// and the approval page has words of its own for them.
const NOT_MODELLED: [Call; 4] =
    [Call::Publish, Call::GetExecutionHistory, Call::SendTaskSuccess, Call::SendTaskFailure];

/// The errors that the model of an operation has.
fn modelled(call: Call) -> Option<BTreeSet<&'static str>> {
    let services = [Service::Workspaces, Service::AppStream];
    let mut operations = services.into_iter().filter_map(|s| Model::get().operation(s, call.as_str()));
    let operation = operations.next()?;
    Some(operation.errors.iter().map(String::as_str).collect())
}

#[test]
fn the_table_holds_each_modelled_error_of_each_call_and_no_other() {
    let mut compared = 0;
    for call in Call::ALL.iter().copied() {
        let table: BTreeSet<_> = call.errors().iter().map(|(code, _)| *code).collect();
        match modelled(call) {
            Some(modelled) => {
                assert_eq!(table, modelled, "{call:?}");
                compared += 1;
            }
            None => assert!(NOT_MODELLED.contains(&call), "{call:?}"),
        }
    }
    assert_eq!(compared, Call::ALL.len() - NOT_MODELLED.len());
}

fn has_meaning(code: &str) -> bool {
    Failed { code, operation: None, message: "" }.meaning().is_some()
}

#[test]
fn each_error_has_a_remedy_where_people_may_see_it() {
    for call in Call::ALL.iter().copied().filter(|call| !NOT_MODELLED.contains(call)) {
        for (code, meaning) in call.errors() {
            match meaning {
                Meaning::Fails(_) => assert!(has_meaning(code), "{call:?} {code}"),
                Meaning::Expected => {}
            }
        }
    }
}

#[test]
fn a_region_without_the_service_has_a_remedy() {
    assert!(has_meaning(SERVICE_NOT_IN_REGION));
}

#[test]
fn the_page_of_errors_is_current_and_knows_every_code_of_the_model() {
    let page = remedy::page() + &handled();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(root().join("docs/errors.md"), &page).unwrap();
    }
    assert_eq!(read("docs/errors.md"), page, "UPDATE_EXPECT=1 cargo test -p deskport-tests writes it anew");
    let mut codes = 0;
    for (service, operation, list) in [
        (Service::Workspaces, "DescribeWorkspaceImages", "ErrorDetails"),
        (Service::AppStream, "DescribeImages", "ImageErrors"),
    ] {
        let output = &Model::get().operation(service, operation).unwrap().output;
        let image = output.members["Images"].element.as_deref().unwrap();
        let code = &image.members[list].element.as_deref().unwrap().members["ErrorCode"];
        for code in &code.facts.values {
            assert!(has_meaning(code), "{code}");
            codes += 1;
        }
    }
    assert_eq!(codes, 48 + 31);
}

/// How each error is handled, as a section of the page.
fn handled() -> String {
    let mut section = "\n## What is done about each error\n\n\
        The errors that AWS models for each operation that Deskport calls, by their class. *Throttled* and *ServiceUnavailable* \
        are tried again; *QuotaExceeded* waits for a free slot until the import's deadline; *Rejected* ends the step and is \
        reported. *May pass* is tried again for the first 5 minutes of a step (after AVAILABLE only in a `Then`). *Expected* is no failure: the name is in use, there is no such image, a dry run would succeed, a question waits no more. Throttling, errors \
        of the service (5xx) and lost responses are tried again for every operation.\n\n\
        | Operation | Error | Class |\n|---|---|---|\n"
        .to_owned();
    for call in Call::ALL.iter().copied() {
        for (code, meaning) in call.errors() {
            let class = match meaning {
                Meaning::Expected => "Expected",
                Meaning::Fails(class) => class.as_str(),
            };
            // An error that passes anywhere passes in a Then.
            let passing =
                call.passing(code, true).map(|why| format!("; may pass: {why}")).unwrap_or_default();
            writeln!(section, "| {} | `{code}` | {class}{passing} |", call.as_str()).unwrap();
        }
    }
    section
}
