//! In which Region an entry works: by the member `Region` beside its operation, by a member of its body, or where the image above
//! it is.

use super::entry::EntryCheck;
use super::members::REGION;
use crate::check::walk;
use crate::delivery::Parameter;
use crate::operation::fields::REGION as RULE;
use crate::operation::{OperationName, RegionRule};
use crate::violation::{DESKPORT, NOTHING, Path, given_kind};
use serde_json::{Map, Value};

/// The member beside an operation.
pub(super) const MEMBER: &str = "Region";

impl EntryCheck<'_, '_> {
    /// The Region of an entry, where that is not the run's own; `above` is that of the image above it.
    pub(super) fn region(
        &mut self,
        object: &Map<String, Value>,
        operation: OperationName,
        path: &Path,
        above: Option<Option<&str>>,
    ) -> Option<String> {
        let here = path.member(MEMBER);
        let beside = object.get(MEMBER);
        let body = path.member(operation.as_str());
        let given = match (operation.definition().region, above) {
            (RegionRule::Beside, _) | (RegionRule::BesideImport, None) => {
                self.beside(beside, operation, &here);
                beside.map(|value| (value, here))
            }
            (rule, _) => {
                if let Some(value) = beside {
                    self.findings.violation(&here, given_kind(value), allowed_beside(), DESKPORT);
                }
                match rule {
                    RegionRule::Member(name) => {
                        object[operation.as_str()].get(name).map(|value| (value, body.member(name)))
                    }
                    RegionRule::Above | RegionRule::BesideImport | RegionRule::Beside => None,
                }
            }
        };
        let region = match given {
            Some((value, at)) => {
                value.as_str().filter(|region| RULE.accepts(region) && self.may_reach(region, &at))
            }
            None => above.flatten(),
        };
        region.filter(|region| self.context.region != Some(region)).map(str::to_owned)
    }

    fn beside(&mut self, beside: Option<&Value>, operation: OperationName, here: &Path) {
        match beside {
            Some(value) => walk(value, REGION, here, DESKPORT, false, self.findings),
            None if operation.definition().region == RegionRule::Beside => {
                let allowed = format!("required: the Region that {operation} makes its image in");
                self.findings.violation(here, NOTHING, allowed, DESKPORT);
            }
            None => {}
        }
    }

    /// Whether the stack may work in a Region. That is known in a run alone.
    fn may_reach(&mut self, region: &str, path: &Path) -> bool {
        let Some(delivery) = self.context.delivery else { return true };
        let may = self.context.region == Some(region) || delivery.allows(Parameter::Regions, region);
        if !may {
            let allowed = format!("the stack's own Region, or {}", delivery.allowed(Parameter::Regions));
            self.findings.violation(path, region, allowed, DESKPORT);
        }
        may
    }
}

fn allowed_beside() -> String {
    let with = |rule| {
        let found =
            OperationName::ALL.into_iter().filter(move |operation| operation.definition().region == rule);
        found.map(OperationName::as_str).collect::<Vec<_>>().join(", ")
    };
    format!(
        "only beside {}, and in Imports beside {}",
        with(RegionRule::Beside),
        with(RegionRule::BesideImport)
    )
}
