//! appstream:DescribeFleets: a fleet by its name.

use crate::classify::failure;
use crate::errors::Meaning::Expected;
use crate::errors::Row;
use crate::fleet::Fleet;
use crate::operation::Call;
use crate::service::AppStream;
use deskport_shared::error::Failure;

/// What each error means that the model has.
pub(crate) const ERRORS: &[Row] = &[("ResourceNotFoundException", Expected)];

/// The fleet of that name; `None` where there is none.
///
/// # Errors
/// The class of AppStream's error.
pub async fn by_name(aws: &AppStream, name: &str) -> Result<Option<Fleet>, Failure> {
    match aws.0.describe_fleets().names(name).send().await {
        Ok(output) => {
            let mut fleets = output.fleets.unwrap_or_default().into_iter();
            Ok(fleets.find(|fleet| fleet.name() == Some(name)).as_ref().and_then(Fleet::read))
        }
        Err(error) if error.as_service_error().is_some_and(|e| e.is_resource_not_found_exception()) => {
            Ok(None)
        }
        Err(error) => Err(failure(Call::DescribeFleets, &error)),
    }
}
