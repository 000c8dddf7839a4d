//! What the operations that change a bundle ask of it.

use super::invalid;
use crate::fault::Fault;
use crate::operations::Call;
use crate::world::{Bundle, not_found};

/// The call's bundle, where it is an own one. The model makes BundleId optional, the service does not.
pub(super) fn require<'c>(call: &'c Call<'_>) -> Result<&'c Bundle, Fault> {
    let id = call.optional("BundleId").ok_or_else(|| invalid("BundleId must be given."))?;
    let bundle = call.region().bundle(id).ok_or_else(|| not_found(id))?;
    if bundle.owner != call.region().account {
        let message = format!("The bundle {id} belongs to {}.", bundle.owner);
        return Err(Fault::new("AccessDeniedException", message));
    }
    Ok(bundle)
}
