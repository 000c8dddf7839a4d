//! enable-byol's port.

use super::Caller;
use crate::clock;
use crate::fault::Fault;
use deskport_shared::error::{Class, Failure};
use deskport_simulator::Service::Workspaces;
use enable_byol::{Account, AccountType, ByolAccount, Modification, ModificationState, Offers};
use serde_json::{Value, json};

/// The most pages of a list that are read.
const PAGES_MAX: usize = 60;

impl ByolAccount for Caller {
    async fn account(&self) -> Result<Account, Failure> {
        let answer = self.call(Workspaces, "DescribeAccount", &json!({})).await?;
        let linked = answer["DedicatedTenancyAccountType"] == "TARGET_ACCOUNT";
        Ok(Account {
            enabled: answer["DedicatedTenancySupport"] == "ENABLED",
            range: answer["DedicatedTenancyManagementCidrRange"].as_str().map(str::to_owned),
            kind: if linked { AccountType::Target } else { AccountType::Source },
        })
    }

    async fn last_modification(&self) -> Result<Option<Modification>, Failure> {
        let all = self.list("DescribeAccountModifications", json!({}), "AccountModifications").await?;
        if all.is_empty() && self.world.record.borrow().modified.iter().any(|change| change.took) {
            self.world.met(Fault::ChangeInvisible);
        }
        let last = all.into_iter().max_by(|a, b| start(a).total_cmp(&start(b)));
        Ok(last.map(|last| {
            let state = match last["ModificationState"].as_str() {
                Some("COMPLETED") => ModificationState::Completed,
                Some("FAILED") => {
                    self.world.met(Fault::ChangeFails);
                    ModificationState::Failed
                }
                _ => ModificationState::Pending,
            };
            let text = |member: &str, none: &str| last[member].as_str().unwrap_or(none).to_owned();
            let message = text("ErrorMessage", "the service gave no message");
            Modification {
                started: clock::milliseconds(start(&last)),
                state,
                code: text("ErrorCode", "Unknown"),
                message,
            }
        }))
    }

    async fn offers(&self, constraint: &str) -> Result<Offers, Failure> {
        let input = json!({ "ManagementCidrRangeConstraint": constraint });
        let page = self.call(Workspaces, "ListAvailableManagementCidrRanges", &input).await?;
        let ranges = page["ManagementCidrRanges"].as_array().into_iter().flatten();
        let ranges = ranges.filter_map(Value::as_str).map(str::to_owned).collect();
        Ok(Offers { ranges, complete: page["NextToken"].is_null() })
    }

    async fn enable(&self, range: &str) -> Result<(), Failure> {
        let input =
            json!({ "DedicatedTenancySupport": "ENABLED", "DedicatedTenancyManagementCidrRange": range });
        self.call_once(Workspaces, "ModifyAccount", &input).await.map(drop)
    }
}

impl Caller {
    async fn list(
        &self,
        operation: &'static str,
        mut input: Value,
        member: &str,
    ) -> Result<Vec<Value>, Failure> {
        let mut all = Vec::new();
        for _ in 0..PAGES_MAX {
            let mut page = self.call(Workspaces, operation, &input).await?;
            if let Some(items) = page[member].as_array_mut() {
                all.append(items);
            }
            if page["NextToken"].is_null() {
                return Ok(all);
            }
            input["NextToken"] = page["NextToken"].take();
        }
        Err(Failure::own(Class::Defect, format!("more than {PAGES_MAX} pages of {member}")))
    }
}

fn start(modification: &Value) -> f64 {
    modification["StartTime"].as_f64().unwrap_or_default()
}
