//! ListAvailableManagementCidrRanges: the ranges that lie within the one given.

use serde_json::Value;

use super::modify_account::require_set_up;
use crate::fault::Fault;
use crate::operations::Call;
use crate::page::Paging;

pub(super) fn handle(call: &mut Call<'_>) -> Result<Value, Fault> {
    require_set_up(call)?;
    let constraint = Range::read(call.text("ManagementCidrRangeConstraint"));
    let ranges = call.world.config.byol.available_ranges.iter();
    let within = ranges.filter(|range| Range::read(range).is_within(constraint));
    let items = (1..).zip(within.map(|range| Value::from(range.as_str()))).collect();
    let limit = call.world.config.page_size;
    let operation = "ListAvailableManagementCidrRanges";
    Paging { operation, member: "ManagementCidrRanges", default: 5, limit }.cut(call.input, items)
}

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Range {
    address: u32,
    bits: u32,
}

impl Range {
    /// Reads a range that the model's pattern allows; anything else is a single address.
    fn read(text: &str) -> Self {
        let (address, bits) = text.split_once('/').unwrap_or((text, "32"));
        let address = address.parse::<std::net::Ipv4Addr>().map_or(0, u32::from);
        Self { address, bits: bits.parse().unwrap_or(32) }
    }

    fn is_within(self, outer: Self) -> bool {
        let mask = u32::MAX.checked_shl(32_u32.saturating_sub(outer.bits)).unwrap_or(0);
        self.bits >= outer.bits && self.address & mask == outer.address & mask
    }
}

#[cfg(test)]
mod tests {
    use super::Range;

    #[test]
    fn ranges_lie_within_others() {
        let within = |inner, outer| Range::read(inner).is_within(Range::read(outer));
        assert!(within("10.90.0.0/16", "10.0.0.0/8"));
        assert!(within("10.90.0.0/16", "10.90.0.0/16"));
        assert!(within("10.90.0.0/16", "0.0.0.0/0"));
        assert!(within("203.0.0.0/16", "203.0.113.25/16"));
        assert!(!within("10.90.0.0/16", "10.90.0.0/24"));
        assert!(!within("10.90.0.0/16", "192.168.0.0/16"));
    }
}
