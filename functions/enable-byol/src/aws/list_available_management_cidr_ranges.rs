//! workspaces:ListAvailableManagementCidrRanges. A page holds five ranges.

use crate::ports::Offers;
use aws_sdk_workspaces::Client;
use deskport_aws::{Call, failure};
use deskport_shared::error::Failure;

/// What is offered now within `constraint`.
pub(super) async fn first_page(client: &Client, constraint: &str) -> Result<Offers, Failure> {
    let page = client
        .list_available_management_cidr_ranges()
        .management_cidr_range_constraint(constraint)
        .send()
        .await
        .map_err(|error| failure(Call::ListAvailableManagementCidrRanges, &error))?;
    let complete = page.next_token().is_none();
    Ok(Offers { ranges: page.management_cidr_ranges.unwrap_or_default(), complete })
}
