//! workspaces:ListAvailableManagementCidrRanges.

use aws_sdk_workspaces::Client;
use deskport_runtime::{Call, failure};
use deskport_shared::error::Failure;

/// The most pages that are read; a page holds five ranges, and 10.0.0.0/8 holds 256.
const PAGES_MAX: usize = 60;

/// The ranges that are offered now within `constraint`.
pub(super) async fn first_pages(client: &Client, constraint: &str) -> Result<Vec<String>, Failure> {
    let mut ranges = Vec::new();
    let mut token = None;
    for _ in 0..PAGES_MAX {
        let page = client
            .list_available_management_cidr_ranges()
            .management_cidr_range_constraint(constraint)
            .set_next_token(token)
            .send()
            .await
            .map_err(|error| failure(Call::ListAvailableManagementCidrRanges, &error))?;
        token = page.next_token().map(str::to_owned);
        ranges.extend(page.management_cidr_ranges.unwrap_or_default());
        if token.is_none() {
            break;
        }
    }
    Ok(ranges)
}
