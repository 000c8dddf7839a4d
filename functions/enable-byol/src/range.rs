//! Which management range: the rule is here and in docs/byol.md.
//!
//! The rule chooses the lowest range that AWS offers at this moment within the private networks of RFC 1918, in the order
//! 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, else within 100.64.0.0/10 (RFC 6598), which AWS's guide lists beside them, and
//! that overlaps none of the stack's `ReservedCidrRanges`. AWS shows five ranges a page, in an order that it does not
//! document, and 10.0.0.0/8 has 256: so a block with more offers than one page holds is listed again by its halves, the lower
//! one first. One that holds only reserved ranges is not listed.

use crate::ports::{ByolAccount, Offers};
use crate::refusal;
use crate::settings::Settings;
use deskport_shared::error::Failure;
use deskport_shared::violation::Violation;
use ipnet::Ipv4Net;
use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// Where ranges are looked for, in this order.
pub(crate) const BLOCKS: [Ipv4Net; 4] =
    [block([10, 0], 8), block([172, 16], 12), block([192, 168], 16), block([100, 64], 10)];
/// The most calls of AWS for one choice: at the two calls a second that an account may make, 18 s.
const QUESTIONS_MAX: usize = 36;
/// The only length that a management range has.
const LENGTH: u8 = 16;

const fn block(start: [u8; 2], length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(start[0], start[1], 0, 0), length)
}

/// A management range: `a.b.0.0/16` and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Range(Ipv4Net);

impl FromStr for Range {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let network: Option<Ipv4Net> = text.parse().ok();
        // The text has to be the network's own: 10.1.2.3/16 is another way to write 10.1.0.0/16, which AWS may read otherwise.
        let network =
            network.filter(|n| n.prefix_len() == LENGTH && *n == n.trunc() && n.to_string() == text);
        network.map(Self).ok_or_else(|| format!("{text:?} is no management range a.b.0.0/{LENGTH}"))
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Range {
    /// The reserved network that it overlaps, where there is one.
    pub(crate) fn overlapped(self, settings: &Settings) -> Option<Ipv4Net> {
        let overlaps = |reserved: &Ipv4Net| reserved.contains(&self.0) || self.0.contains(reserved);
        settings.reserved.iter().copied().find(overlaps)
    }

    /// Whether the rule may choose it at all.
    pub(crate) fn may_be_chosen(self) -> bool {
        BLOCKS.iter().any(|block| block.contains(&self.0))
    }
}

/// A range, or why there is none.
type Found = Result<Range, Violation>;

/// Chooses a range, but not `taken`, which AWS has just refused.
pub(crate) async fn choose(
    aws: &impl ByolAccount,
    settings: &Settings,
    taken: Option<Range>,
) -> Result<Found, Failure> {
    let fits = |range: &Range| Some(*range) != taken && range.overlapped(settings).is_none();
    let mut blocks: Vec<Ipv4Net> = BLOCKS.into_iter().rev().collect();
    let mut questions = 0;
    while let Some(block) = blocks.pop() {
        if !ranges(block).any(|range| fits(&range)) {
            continue;
        }
        if questions == QUESTIONS_MAX {
            return Ok(Err(refusal::too_scattered(questions)));
        }
        questions += 1;
        let offers = aws.offers(&block.to_string()).await?;
        if !offers.complete && block.prefix_len() < LENGTH {
            blocks.extend(halves(block));
            continue;
        }
        if let Some(range) = within(&offers, block).filter(fits).min() {
            return Ok(Ok(range));
        }
    }
    Ok(Err(refusal::no_range()))
}

/// Checks the range that a person asked for.
pub(crate) async fn check(
    aws: &impl ByolAccount,
    settings: &Settings,
    asked: &str,
) -> Result<Found, Failure> {
    let range = match asked.parse::<Range>() {
        Ok(range) => range,
        Err(why) => return Ok(Err(refusal::no_such_range(asked, &why))),
    };
    if let Some(reserved) = range.overlapped(settings) {
        return Ok(Err(refusal::reserved(range, reserved)));
    }
    if is_offered(aws, range).await? {
        return Ok(Ok(range));
    }
    let other = choose(aws, settings, None).await?.ok();
    Ok(Err(refusal::not_offered(range, other)))
}

/// Whether AWS offers the range at this moment.
pub(crate) async fn is_offered(aws: &impl ByolAccount, range: Range) -> Result<bool, Failure> {
    let offers = aws.offers(&range.to_string()).await?;
    Ok(within(&offers, range.0).any(|offered| offered == range))
}

/// The ranges of a block, whether or not AWS offers them.
fn ranges(block: Ipv4Net) -> impl Iterator<Item = Range> {
    block.subnets(LENGTH).into_iter().flatten().map(Range)
}

/// The halves of a block, in the order in which a stack gives the lower one first.
fn halves(block: Ipv4Net) -> impl Iterator<Item = Ipv4Net> {
    let halves = block.subnets(block.prefix_len() + 1).into_iter().flatten();
    halves.collect::<Vec<_>>().into_iter().rev()
}

/// What AWS offers within a block. Anything that is no range, or lies elsewhere, is no offer.
fn within(offers: &Offers, block: Ipv4Net) -> impl Iterator<Item = Range> {
    let read = offers.ranges.iter().filter_map(|range| range.parse().ok());
    read.filter(move |range: &Range| block.contains(&range.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_16_in_its_own_form_is_a_range() {
        assert_eq!("10.90.0.0/16".parse::<Range>().unwrap().to_string(), "10.90.0.0/16");
        for text in [
            "",
            "10.90.0.0",
            "10.90.0.0/8",
            "10.90.0.0/17",
            "10.90.1.0/16",
            "10.999.0.0/16",
            "010.90.0.0/16",
            " 10.90.0.0/16",
            "10.90.0.0/016",
            "::/16",
            "a range",
        ] {
            assert!(text.parse::<Range>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_range_overlaps_what_holds_it_and_what_it_holds() {
        let settings = Settings::parse("true", "10.0.0.0/9,172.16.5.0/24").unwrap();
        let overlapped =
            |range: &str| range.parse::<Range>().unwrap().overlapped(&settings).map(|r| r.to_string());
        assert_eq!(overlapped("10.90.0.0/16").as_deref(), Some("10.0.0.0/9"));
        assert_eq!(overlapped("172.16.0.0/16").as_deref(), Some("172.16.5.0/24"));
        assert_eq!(overlapped("10.200.0.0/16"), None);
    }
}
