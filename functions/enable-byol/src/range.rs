//! Which management range: the rule is written down here and in docs/byol.md.
//!
//! Chosen is the first range that AWS offers at this moment, the private networks of RFC 1918 asked in the
//! order 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and each in ascending order, that overlaps none of the
//! stack's `ReservedCidrRanges`.

use crate::ports::ByolAccount;
use crate::refusal;
use crate::settings::Settings;
use deskport_shared::error::Failure;
use deskport_shared::violation::Violation;
use ipnet::Ipv4Net;

/// Where ranges are looked for, in this order.
pub(crate) const CONSTRAINTS: [&str; 3] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/// A range, or why there is none.
type Found = Result<String, Violation>;

/// Chooses a range, but not `taken`, which AWS has just refused.
pub(crate) async fn choose(
    aws: &impl ByolAccount,
    settings: &Settings,
    taken: Option<&str>,
) -> Result<Found, Failure> {
    let mut passed_over = 0;
    for constraint in CONSTRAINTS {
        let mut offered = aws.offers(constraint).await?;
        offered.sort_by_key(|range| range.parse::<Ipv4Net>().ok());
        for range in offered {
            if Some(range.as_str()) != taken && settings.overlapped(&range).is_none() {
                return Ok(Ok(range));
            }
            passed_over += 1;
        }
    }
    Ok(Err(refusal::no_range(passed_over)))
}

/// Checks the range that a person asked for.
pub(crate) async fn check(
    aws: &impl ByolAccount,
    settings: &Settings,
    asked: &str,
) -> Result<Found, Failure> {
    if let Some(reserved) = settings.overlapped(asked) {
        return Ok(Err(refusal::reserved(asked, &reserved.to_string())));
    }
    if aws.offers(asked).await?.iter().any(|offered| offered == asked) {
        return Ok(Ok(asked.to_owned()));
    }
    let others = choose(aws, settings, None).await?;
    Ok(Err(refusal::not_offered(asked, others.ok().as_deref())))
}
