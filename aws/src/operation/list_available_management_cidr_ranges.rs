//! workspaces:ListAvailableManagementCidrRanges. A page holds five ranges.

use crate::classify::failure;
use crate::errors::Meaning::Fails;
use crate::errors::Row;
use crate::operation::Call;
use crate::service::Workspaces;
use deskport_shared::error::Class::Rejected;
use deskport_shared::error::Failure;

/// What AWS offers at one moment: one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offers {
    /// The ranges of the page, in AWS's words.
    pub ranges: Vec<String>,
    /// Whether there are no more of them.
    pub complete: bool,
}

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] =
    &[("AccessDeniedException", Fails(Rejected)), ("InvalidParameterValuesException", Fails(Rejected))];

/// What is offered now within `constraint`.
///
/// # Errors
/// The class of WorkSpaces' error.
pub async fn first_page(aws: &Workspaces, constraint: &str) -> Result<Offers, Failure> {
    let page = aws
        .0
        .list_available_management_cidr_ranges()
        .management_cidr_range_constraint(constraint)
        .send()
        .await
        .map_err(|error| failure(Call::ListAvailableManagementCidrRanges, &error))?;
    let complete = page.next_token().is_none();
    Ok(Offers { ranges: page.management_cidr_ranges.unwrap_or_default(), complete })
}
