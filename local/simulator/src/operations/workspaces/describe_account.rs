//! DescribeAccount: whether BYOL is on.

use serde_json::{Value, json};

use crate::config::AccountType;
use crate::fault::Fault;
use crate::operations::Call;
use crate::view;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    let byol = &call.world.config.byol;
    let enabled = call.region().has_byol(call.now);
    let mut answer = json!({ "DedicatedTenancySupport": if enabled { "ENABLED" } else { "DISABLED" } });
    let range = call.region().management_range(call.now);
    view::put(&mut answer, "DedicatedTenancyManagementCidrRange", range);
    let kind = byol.account_type.map(|kind| match kind {
        AccountType::SourceAccount => "SOURCE_ACCOUNT",
        AccountType::TargetAccount => "TARGET_ACCOUNT",
    });
    view::put(&mut answer, "DedicatedTenancyAccountType", kind);
    view::put(&mut answer, "Message", byol.message.as_deref());
    Ok(answer)
}
