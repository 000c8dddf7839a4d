//! What a stack may deliver to, and what it may use for that: its parameters `DeliveryBundles`, `DeliveryFleets`, `DeliveryAccounts`,
//! `DeliveryRegions`, `AppStreamRoleArns` and `InfrastructureConfigurationArns`. Each is a list; `*` means all of them, where the template takes it; empty means none.

use crate::error::{Class, Failure};
use crate::plan::Step;
use std::fmt;

/// A parameter of the stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Parameter {
    /// Bundles: ids of those that are updated, names of those that are made.
    Bundles,
    /// Fleets, by name.
    Fleets,
    /// Accounts that images are shared with.
    Accounts,
    /// Regions beside the stack's own.
    Regions,
    /// Roles that AppStream is passed, by ARN.
    Roles,
    /// Infrastructure configurations that Image Builder works with, by ARN.
    Configurations,
}

impl Parameter {
    /// Every one of them.
    pub const ALL: [Self; 6] =
        [Self::Bundles, Self::Fleets, Self::Accounts, Self::Regions, Self::Roles, Self::Configurations];

    /// Its name in the template.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bundles => "DeliveryBundles",
            Self::Fleets => "DeliveryFleets",
            Self::Accounts => "DeliveryAccounts",
            Self::Regions => "DeliveryRegions",
            Self::Roles => "AppStreamRoleArns",
            Self::Configurations => "InfrastructureConfigurationArns",
        }
    }

    /// The environment variable by which a function gets it.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Bundles => "DELIVERY_BUNDLES",
            Self::Fleets => "DELIVERY_FLEETS",
            Self::Accounts => "DELIVERY_ACCOUNTS",
            Self::Regions => "DELIVERY_REGIONS",
            Self::Roles => "APPSTREAM_ROLE_ARNS",
            Self::Configurations => "INFRASTRUCTURE_CONFIGURATION_ARNS",
        }
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the parameters allow. By default nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery([Vec<String>; Parameter::ALL.len()]);

/// The value of a parameter that allows everything.
const ANY: &str = "*";

impl Delivery {
    /// From the values of the parameters: names with commas between them.
    ///
    /// # Errors
    /// Those of `read`, where a parameter can't be read.
    pub fn read<E>(mut read: impl FnMut(Parameter) -> Result<String, E>) -> Result<Self, E> {
        let mut lists: [Vec<String>; Parameter::ALL.len()] = Default::default();
        for (parameter, list) in Parameter::ALL.into_iter().zip(&mut lists) {
            let text = read(parameter)?;
            list.extend(text.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned));
        }
        Ok(Self(lists))
    }

    /// Whether a parameter allows a bundle, fleet, account, Region, role or configuration.
    pub fn allows(&self, parameter: Parameter, name: &str) -> bool {
        self.names(parameter).iter().any(|allowed| allowed == ANY || allowed == name)
    }

    /// What is allowed, for a message.
    pub fn allowed(&self, parameter: Parameter) -> String {
        match self.names(parameter) {
            [] => format!("none: the stack's parameter {parameter} is empty"),
            list => format!("one that the stack's parameter {parameter} names: {}", list.join(", ")),
        }
    }

    /// Refuses a step that the parameters don't allow. The plan has done so, unless somebody else calls a function.
    ///
    /// # Errors
    /// `Rejected` with the code `DeliveryNotAllowed`.
    pub fn check(&self, step: &Step) -> Result<(), Failure> {
        let members = step.operation.definition().delivers.iter();
        // What a request can't do without is a violation of its own.
        let named =
            members.filter_map(|(parameter, member)| Some((*parameter, step.request[*member].as_str()?)));
        let region = step.region.as_deref().map(|region| (Parameter::Regions, region));
        for (parameter, name) in named.chain(region) {
            if !self.allows(parameter, name) {
                let said = format!("{name}: allowed is {}", self.allowed(parameter));
                return Err(Failure::new(Class::Rejected, "DeliveryNotAllowed", said));
            }
        }
        Ok(())
    }

    /// What a parameter names.
    pub fn names(&self, parameter: Parameter) -> &[String] {
        let place = Parameter::ALL.iter().position(|one| *one == parameter).unwrap_or_default();
        &self.0[place]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(bundles: &str) -> Delivery {
        let read = |parameter| Ok(if parameter == Parameter::Bundles { bundles } else { "" }.to_owned());
        Delivery::read::<()>(read).unwrap()
    }

    #[test]
    fn a_list_names_what_is_allowed_a_star_all_and_nothing_none() {
        let some = delivery("wsb-0a1b2c3d4, wsb-0f9e8d7c6");
        assert!(
            some.allows(Parameter::Bundles, "wsb-0f9e8d7c6") && !some.allows(Parameter::Bundles, "wsb-1")
        );
        assert!(!some.allows(Parameter::Fleets, "wsb-0f9e8d7c6"));
        assert!(
            delivery("*").allows(Parameter::Bundles, "any") && !delivery("").allows(Parameter::Bundles, "")
        );
        assert!(delivery("").allowed(Parameter::Bundles).contains("DeliveryBundles is empty"));
    }
}
