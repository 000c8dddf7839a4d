//! The operations, one file each.

mod appstream;
mod names;
mod tags;
mod workspaces;

use serde_json::Value;

pub(crate) use names::names_in;

use crate::fault::Fault;
use crate::script::Orders;
use crate::service::Service;
use crate::world::{Place, Region, World};

/// One call, its input already checked against the model.
pub(crate) struct Call<'a> {
    pub(crate) world: &'a mut World,
    /// The Region that it is made in.
    pub(crate) here: Place,
    pub(crate) input: &'a Value,
    pub(crate) now: f64,
    pub(crate) orders: Orders,
}

/// An operation.
pub(crate) type Handler = fn(&mut Call<'_>) -> Result<Value, Fault>;

/// The operation of this name.
pub(crate) fn find(service: Service, operation: &str) -> Option<Handler> {
    let operations = match service {
        Service::Workspaces => workspaces::OPERATIONS,
        Service::AppStream => appstream::OPERATIONS,
    };
    operations.iter().find(|(name, _)| *name == operation).map(|(_, handler)| *handler)
}

/// Where an account stands in a list of accounts: they are listed in the order of their ids.
pub(crate) fn place_of(account: &str) -> u64 {
    // A page begins after a number, the first one after 0.
    account.parse::<u64>().unwrap_or_default() + 1
}

impl<'a> Call<'a> {
    /// The Region that it is made in.
    pub(crate) fn region(&self) -> &Region {
        &self.world[self.here]
    }

    /// The same, to change what is there.
    pub(crate) fn region_mut(&mut self) -> &mut Region {
        &mut self.world[self.here]
    }

    /// A text member; empty where it is missing, which the model allows for optional members only.
    pub(crate) fn text(&self, member: &str) -> &'a str {
        self.optional(member).unwrap_or_default()
    }

    /// A text member that may be missing.
    pub(crate) fn optional(&self, member: &str) -> Option<&'a str> {
        self.input[member].as_str()
    }

    /// A text member that may be missing, as a value of its own.
    pub(crate) fn owned(&self, member: &str) -> Option<String> {
        self.optional(member).map(str::to_owned)
    }

    /// The texts of a list member, where it is there.
    pub(crate) fn texts(&self, member: &str) -> Option<Vec<&'a str>> {
        Some(self.input[member].as_array()?.iter().filter_map(Value::as_str).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;

    #[test]
    fn every_operation_of_the_model_is_served_and_no_other() {
        for service in Service::ALL {
            for name in Model::get().operation_names(service) {
                assert!(find(service, name).is_some(), "{name}");
            }
        }
        for (name, _) in workspaces::OPERATIONS {
            assert!(Model::get().operation(Service::Workspaces, name).is_some(), "{name}");
        }
        for (name, _) in appstream::OPERATIONS {
            assert!(Model::get().operation(Service::AppStream, name).is_some(), "{name}");
        }
    }
}
