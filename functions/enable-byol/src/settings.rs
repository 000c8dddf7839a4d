//! What the stack was deployed with.

use ipnet::Ipv4Net;
use std::env;

/// The template's parameters about BYOL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// `AllowEnableByol`: whether this stack may switch BYOL on at all.
    pub allowed: bool,
    /// `ReservedCidrRanges`: a company's own networks, which a management range must not overlap.
    pub reserved: Vec<Ipv4Net>,
}

impl Settings {
    /// From the variables `ALLOW_ENABLE_BYOL` and `RESERVED_CIDR_RANGES`, as the template sets them.
    ///
    /// # Errors
    /// Where one is missing or wrong: nothing is assumed about what can't be undone.
    pub fn from_environment() -> Result<Self, String> {
        let read = |name| env::var(name).map_err(|_| format!("the environment variable {name} is missing"));
        Self::parse(&read("ALLOW_ENABLE_BYOL")?, &read("RESERVED_CIDR_RANGES")?)
    }

    /// From the parameters' texts: `true` or `false`, and CIDR ranges with commas between them.
    ///
    /// # Errors
    /// Where one is something else; says which.
    pub fn parse(allowed: &str, reserved: &str) -> Result<Self, String> {
        let allowed = match allowed {
            "true" => true,
            "false" => false,
            other => return Err(format!("ALLOW_ENABLE_BYOL is {other:?}: allowed is true or false")),
        };
        let ranges = reserved.split(',').map(str::trim).filter(|range| !range.is_empty());
        let parsed = ranges.map(|range| {
            range.parse().map_err(|_| format!("RESERVED_CIDR_RANGES holds {range:?}: allowed is a.b.c.d/n"))
        });
        Ok(Self { allowed, reserved: parsed.collect::<Result<_, _>>()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_strictly() {
        let settings = Settings::parse("true", "10.0.0.0/9, 192.168.0.0/16,").unwrap();
        assert!(settings.allowed && settings.reserved.len() == 2);
        assert!(!Settings::parse("false", "").unwrap().allowed);
        assert!(Settings::parse("yes", "").unwrap_err().contains("yes"));
        assert!(Settings::parse("true", "10.0.0.0").unwrap_err().contains("10.0.0.0"));
    }
}
